/** Amazon EventBridge: buses, rules, and deliveries that survive the process. */
import type { JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import { AwsError, type Service } from '../service';
import type { Store } from '../store/store';
import { Archives } from './archives';
import type { EventsCounter } from './counter';
import { Deliveries } from './delivery/deliveries';
import type { Destinations } from './delivery/destinations';
import type { EventsListener } from './delivery/notices';
import { type EventEntry, Ingest, type StagedEvents } from './ingest';
import { type BusEvent, DEFAULT_BUS } from './model';
import type { Model } from './operations/operation';
import { operations } from './operations/operations';
import { type Outage, Outages, type StruckEntries } from './outages';
import { Registry } from './registry';
import { type ScheduleMode, Schedules } from './schedule/schedules';
import { Tags } from './tags';

export interface EventBridgeOptions {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly region: string;
  readonly account: string;
  readonly targets: Destinations;
  /** @default 'clock' */
  readonly schedules?: ScheduleMode;
  /** What all entries of one PutEvents may come to. @default 262,144 */
  readonly maxRequestBytes?: number;
  /** @default nobody counts */
  readonly count?: EventsCounter;
}

export interface EventBridge extends Service {
  readonly name: 'events';
  /** Takes up the deliveries that an earlier process left, and starts the schedules. */
  start(): void;
  /** Resolves when the events are on disk; answers their ids. Sources may begin with `aws.` here. */
  put(entries: readonly EventEntry[]): Promise<readonly string[]>;
  /** For a caller that commits events together with changes of its own. */
  stage(entries: readonly EventEntry[]): StagedEvents;
  /** Tells of every event accepted and every attempt to deliver one; answers how to stop. */
  subscribe(listener: EventsListener): () => void;
  /**
   * Takes a bus down, for all entries or some: PutEvents fails until it is resumed. Deliveries go on.
   * @default 'InternalFailure', for every entry
   */
  pause(busName: string, outage?: Outage, strikes?: StruckEntries): void;
  resume(busName: string): void;
  /** Runs a scheduled rule now, whatever its state. */
  runSchedule(ruleName: string): Promise<void>;
  /** The events that an archive holds, oldest first. */
  archivedEvents(archiveName: string): readonly BusEvent[];
  /** Resolves when no delivery is under way or waits for another attempt. */
  settled(): Promise<void>;
  /** Lets go of timers. What was not delivered stays in the store. */
  close(): void;
}

/** Source: user guide, "EventBridge quotas": PutEvents request size. */
const MAX_REQUEST_BYTES = 262_144;

export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { store, clock, entropy, region, account, targets } = options;
  const home = { region, account };
  const listeners = new Set<EventsListener>();
  const notify: EventsListener = (notice) => {
    for (const listener of listeners) listener(notice);
  };
  const count: EventsCounter = options.count ?? (() => undefined);
  const registry = new Registry(store, home, clock.now());
  const archives = new Archives(store, clock);
  const deliveries: Deliveries = new Deliveries({
    store,
    clock,
    entropy,
    registry,
    destinations: targets,
    forward: (busArn, event, hops) => ingest.forward(busArn, event, hops),
    notify,
    count,
  });
  const ingest: Ingest = new Ingest({ store, clock, entropy, home, registry, deliveries, archives, notify, count });
  const schedules = new Schedules(clock, options.schedules ?? 'clock', (rule) => ingest.runSchedule(rule));
  const outages = new Outages();
  const maxRequestBytes = options.maxRequestBytes ?? MAX_REQUEST_BYTES;
  const tags = new Tags(store);
  const model: Model = {
    home,
    clock,
    registry,
    archives,
    tags,
    schedules,
    ingest,
    outages,
    maxRequestBytes,
  };

  return {
    name: 'events',
    call: (operation, input) => call(model, operation, input),
    start: () => {
      deliveries.resume();
      schedules.start(registry.rulesOf(DEFAULT_BUS));
    },
    put: (entries) => ingest.put(entries),
    stage: (entries) => ingest.stage(entries),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    pause: (busName, outage = 'InternalFailure', strikes = () => true) => outages.begin(busName, outage, strikes),
    resume: (busName) => outages.end(busName),
    runSchedule: (ruleName) => ingest.runSchedule(registry.rule(DEFAULT_BUS, ruleName)),
    archivedEvents: (archiveName) => {
      const archive = archives.find(archiveName);
      return archive === undefined ? [] : archives.contentsOf(archive).events;
    },
    settled: () => deliveries.settled(),
    close: () => {
      schedules.close();
      deliveries.close();
    },
  };
}

async function call(model: Model, operation: string, input: JsonObject): Promise<JsonObject> {
  const run = operations.get(operation);
  if (run === undefined) {
    throw new AwsError('UnknownOperationException', `EventBridge's operation ${operation} is not modelled.`);
  }
  return run(model, input);
}
