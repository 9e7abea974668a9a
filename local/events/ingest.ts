/** Events on their way in: from an entry to an event, to the deliveries that it asks for, in one commit. */
import type { EpochMillis, JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import type { Change, Store } from '../store/store';
import type { Archives } from './archives';
import { busNameOf, type Home } from './arns';
import type { EventsCounter } from './counter';
import type { Deliveries } from './delivery/deliveries';
import type { EventsListener } from './delivery/notices';
import { busNotFound, validationError } from './errors';
import { type BusEvent, DEFAULT_BUS, type Rule } from './model';
import type { Registry, Route } from './registry';

/** An event as another part of the model puts it. */
export interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: JsonObject;
  readonly resources?: readonly string[];
  /** @default now */
  readonly time?: EpochMillis;
  /** A name or an ARN. @default 'default' */
  readonly eventBusName?: string;
}

/** Accepted events that are not yet on disk. */
export interface StagedEvents {
  /** To be committed, alone or with the caller's own changes. */
  readonly changes: readonly Change[];
  readonly eventIds: readonly string[];
  /** To be called once `changes` are on disk: starts the deliveries. */
  readonly begin: () => void;
}

export interface IngestParts {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly home: Home;
  readonly registry: Registry;
  readonly deliveries: Deliveries;
  readonly archives: Archives;
  readonly notify: EventsListener;
  readonly count: EventsCounter;
}

/** On AWS a circle of buses runs, and costs, until someone notices. */
const MAX_HOPS = 10;

interface Placed {
  readonly bus: string;
  readonly event: BusEvent;
}

export class Ingest {
  constructor(private readonly parts: IngestParts) {}

  stage(entries: readonly EventEntry[]): StagedEvents {
    return this.stageEvents(
      entries.map((entry) => ({
        bus: entry.eventBusName === undefined ? DEFAULT_BUS : busNameOf(entry.eventBusName),
        event: this.eventOf(entry),
      })),
    );
  }

  async put(entries: readonly EventEntry[]): Promise<readonly string[]> {
    return this.commit(this.stage(entries));
  }

  /** From one bus to another, the event as it is. */
  async forward(busArn: string, event: BusEvent, hops: number): Promise<void> {
    if (hops > MAX_HOPS)
      throw validationError(`The event has been through ${MAX_HOPS} buses; its rules run in a circle.`);
    const bus = busNameOf(busArn);
    if (this.parts.registry.bus(bus).arn !== busArn) throw busNotFound(busArn);
    await this.commit(this.stageEvents([{ bus, event }], hops));
  }

  /** Sends the event of a schedule to the targets of its rule. Source: user guide, "Scheduled event". */
  async runSchedule(rule: Rule): Promise<void> {
    const event = this.eventOf({
      source: 'aws.events',
      detailType: 'Scheduled Event',
      detail: {},
      resources: [rule.arn],
    });
    this.parts.count('TriggeredRules', rule);
    const text = JSON.stringify(event);
    const staged = this.parts.registry.routesOf(rule).map((route) => this.parts.deliveries.stage(route, event, text));
    await this.commit({
      changes: staged.map(({ change }) => change),
      eventIds: [event.id],
      begin: () => {
        this.parts.notify({ kind: 'accepted', bus: rule.bus, event });
        for (const { begin } of staged) begin();
      },
    });
  }

  private async commit({ changes, begin, eventIds }: StagedEvents): Promise<readonly string[]> {
    if (changes.length > 0) await this.parts.store.commit(changes);
    begin();
    return eventIds;
  }

  private stageEvents(placed: readonly Placed[], hops = 0): StagedEvents {
    const staged = placed.flatMap(({ bus, event }) => this.stageEvent(bus, event, hops));
    return {
      changes: staged.map(({ change }) => change),
      eventIds: placed.map(({ event }) => event.id),
      begin: () => {
        for (const { bus, event } of placed) {
          this.parts.notify({ kind: this.parts.registry.findBus(bus) === undefined ? 'lost' : 'accepted', bus, event });
        }
        for (const { begin } of staged) begin();
      },
    };
  }

  private stageEvent(
    bus: string,
    event: BusEvent,
    hops: number,
  ): readonly { readonly change: Change; readonly begin: () => void }[] {
    const routes = this.parts.registry.routesFor(bus, event);
    const archived = this.parts.archives.keep(bus, event).map((change) => ({ change, begin: () => undefined }));
    if (routes.length === 0) return archived;
    this.countMatches(routes);
    const text = JSON.stringify(event);
    return [...archived, ...routes.map((route) => this.parts.deliveries.stage(route, event, text, hops))];
  }

  private countMatches(routes: readonly Route[]): void {
    for (const rule of new Set(routes.map((route) => route.rule))) this.countMatch(rule);
  }

  private countMatch(rule: Rule): void {
    this.parts.count('MatchedEvents', rule);
    this.parts.count('TriggeredRules', rule);
  }

  private eventOf({ source, detailType, detail, resources = [], time }: EventEntry): BusEvent {
    const { region, account } = this.parts.home;
    return {
      version: '0',
      id: this.parts.entropy.uuid(),
      'detail-type': detailType,
      source,
      account,
      time: isoSeconds(time ?? this.parts.clock.now()),
      region,
      resources,
      detail,
    };
  }
}

const isoSeconds = (time: EpochMillis) => `${new Date(time).toISOString().slice(0, 19)}Z`;
