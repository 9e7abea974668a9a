/**
 * The driver: gives executions their signals, keeps what comes of it, and does what they ask. Nothing else awaits.
 *
 * D1. A transition is one commit: the frame, its events, the execution record and its place in the lists.
 * D2. Nothing is told, and nothing is asked of the world, before the commit it follows from has settled (store.ts, S2). So
 *     a task never runs that the history does not know of, and what was acknowledged is kept (wire/outside.ts).
 * D3. What is awaited follows from the frame: a driver that opens a store goes on from what it finds, and tasks that
 *     were under way run again.
 * D4. A signal that its execution no longer awaits changes nothing.
 */
import type { EpochMillis } from '../../lib/units';
import type { Entropy } from '../entropy';
import type { Change, Key, Store } from '../store/store';
import { type ExecutionId, executionOf } from './arns';
import { Executions } from './executions';
import type { HistoryEvent } from './history/event';
import type { TaskOutcome } from './integrations/integration';
import { type Advance, advance } from './interpreter/advance';
import { isAwaited, pending } from './interpreter/awaited';
import { type ExecutionFacts, newRun, type Run } from './interpreter/execution';
import { type EndedFrame, type Failure, type Frame, NEW_FRAME, type RunningFrame } from './interpreter/frame';
import type { Machine } from './interpreter/machine';
import { processorOf } from './interpreter/map-processor';
import type { Command, Signal, TaskRequest } from './interpreter/signal';
import { parseJson } from './json';
import type { Machines } from './machines';
import { MapRuns } from './map-runs/map-runs';
import { createMemoryObjects } from './objects/memory-objects';
import type { Objects } from './objects/objects';
import { ALL_FRAMES, type ExecutionRecord, executionKey, historyPrefix, type Revision } from './records';
import { RUNTIME } from './state-error';
import { TaskWork, type TaskWorkOptions } from './task-work';
import { Timers } from './timers';
import type { TaskToken } from './tokens/task-token';
import { changesOf, recordAfter, sweepPoints } from './transition';
import { startedByOf } from './wire';

export interface DriverOptions extends TaskWorkOptions {
  readonly store: Store;
  readonly region: string;
  /** What distributed Map states read from and write to. @default buckets in memory, empty at first */
  readonly objects?: Objects;
  /** What else belongs into the commit of a transition. @default nothing */
  readonly beside?: (execution: ExecutionRecord, events: readonly HistoryEvent[]) => Beside | undefined;
}

/** Kept together with a transition: both or neither. */
export interface Beside {
  readonly changes: readonly Change[];
  /** Called once they are on disk. */
  readonly begin: () => void;
}

/** Told of every commit, in order. */
export type ExecutionListener = (execution: ExecutionRecord, events: readonly HistoryEvent[]) => void;

interface Running {
  readonly id: ExecutionId;
  readonly run: Run;
  readonly historyPrefix: Key;
  record: ExecutionRecord;
  frame: Frame;
  readonly timers: Timers;
  readonly waiters: { resolve(record: ExecutionRecord): void; reject(reason: unknown): void }[];
}

type WithoutPlace<S> = S extends Signal ? Omit<S, 'at' | 'ticket'> : never;
/** What a worker, or whoever has the token of a task, may say of it. */
export type TaskNews = WithoutPlace<
  Extract<Signal, { readonly kind: 'taskSucceeded' | 'taskFailed' | 'taskHeartbeat' | 'taskStarted' }>
>;

/** "Express Workflows have a maximum duration of five minutes." */
const EXPRESS_SECONDS = 300;
/** The ticket of the timer for the execution as a whole; events count from 1. */
const DEADLINE_TICKET = 0;

export class Driver {
  private readonly running = new Map<string, Running>();
  private readonly listeners = new Set<ExecutionListener>();
  private readonly work: TaskWork;
  private readonly executions: Executions;
  /** The runs of distributed Map states. */
  readonly mapRuns: MapRuns;
  private closed = false;

  constructor(
    private readonly options: DriverOptions,
    private readonly machines: Machines,
  ) {
    this.work = new TaskWork(options, (executionArn) => this.ended(executionArn));
    this.executions = new Executions(options.store);
    const { store, clock, objects = createMemoryObjects(clock) } = options;
    this.mapRuns = new MapRuns(
      { store, clock, objects },
      {
        start: (child) =>
          this.start(child, machines.revision(executionOf(child.executionArn).machine, child.revisionId)),
        redrive: (child) => this.redriveChild(child),
        stop: (executionArn, failure) => this.stop(executionArn, failure),
        tell: (executionArn, signal) => {
          const running = this.running.get(executionArn);
          if (running !== undefined) this.signal(running, signal);
        },
      },
    );
  }

  /** Takes up every execution that the store holds as running (D3). */
  resume(): void {
    const found = [...this.options.store.range(ALL_FRAMES)].map(([, value]) => {
      const { executionArn, frame } = value as { readonly executionArn: string; readonly frame: RunningFrame };
      const record = this.options.store.get(executionKey(executionOf(executionArn))) as ExecutionRecord;
      const revision = this.machines.revision(executionOf(executionArn).machine, record.revisionId);
      return { running: this.track(record, revision, frame), frame };
    });
    // Only now is each there for another that waits for its end.
    for (const { running, frame } of found) {
      this.armDeadline(running);
      for (const command of pending(running.run, frame)) this.perform(running, command);
    }
  }

  /** Settles when the start is on disk. */
  start(record: ExecutionRecord, revision: Revision): Promise<void> {
    const running = this.track(record, revision, NEW_FRAME);
    return this.deliver(running, { kind: 'start' });
  }

  /** Settles when the redrive is on disk. `record` has ended, and holds the token that this redrive is used with. */
  async redrive(record: ExecutionRecord, revision: Revision, frame: EndedFrame): Promise<ExecutionRecord> {
    const running = this.track(record, revision, frame);
    await this.deliver(running, { kind: 'redrive' });
    return running.record;
  }

  private redriveChild(child: ExecutionRecord): 'redriven' | 'unable' {
    const frame = this.executions.endedFrame(child);
    if (frame === undefined) return 'unable';
    const revision = this.machines.revision(executionOf(child.executionArn).machine, child.revisionId);
    // A store that fails has dropped the execution that awaits the run as well.
    this.redrive(child, revision, frame).catch(() => undefined);
    return 'redriven';
  }

  /** Settles when the stop is on disk; at once when the execution does not run. */
  async stop(executionArn: string, failure: Failure): Promise<void> {
    const running = this.running.get(executionArn);
    if (running !== undefined) await this.deliver(running, { kind: 'stop', ...failure });
  }

  /** Ends now what an execution awaits of time alone: Wait states and the pauses before retries. Answers how many. */
  async skipWaits(executionArn: string): Promise<number> {
    const running = this.running.get(executionArn);
    if (running === undefined || running.frame.kind !== 'running') return 0;
    let skipped = 0;
    for (const command of pending(running.run, running.frame)) {
      if (command.kind !== 'wake' || (command.reason !== 'wait' && command.reason !== 'retry')) continue;
      const { at, ticket, reason } = command;
      running.timers.cancel(ticket);
      await this.deliver(running, { kind: 'woken', at, ticket, reason });
      skipped++;
    }
    return skipped;
  }

  /** The execution's record once it has ended, and that is on disk. */
  async settled(record: ExecutionRecord): Promise<ExecutionRecord> {
    const running = this.running.get(record.executionArn);
    if (running === undefined) return record;
    return new Promise((resolve, reject) => void running.waiters.push({ resolve, reject }));
  }

  /** Resolves when the execution has ended, at once when it does not run; rejects when the model is closed before. */
  private async ended(executionArn: string): Promise<void> {
    const running = this.running.get(executionArn);
    if (running !== undefined) await this.settled(running.record);
  }

  /** What is heard of a task from outside, once it is on disk. `late` when nobody waits to hear it any more. */
  async tell({ executionArn, startTime, at, ticket }: TaskToken, news: TaskNews): Promise<'heard' | 'late'> {
    const running = this.running.get(executionArn);
    if (running === undefined || running.record.startDate !== startTime) return 'late';
    const signal = { ...news, at, ticket };
    if (!isAwaited(running.frame, signal)) return 'late';
    await this.deliver(running, signal);
    return 'heard';
  }

  /** The work of a task that no execution asks for (TestState). */
  tryOut(facts: ExecutionFacts, task: TaskRequest): Promise<TaskOutcome> {
    return this.work.tryOut(facts, task);
  }

  subscribe(listener: ExecutionListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Executions stand still, and go on when the store is opened again. */
  close(): void {
    this.closed = true;
    for (const running of this.running.values()) this.drop(running, new Error('the model of Step Functions is closed'));
  }

  private track(record: ExecutionRecord, revision: Revision, frame: Frame): Running {
    const id = executionOf(record.executionArn);
    const running: Running = {
      id,
      run: newRun(this.machineOf(record, revision), this.factsOf(record, id, revision)),
      historyPrefix: historyPrefix(id),
      record,
      frame,
      timers: new Timers(),
      waiters: [],
    };
    this.running.set(record.executionArn, running);
    return running;
  }

  private machineOf({ mapRun }: ExecutionRecord, revision: Revision): Machine {
    const machine = this.machines.compile(revision);
    return mapRun === undefined ? machine : processorOf(machine, mapRun.stateName);
  }

  private factsOf(record: ExecutionRecord, { machine }: ExecutionId, { roleArn }: Revision): ExecutionFacts {
    return {
      executionArn: record.executionArn,
      name: record.name,
      stateMachineArn: record.stateMachineArn,
      stateMachineName: machine,
      roleArn,
      region: this.options.region,
      inputText: record.input,
      input: parseJson(record.input),
      startTime: record.startDate,
      maxSeconds: record.type === 'EXPRESS' ? EXPRESS_SECONDS : null,
      startedBy: startedByOf(record),
    };
  }

  private deliver(running: Running, signal: Signal): Promise<void> {
    if (this.closed) return DONE;
    const { store, clock, entropy } = this.options;
    const before = running.frame;
    const now = clock.now();
    const { frame, events, commands } = advanceOrAbort(running.run, before, signal, now, entropy);
    if (frame === before) return DONE; // D4
    running.frame = frame;
    const told = before.kind === 'new' ? null : running.record;
    const record = recordAfter(running.record, before, frame, now);
    const { id, historyPrefix } = running;
    const after = { record, frame };
    const changes = [...changesOf({ id, historyPrefix, before: { record: told, frame: before }, after, events })]; // D1
    if (frame.kind === 'ended' && frame.last !== null) changes.push(...sweepPoints(store, now));
    const beside = this.besides(record, events, commands, now);
    for (const each of beside) changes.push(...each.changes);
    running.record = record;
    const committed = store.commit(changes).then(
      () => {
        for (const each of beside) each.begin();
        this.acknowledge(running, before, record, events, commands); // D2
      },
      (error: unknown) => {
        this.drop(running, error);
        throw error;
      },
    );
    return clock.busy(committed);
  }

  private besides(
    record: ExecutionRecord,
    events: readonly HistoryEvent[],
    commands: readonly Command[],
    now: EpochMillis,
  ): readonly Beside[] {
    const besides: Beside[] = [];
    const given = this.options.beside?.(record, events);
    if (given !== undefined) besides.push(given);
    for (const command of commands) {
      if (command.kind === 'startMapRun') besides.push(this.mapRuns.prepare(record, command, now));
      if (command.kind === 'redriveMapRun') besides.push(this.mapRuns.prepareRedrive(command, now));
    }
    return besides;
  }

  private acknowledge(
    running: Running,
    before: Frame,
    record: ExecutionRecord,
    events: readonly HistoryEvent[],
    commands: readonly Command[],
  ): void {
    if (record.status !== 'RUNNING') {
      this.finish(running, record);
      for (const command of commands) if (command.kind === 'cancel') this.cancel(running, command);
    } else if (!this.closed) {
      if (before.kind !== 'running') this.armDeadline(running);
      for (const command of commands) this.perform(running, command);
    }
    for (const listener of this.listeners) listener(record, events);
  }

  private perform(running: Running, command: Command): void {
    if (running.frame.kind !== 'running') return;
    switch (command.kind) {
      case 'perform':
        void this.work.perform(running, command, this.tellerOf(running));
        break;
      case 'await':
        // Rejects when the model is closed: the frame says what to wait for when it is opened again.
        this.work.await(running, command, this.tellerOf(running)).catch(() => undefined);
        break;
      case 'cancel':
        this.cancel(running, command);
        break;
      case 'wake': {
        const { at, ticket, reason } = command;
        this.arm(running, ticket, command.time, { kind: 'woken', at, ticket, reason });
        break;
      }
      case 'forget':
        running.timers.cancel(command.ticket);
        this.mapRuns.forget(running.record.executionArn, command.ticket);
        break;
      case 'readItems':
        this.mapRuns.read(running.record.executionArn, command).catch(() => undefined);
        break;
      case 'followMapRun':
        this.mapRuns.follow(command.mapRunArn);
        break;
      case 'startMapRun':
      case 'redriveMapRun':
        break; // With the commit.
    }
  }

  private tellerOf(running: Running): (signal: Signal) => void {
    return (signal) => this.signal(running, signal);
  }

  /** Makes "a best-effort attempt": a job that ends before, or cannot be stopped, is left alone. */
  private cancel(running: Running, command: Extract<Command, { kind: 'cancel' }>): void {
    this.work.cancel(running, command).catch(() => undefined);
  }

  private arm(running: Running, ticket: number, time: EpochMillis, signal: Signal): void {
    const cancel = this.options.clock.at(time, () => {
      running.timers.remove(ticket, cancel);
      this.signal(running, signal);
    });
    running.timers.add(ticket, cancel);
  }

  private armDeadline(running: Running): void {
    const { frame } = running;
    if (frame.kind !== 'running' || frame.deadline === null) return;
    this.arm(running, DEADLINE_TICKET, frame.deadline, { kind: 'deadline' });
  }

  /** For signals that nobody waits on: a store that fails has told the execution's waiters. */
  private signal(running: Running, signal: Signal): void {
    this.deliver(running, signal).catch(() => undefined);
  }

  private finish(running: Running, record: ExecutionRecord): void {
    this.release(running);
    if (!this.closed) this.mapRuns.executionEnded(record);
    for (const { resolve } of running.waiters) resolve(record);
  }

  private drop(running: Running, reason: unknown): void {
    this.release(running);
    for (const { reject } of running.waiters) reject(reason);
  }

  private release(running: Running): void {
    running.timers.cancelAll();
    const { executionArn } = running.record;
    // A redrive may have taken its place before its end was on disk.
    if (this.running.get(executionArn) === running) this.running.delete(executionArn);
  }
}

const DONE = Promise.resolve();

/**
 * An execution that the interpreter itself fails on (data nested too deeply to be written, say) is aborted with what
 * went wrong: it must neither hang nor take the process down. A start is refused instead.
 */
function advanceOrAbort(run: Run, frame: Frame, signal: Signal, now: EpochMillis, chance: Entropy): Advance {
  try {
    return advance(run, frame, signal, now, chance);
  } catch (error) {
    if (frame.kind === 'new') throw error;
    const cause = `The interpreter failed: ${error instanceof Error ? error.message : String(error)}`;
    return advance(run, frame, { kind: 'stop', error: RUNTIME, cause }, now, chance);
  }
}
