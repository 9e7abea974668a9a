/**
 * The alarms that there are: held in memory, written through to the store.
 *
 * L1. A state, its history and its event are one commit; actions follow it, so none is taken for a state that is not kept.
 * L2. Actions are taken when the state changes, never because it goes on.
 */
import type { EpochMillis, JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { EventEntry, StagedEvents } from '../../events/ingest';
import type { Change, Store } from '../../store/store';
import { ALL_ALARMS, alarmKey } from '../keys';
import { type Alarm, type AlarmRecord, type AlarmState, actionsOf } from './alarm';
import { AlarmHistory, type HistoryItem, type HistoryType } from './history';
import { eventDetail, functionPayload, type Home, type StateChange, subjectOf, topicMessage } from './notifications';
import { offsetDate } from './reason';
import { alarmOf } from './settings';

/** What an alarm acts on. Each action throws as the service refuses. */
export interface AlarmPorts {
  /** Events for the default bus, to be committed with the state that they tell of. */
  stageEvents(entries: readonly EventEntry[]): StagedEvents;
  publish(topicArn: string, subject: string, message: string): Promise<void>;
  invoke(functionArn: string, payload: string): Promise<void>;
}

export interface AlarmParts {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly home: Home;
  readonly ports: AlarmPorts;
  readonly notify: (change: StateChange) => void;
}

export class Alarms {
  readonly history: AlarmHistory;
  private readonly byName = new Map<string, Alarm>();

  constructor(private readonly parts: AlarmParts) {
    this.history = new AlarmHistory(parts.store);
    for (const [, record] of parts.store.range(ALL_ALARMS)) this.keep(record as AlarmRecord);
  }

  /** In order of their names. */
  all(): readonly Alarm[] {
    return [...this.byName.values()].sort((a, b) => (a.record.name < b.record.name ? -1 : 1));
  }

  find(name: string): Alarm | undefined {
    return this.byName.get(name);
  }

  findByArn(arn: string): Alarm | undefined {
    const alarm = this.byName.get(arn.split(':').slice(6).join(':'));
    return alarm?.record.arn === arn ? alarm : undefined;
  }

  /** Throws what is wrong with the settings before anything is kept. */
  async put(record: AlarmRecord, summary: string, data: JsonObject): Promise<void> {
    this.keep(record);
    await this.commit(record, this.item(record, 'ConfigurationUpdate', summary, data));
  }

  /** Without a word in the history: tags. */
  async replace(record: AlarmRecord): Promise<void> {
    this.keep(record);
    await this.parts.store.commit([putOf(record)]);
  }

  async delete({ record }: Alarm): Promise<void> {
    this.byName.delete(record.name);
    const deleted = this.item(record, 'ConfigurationUpdate', `Alarm "${record.name}" deleted`, { type: 'Delete' });
    await this.parts.store.commit([{ kind: 'delete', key: alarmKey(record.name) }, ...this.history.add(deleted)]);
  }

  /** Takes on a new state; when its value is another one, tells of it and acts. */
  async setState(alarm: Alarm, state: AlarmState): Promise<void> {
    const { record } = alarm;
    const previous = record.state;
    const changed = this.keep({ ...record, state });
    if (previous.value === state.value) return this.parts.store.commit([putOf(changed.record)]);
    const change: StateChange = { alarm: changed, previous, state };
    const events = this.parts.ports.stageEvents([
      {
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm State Change',
        resources: [record.arn],
        detail: eventDetail(change),
      },
    ]);
    const summary = `Alarm updated from ${previous.value} to ${state.value}`;
    const item = this.item(record, 'StateUpdate', summary, stateData(change));
    await this.commit(changed.record, item, events.changes); // L1
    events.begin();
    this.parts.notify(change);
    if (record.settings.ActionsEnabled === false) return;
    for (const action of actionsOf(record, state.value)) await this.act(action, change); // L2
  }

  private async act(action: string, change: StateChange): Promise<void> {
    const { record } = change.alarm;
    let failure: string | undefined;
    try {
      await this.perform(action, change);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    const summary =
      failure === undefined
        ? `Successfully executed action ${action}`
        : `Failed to execute action ${action}. Received error: "${failure}"`;
    const data = {
      actionState: failure === undefined ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: change.state.updatedAt,
      notificationResource: action,
      publishedMessage: topicMessage(change, this.parts.home),
      error: failure ?? null,
    };
    await this.parts.store.commit(this.history.add(this.item(record, 'Action', summary, data)));
  }

  private perform(action: string, change: StateChange): Promise<void> {
    const { ports, home } = this.parts;
    const [, , service] = action.split(':');
    if (service === 'sns') return ports.publish(action, subjectOf(change, home), topicMessage(change, home));
    if (service === 'lambda') return ports.invoke(action, functionPayload(change, home));
    throw new Error(`the local model takes no action of ${service}`);
  }

  private keep(record: AlarmRecord): Alarm {
    const alarm = alarmOf(record);
    this.byName.set(record.name, alarm);
    return alarm;
  }

  private commit(record: AlarmRecord, item: HistoryItem, more: readonly Change[] = []): Promise<void> {
    return this.parts.store.commit([putOf(record), ...this.history.add(item), ...more]);
  }

  private item({ name, type }: AlarmRecord, kind: HistoryType, summary: string, data: JsonObject): HistoryItem {
    const at: EpochMillis = this.parts.clock.now();
    return { alarm: name, alarmType: type, at, type: kind, summary, data: JSON.stringify({ version: '1.0', ...data }) };
  }
}

const putOf = (record: AlarmRecord): Change => ({ kind: 'put', key: alarmKey(record.name), value: record });

function stateData({ previous, state }: StateChange): JsonObject {
  const shown = ({ value, reason, reasonData, updatedAt }: AlarmState): JsonObject => ({
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: JSON.parse(reasonData) }),
    stateUpdatedTimestamp: offsetDate(updatedAt),
  });
  return { oldState: shown(previous), newState: shown(state) };
}
