/**
 * Gathers what one run leaves in a model that it shares with the runs before it: whatever changed since the run began.
 *
 * W1. What is told of a change is taken from the stream; what is there in the end is read from the table. Invariants
 *     compare the two.
 * W2. A model that was opened again after a crash is attached anew; what was committed and not told of is read then.
 */
import { decodeSaga } from '../lib/aws/saga-item';
import { MAX_RECOVERIES, runName } from '../lib/saga/executions';
import type { SagaRecord } from '../lib/saga/ledger';
import { sagaId } from '../lib/saga/rule';
import { epochMillis, type Json, type JsonObject } from '../lib/units';
import type { StreamRecord } from '../local/dynamodb/streams';
import type { Item as StoredItem } from '../local/dynamodb/values/attribute-value';
import { AwsError, CLIENT } from '../local/service';
import type { World } from '../local/world';
import type { DeadLetter, EventSeen, ExecutionSeen, HistoryEvent, Item, ItemChange, Observed } from './observed';
import { plainItem } from './plain-item';
import type { Subject } from './scenario';

export type Gathered = Pick<
  Observed,
  'sagas' | 'tables' | 'reactions' | 'streams' | 'executions' | 'events' | 'deadLetters' | 'logs'
>;

/** Of one table of a stack. */
interface Watched {
  readonly tableName: string;
  streamArn: string;
  records: StreamRecord[];
  lastSequence: string | undefined;
}

/** GetExecutionHistory answers at most so many events a page. */
const HISTORY_PAGE = 1_000;

export class RunWatch {
  private world: World | undefined;
  private readonly tables = new Map<string, Watched>();
  private stops: (() => void)[] = [];
  private events: EventSeen[] = [];
  private logs: string[] = [];
  private readonly messagesBefore = new Map<string, number>();

  constructor(private readonly subject: Subject) {}

  /** To a model that holds the subject's stack; to the next one after a crash (W2). */
  async attach(world: World): Promise<void> {
    this.detach();
    this.world = world;
    for (const output of this.outputs()) await this.follow(world, output);
    const { events, lambda } = world.services;
    this.stops.push(
      events.subscribe((notice) => {
        if (notice.kind === 'accepted') this.events.push(...eventOf(notice.bus, notice.event));
      }),
      lambda.logs.subscribe(({ text }) => this.logs.push(text)),
    );
  }

  detach(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
  }

  /** What was before is not of this run. */
  begin(): void {
    for (const table of this.tables.values()) table.records = [];
    this.events = [];
    this.logs = [];
    for (const { arn } of this.resources('AWS::SQS::Queue')) {
      this.messagesBefore.set(arn, this.model.services.sqs.messagesOf(arn).length);
    }
  }

  /** @param sagas those that the run asked for; `names` tells whose name is one of this run */
  async gather(sagas: readonly string[]): Promise<Gathered> {
    const records = await this.recordsOf(sagas);
    return {
      sagas: records,
      tables: await this.itemsOf(this.subject.tables),
      reactions: await this.itemsOf(this.subject.reactions),
      streams: Object.fromEntries(
        Object.entries(this.subject.tables).map(([service, output]) => [service, this.changesOf(output)]),
      ),
      executions: await this.executionsOf(sagas, records),
      events: this.events,
      deadLetters: this.deadLetters(),
      logs: this.logs,
    };
  }

  private get model(): World {
    if (this.world === undefined) throw new Error('no model is attached');
    return this.world;
  }

  private outputs(): readonly string[] {
    const { tables, reactions, ledger } = this.subject;
    return [...Object.values(tables), ...Object.values(reactions), ledger];
  }

  private resources(type: string) {
    return this.model.resources.filter((resource) => resource.type === type && resource.stack === this.subject.stack);
  }

  private async follow(world: World, output: string): Promise<void> {
    const tableName = world.outputs[this.subject.stack]?.[output];
    if (tableName === undefined) throw new Error(`stack '${this.subject.stack}' has no output '${output}'`);
    const { dynamodb } = world.services;
    const { Table } = (await dynamodb.call('DescribeTable', { TableName: tableName }, CLIENT)) as {
      readonly Table: { readonly LatestStreamArn: string };
    };
    const known = this.tables.get(output);
    const table: Watched = known ?? { tableName, streamArn: '', records: [], lastSequence: undefined };
    table.streamArn = Table.LatestStreamArn;
    this.tables.set(output, table);
    const take = (records: readonly StreamRecord[]) => {
      table.records.push(...records);
      table.lastSequence = records.at(-1)?.dynamodb.SequenceNumber ?? table.lastSequence;
    };
    // W2
    take(dynamodb.streamRecords(table.streamArn, table.lastSequence, Number.MAX_SAFE_INTEGER));
    this.stops.push(dynamodb.subscribe(tableName, take));
  }

  private changesOf(output: string): readonly ItemChange[] {
    return (this.tables.get(output)?.records ?? []).map(
      ({ dynamodb: { SequenceNumber, Keys, OldImage, NewImage } }) => ({
        sequence: SequenceNumber,
        keys: plainItem(Keys),
        before: OldImage === undefined ? null : plainItem(OldImage),
        after: NewImage === undefined ? null : plainItem(NewImage),
      }),
    );
  }

  private async itemsOf(outputs: { readonly [name: string]: string }): Promise<{ [name: string]: readonly Item[] }> {
    const found: { [name: string]: readonly Item[] } = {};
    for (const [name, output] of Object.entries(outputs)) {
      const table = this.tables.get(output);
      const keys = new Map(table?.records.map(({ dynamodb: { Keys } }) => [JSON.stringify(Keys), Keys]));
      const items: Item[] = [];
      for (const key of keys.values()) {
        const item = await this.item(table?.tableName ?? '', key);
        if (item !== undefined) items.push(item);
      }
      found[name] = items;
    }
    return found;
  }

  private async item(TableName: string, Key: StoredItem): Promise<Item | undefined> {
    const input = { TableName, Key, ConsistentRead: true } as unknown as JsonObject;
    const { Item } = await this.model.services.dynamodb.call('GetItem', input, CLIENT);
    return Item === undefined ? undefined : plainItem(Item as unknown as StoredItem);
  }

  private async recordsOf(sagas: readonly string[]): Promise<readonly SagaRecord[]> {
    const table = this.tables.get(this.subject.ledger);
    const records: SagaRecord[] = [];
    for (const id of sagas) {
      const item = await this.item(table?.tableName ?? '', { pk: { S: `saga#${id}` }, sk: { S: 'saga' } });
      if (item !== undefined) records.push(decodeSaga(item));
    }
    return records;
  }

  private async executionsOf(sagas: readonly string[], records: readonly SagaRecord[]): Promise<ExecutionSeen[]> {
    const found: ExecutionSeen[] = [];
    for (const { arn, path } of this.resources('AWS::StepFunctions::StateMachine')) {
      const machine = path.split('/')[1] ?? path;
      for (const id of sagas) {
        const recoveries = records.find((record) => record.sagaId === id)?.recoveries ?? 0;
        // One more than the ledger knows of: it may have been started and not told.
        for (let run = 0; run <= Math.min(recoveries + 1, MAX_RECOVERIES); run++) {
          const execution = await this.execution(
            `${arn.replace(':stateMachine:', ':execution:')}:${runName(sagaId(id), run)}`,
          );
          if (execution !== undefined) found.push({ ...execution, machine });
        }
      }
    }
    return found;
  }

  private async execution(executionArn: string): Promise<Omit<ExecutionSeen, 'machine'> | undefined> {
    const { stepfunctions } = this.model.services;
    try {
      const told = await stepfunctions.call('DescribeExecution', { executionArn }, CLIENT);
      const text = (field: string): string | null => (typeof told[field] === 'string' ? told[field] : null);
      return {
        arn: executionArn,
        name: text('name') ?? '',
        status: text('status') ?? '',
        input: text('input') ?? '',
        output: text('output'),
        error: text('error'),
        cause: text('cause'),
        startedAt: epochMillis(Math.round(Number(told.startDate) * 1_000)),
        history: await this.historyOf(executionArn),
      };
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ExecutionDoesNotExist') return undefined;
      throw error;
    }
  }

  private async historyOf(executionArn: string): Promise<readonly HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    let nextToken: Json | undefined;
    do {
      const input = { executionArn, maxResults: HISTORY_PAGE, ...(nextToken === undefined ? {} : { nextToken }) };
      const page = await this.model.services.stepfunctions.call('GetExecutionHistory', input, CLIENT);
      events.push(...(page.events as unknown as readonly HistoryEvent[]));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  }

  private deadLetters(): readonly DeadLetter[] {
    return this.resources('AWS::SQS::Queue').flatMap(({ arn, path }) =>
      this.model.services.sqs
        .messagesOf(arn)
        .slice(this.messagesBefore.get(arn) ?? 0)
        .map(({ body }) => ({ queue: path.split('/').slice(1, -1).join('/'), body })),
    );
  }
}

/** None where the event is no envelope of ours: the service's own. */
function eventOf(bus: string, event: JsonObject): readonly EventSeen[] {
  const { detail } = event;
  if (typeof detail !== 'object' || detail === null || !('id' in detail) || !('sagaId' in detail)) return [];
  const { id, type } = detail as { readonly id: string; readonly type: string };
  return [{ bus, id, type, time: epochMillis(Date.parse(String(event.time))), detail: detail as JsonObject }];
}
