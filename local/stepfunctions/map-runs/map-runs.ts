/**
 * Map runs: each begins child executions, so many at a time, and tells the execution that awaits it how it ended.
 *
 * M1. A run and the inputs of its children are kept with the transition that asks for the run; children begin after.
 * M2. Which children have begun, and how they ended, is read from their own records, so a run goes on from any moment.
 * M3. A child that had no success is redriven once for each redrive of the run: its record says for which it ran last.
 * M4. A run ends once: with its last child, with one failure too many, or with the execution that awaits it.
 */
import type { EpochMillis, Json } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Change, Store } from '../../store/store';
import { executionOf } from '../arns';
import type { Failure } from '../interpreter/frame';
import type { Command, Signal } from '../interpreter/signal';
import { textOf } from '../json';
import type { Objects } from '../objects/objects';
import { type ExecutionRecord, type ExecutionStatus, executionKey } from '../records';
import { type Counts, countsOf, exceedsTolerance } from './counts';
import {
  type ChildInput,
  childArn,
  childRecord,
  type MapRunRecord,
  mapRunInputKey,
  mapRunKey,
  mapRunOf,
  mapRunOfKey,
  mapRunsOf,
} from './map-run-record';
import { ItemReaderFailed, readItems } from './read-items';
import { resultOf } from './results';

export interface MapRunsOptions {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly objects: Objects;
}

/** What drives the executions. */
export interface Executor {
  start(child: ExecutionRecord): Promise<void>;
  /** `unable` when nothing is kept any more of where it ended. */
  redrive(child: ExecutionRecord): 'redriven' | 'unable';
  stop(executionArn: string, failure: Failure): Promise<void>;
  tell(executionArn: string, signal: Signal): void;
}

interface Active {
  run: MapRunRecord;
  next: number;
  /** Children to redrive, by index. */
  readonly again: number[];
  readonly running: Set<string>;
  failedItems: number;
}

/** "Distributed mode … up to 10,000 parallel child workflow executions". */
const MAX_CONCURRENCY = 10_000;

type Ask<K extends Command['kind']> = Extract<Command, { readonly kind: K }>;

export class MapRuns {
  private readonly active = new Map<string, Active>();

  constructor(
    private readonly options: MapRunsOptions,
    private readonly executor: Executor,
  ) {}

  find(mapRunArn: string): MapRunRecord | undefined {
    return this.options.store.get(mapRunKey(mapRunOf(mapRunArn))) as MapRunRecord | undefined;
  }

  /** The runs of an execution, newest first. */
  list(executionArn: string): readonly MapRunRecord[] {
    const range = { ...mapRunsOf(executionOf(executionArn)), reverse: true };
    return [...this.options.store.range(range)].flatMap(([, arn]) => this.find(String(arn)) ?? []);
  }

  counts(run: MapRunRecord): { readonly executions: Counts; readonly items: Counts } {
    return countsOf(this.children(run), run.writer.destination !== null && run.status === 'SUCCEEDED');
  }

  /** New limits of a run that goes on; settles when they are on disk. */
  async update(run: MapRunRecord, limits: Partial<Pick<MapRunRecord, Limit>>): Promise<void> {
    const updated = { ...run, ...limits };
    await this.options.store.commit([{ kind: 'put', key: mapRunKey(mapRunOf(run.mapRunArn)), value: updated }]);
    const active = this.active.get(run.mapRunArn);
    if (active === undefined) return;
    active.run = updated;
    this.goOn(active);
  }

  /** What the transition keeps of the run that it asks for (M1), and how to begin it then. */
  prepare(asker: ExecutionRecord, { at, ticket, request }: Ask<'startMapRun'>, now: EpochMillis) {
    const { batches, ...facts } = request;
    const run: MapRunRecord = {
      ...facts,
      executionArn: asker.executionArn,
      at,
      ticket,
      revisionId: asker.revisionId,
      status: 'RUNNING',
      startDate: now,
      stopDate: null,
      redriveCount: 0,
      redriveDate: null,
      children: batches.length,
      items: batches.reduce((sum, { items }) => sum + items, 0),
      ...(asker.testCase === undefined ? {} : { testCase: asker.testCase }),
    };
    const id = mapRunOf(run.mapRunArn);
    const listed = mapRunOfKey(executionOf(run.executionArn), now, id.run);
    const changes: readonly Change[] = [
      { kind: 'put', key: mapRunKey(id), value: run },
      { kind: 'put', key: listed, value: run.mapRunArn },
      ...batches.map(({ input, items }, index): Change => {
        const value: ChildInput = { input: textOf(input), items };
        return { kind: 'put', key: mapRunInputKey(id, index), value };
      }),
    ];
    return { changes, begin: () => this.follow(run.mapRunArn) };
  }

  /** As `prepare`, for a run whose children that had no success go on. */
  prepareRedrive({ at, ticket, mapRunArn }: Ask<'redriveMapRun'>, now: EpochMillis) {
    const run = this.find(mapRunArn);
    if (run === undefined) throw new Error(`the store lacks the map run ${mapRunArn}`);
    const value: MapRunRecord = {
      ...run,
      at,
      ticket,
      status: 'RUNNING',
      stopDate: null,
      redriveCount: run.redriveCount + 1,
      redriveDate: now,
    };
    const changes: readonly Change[] = [{ kind: 'put', key: mapRunKey(mapRunOf(mapRunArn)), value }];
    return { changes, begin: () => this.follow(mapRunArn) };
  }

  /** Takes a run up where it is (M2). */
  follow(mapRunArn: string): void {
    const run = this.find(mapRunArn);
    if (run === undefined || this.active.has(mapRunArn)) return;
    const active: Active = { run, next: 0, again: [], running: new Set(), failedItems: 0 };
    this.active.set(mapRunArn, active);
    for (const { status, items, executionArn } of this.children(run)) {
      if (status === undefined) break;
      const index = active.next++;
      if (status === 'RUNNING') active.running.add(executionArn);
      else if (status === 'PENDING_REDRIVE') active.again.push(index);
      else if (status !== 'SUCCEEDED') active.failedItems += items;
    }
    this.goOn(active);
  }

  /** Reads the items, and tells the execution of them or why it cannot. */
  async read(executionArn: string, { at, ticket, reader }: Ask<'readItems'>): Promise<void> {
    const { clock, objects } = this.options;
    try {
      const items = await clock.busy(readItems(reader, objects));
      this.executor.tell(executionArn, { kind: 'itemsRead', at, ticket, items });
    } catch (error) {
      if (!(error instanceof ItemReaderFailed)) throw error;
      const failure = { error: 'States.ItemReaderFailed', cause: error.message };
      this.executor.tell(executionArn, { kind: 'mapRunFailed', at, ticket, ...failure });
    }
  }

  /** An execution has ended: perhaps a child of a run, perhaps one that awaits runs. */
  executionEnded(record: ExecutionRecord): void {
    for (const active of this.active.values()) {
      if (active.run.executionArn === record.executionArn) this.abort(active);
    }
    const active = this.active.get(record.mapRun?.mapRunArn ?? '');
    if (active === undefined || !active.running.delete(record.executionArn)) return;
    const index = record.mapRun?.index ?? 0;
    // One that an earlier attempt stopped may have ended only now.
    if (statusIn(active.run, record) === 'PENDING_REDRIVE') active.again.push(index);
    else if (record.status !== 'SUCCEEDED') active.failedItems += this.inputOf(active.run, index).items;
    this.goOn(active);
  }

  /** The run that hangs on the ticket is awaited no more. */
  forget(executionArn: string, ticket: number): void {
    for (const active of this.active.values()) {
      if (active.run.executionArn === executionArn && active.run.ticket === ticket) this.abort(active);
    }
  }

  private goOn(active: Active): void {
    const { run, running } = active;
    if (this.failsWithTooMany(active)) return;
    const room = run.maxConcurrency === 0 ? MAX_CONCURRENCY : Math.min(run.maxConcurrency, MAX_CONCURRENCY);
    while (running.size < room && active.again.length > 0) this.redriveChild(active, active.again.shift() ?? 0);
    if (this.failsWithTooMany(active)) return;
    while (running.size < room && active.next < run.children) this.startChild(active, active.next++);
    if (running.size === 0 && active.again.length === 0 && active.next >= run.children)
      this.end(active, 'SUCCEEDED', () => this.succeed(run));
  }

  private failsWithTooMany(active: Active): boolean {
    const { run, failedItems } = active;
    if (!exceedsTolerance(run, failedItems, run.items)) return false;
    this.end(active, 'FAILED', async () => EXCEEDED);
    return true;
  }

  private startChild({ run, running }: Active, index: number): void {
    const child = childRecord(run, index, this.inputOf(run, index), this.options.clock.now());
    running.add(child.executionArn);
    // A store that fails has dropped the execution that awaits the run as well.
    this.executor.start(child).catch(() => undefined);
  }

  private redriveChild(active: Active, index: number): void {
    const { run, running } = active;
    const child = this.childOf(run, index);
    if (run.executionType === 'EXPRESS' || child?.mapRun === undefined) {
      this.startChild(active, index);
      return;
    }
    running.add(child.executionArn);
    const redriven = this.executor.redrive({ ...child, mapRun: { ...child.mapRun, attempt: run.redriveCount } });
    if (redriven === 'redriven') return;
    running.delete(child.executionArn);
    active.failedItems += this.inputOf(run, index).items;
  }

  private async succeed(run: MapRunRecord): Promise<Told> {
    const children = Array.from({ length: run.children }, (_, index) => this.childOf(run, index)).filter(isThere);
    try {
      return {
        kind: 'mapRunSucceeded',
        output: await resultOf(run.mapRunArn, run.writer, children, this.options.objects),
      };
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return { kind: 'mapRunFailed', error: 'States.ResultWriterFailed', cause };
    }
  }

  /** Ends the run, once (M4), and tells the execution. */
  private end(active: Active, status: MapRunRecord['status'], outcome: () => Promise<Told>): void {
    const { run } = active;
    this.active.delete(run.mapRunArn);
    this.stopChildren(active);
    const { at, ticket, executionArn } = run;
    const ended = outcome().then(async (told) => {
      await this.keepEnd(run, told.kind === 'mapRunFailed' ? 'FAILED' : status);
      this.executor.tell(executionArn, { ...told, at, ticket });
    });
    this.options.clock.busy(ended).catch(() => undefined);
  }

  private abort(active: Active): void {
    this.active.delete(active.run.mapRunArn);
    this.stopChildren(active);
    this.options.clock.busy(this.keepEnd(active.run, 'ABORTED')).catch(() => undefined);
  }

  private stopChildren({ running }: Active): void {
    for (const executionArn of running) {
      this.executor.stop(executionArn, { error: null, cause: null }).catch(() => undefined);
    }
  }

  private async keepEnd(run: MapRunRecord, status: MapRunRecord['status']): Promise<void> {
    if (run.status !== 'RUNNING') return;
    const value: MapRunRecord = { ...run, status, stopDate: this.options.clock.now() };
    await this.options.store.commit([{ kind: 'put', key: mapRunKey(mapRunOf(run.mapRunArn)), value }]);
  }

  /** As it was begun last. */
  private childOf(run: MapRunRecord, index: number): ExecutionRecord | undefined {
    for (let attempt = run.executionType === 'EXPRESS' ? run.redriveCount : 0; attempt >= 0; attempt--) {
      const key = executionKey(executionOf(childArn(run, index, attempt)));
      const child = this.options.store.get(key) as ExecutionRecord | undefined;
      if (child !== undefined) return child;
    }
    return undefined;
  }

  private inputOf(run: MapRunRecord, index: number): ChildInput {
    return this.options.store.get(mapRunInputKey(mapRunOf(run.mapRunArn), index)) as ChildInput;
  }

  private *children(run: MapRunRecord) {
    for (let index = 0; index < run.children; index++) {
      const child = this.childOf(run, index);
      const status = child === undefined ? undefined : statusIn(run, child);
      yield { executionArn: child?.executionArn ?? '', status, items: this.inputOf(run, index).items };
    }
  }
}

/** A child that had no success in an earlier attempt is yet to be redriven. */
function statusIn(
  { redriveCount, status: runStatus }: MapRunRecord,
  { status, mapRun }: ExecutionRecord,
): ExecutionStatus {
  const isOver = status === 'FAILED' || status === 'TIMED_OUT' || status === 'ABORTED';
  return isOver && runStatus === 'RUNNING' && (mapRun?.attempt ?? 0) < redriveCount ? 'PENDING_REDRIVE' : status;
}

type Limit = 'maxConcurrency' | 'toleratedFailureCount' | 'toleratedFailurePercentage';

type Told = { readonly kind: 'mapRunSucceeded'; readonly output: Json } | ({ readonly kind: 'mapRunFailed' } & Failure);

const EXCEEDED: Told = {
  kind: 'mapRunFailed',
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

const isThere = (record: ExecutionRecord | undefined): record is ExecutionRecord => record !== undefined;
