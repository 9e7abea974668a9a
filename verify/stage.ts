/**
 * Where runs happen: one stack in a model of AWS in this process, on virtual time, in memory. Runs that share a stage come
 * one after the other, each on a day of its own and under names of its own.
 *
 * G1. A run sees the same on a stage that others have used as on a fresh one: its day begins at midnight, its chance at its
 *     seed, and nothing of the runs before is still to come.
 * G2. When the process of the model is lost, what was committed is there for the next one, and nothing else.
 */
import type { JsonObject } from '../lib/units';
import { VirtualClock } from '../local/clock';
import { KeptEnvironments } from '../local/lambda/kept-environments';
import { CLIENT } from '../local/service';
import { MemoryStore } from '../local/store/memory';
import type { Stack } from '../local/template/template';
import { createWorld, type World } from '../local/world';
import { act } from './acts';
import { type Act, Calls } from './calls';
import { CommitCount, type Cut, CutStore } from './cut-store';
import type { Prepared } from './prepared';
import { RunEntropy } from './run-entropy';
import { RunWatch } from './run-watch';
import type { Names, Subject } from './scenario';
import type { Schedule } from './schedule';
import { flawed, type MachineChange, updateMachine, withStatesBetween } from './versions';

const TURNS_TO_END = 6;
const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** Nobody watches metrics here: no alarm is evaluated. */
class UnwatchedClock extends VirtualClock {
  override inPassing(): () => void {
    return () => undefined;
  }
}

/** What a stage may take over from another of the same subject that was closed: functions that are warm, and their time. */
export interface Warm {
  readonly clock: VirtualClock;
  readonly entropy: RunEntropy;
  readonly environments: KeptEnvironments;
}

export const newWarm = (): Warm => ({
  clock: new UnwatchedClock(),
  entropy: new RunEntropy(),
  environments: new KeptEnvironments(),
});

export class Stage {
  readonly clock: VirtualClock;
  readonly entropy: RunEntropy;
  readonly commits = new CommitCount();
  readonly watch: RunWatch;
  readonly calls: Calls;
  /** How often the process was lost in this run. */
  crashes = 0;
  /** The process was lost, and nobody has opened another yet. */
  isLost = false;
  /** A run was left in the middle: what it left would reach the next. */
  isSpent = false;
  /** Runs that this stage has seen, and losses of its process. */
  runs = 0;
  losses = 0;
  private readonly kept = new MemoryStore();
  private readonly names = new Map<string, string>();
  private current: World | undefined;
  private stopped: (why: 'lost' | 'overrun') => void = () => undefined;
  /** What a run changed of what is deployed, and how it is as in the templates again. */
  private readonly changed = new Map<'machine' | 'everything', () => Promise<void>>();
  /** The functions' code is that of the later release. */
  private isLater = false;
  /** The ids of this run's sagas. */
  private sagas: readonly string[] = [];

  private constructor(
    readonly subject: Subject,
    private readonly prepared: Prepared,
    private readonly stack: Stack,
    private readonly warm: Warm,
  ) {
    this.clock = warm.clock;
    this.entropy = warm.entropy;
    this.watch = new RunWatch(subject);
    this.calls = new Calls(
      this.clock,
      (physical) => this.names.get(physical) ?? physical,
      (fault) => this.act(fault),
    );
  }

  static async open(subject: Subject, prepared: Prepared, warm = newWarm()): Promise<Stage> {
    const stack = prepared.stacks.find(({ name }) => name === subject.stack);
    if (stack === undefined) throw new Error(`the assembly has no stack '${subject.stack}'`);
    const stage = new Stage(subject, prepared, stack, warm);
    await stage.openWorld();
    return stage;
  }

  get world(): World {
    if (this.current === undefined) throw new Error('the stage is closed');
    return this.current;
  }

  /** Tells when the run cannot go on as it is; asked anew after each time. @param stuckMillis of real time */
  interrupted(stuckMillis: number): { readonly why: Promise<'lost' | 'overrun'>; release(): void } {
    let timer: NodeJS.Timeout | undefined;
    const why = new Promise<'lost' | 'overrun'>((resolve) => {
      this.stopped = resolve;
      timer = setTimeout(() => resolve('overrun'), stuckMillis);
    });
    return { why, release: () => clearTimeout(timer) };
  }

  /** G1 */
  async begin(seed: number, schedule: Schedule, sagas: readonly string[], seeds: Seeds): Promise<void> {
    this.runs++;
    this.crashes = 0;
    this.sagas = sagas;
    const now = this.clock.now();
    this.clock.leap(Math.ceil((now + 1) / DAY_MILLIS) * DAY_MILLIS - now);
    this.entropy.begin(seed);
    await this.deployFor(schedule);
    await this.seed(seeds);
    this.watch.begin();
    this.commits.begin(schedule.filter((fault): fault is Extract<typeof fault, Cut> => fault.kind === 'crash'));
    this.calls.begin(schedule, () => this.stopped('overrun'));
  }

  end(): void {
    this.calls.end();
    this.commits.end();
  }

  /** G2 */
  async reopen(): Promise<void> {
    this.crashes++;
    this.losses++;
    this.calls.lose();
    this.current?.faults.intercept(undefined);
    await this.current?.close();
    // What was on its way when the process was lost runs into its closed doors first.
    for (let turns = 0; turns < TURNS_TO_END; turns++) await new Promise((resolve) => setImmediate(resolve));
    this.clock.giveUp();
    await this.openWorld();
  }

  async close(): Promise<void> {
    this.watch.detach();
    await this.current?.close();
    this.clock.giveUp();
    this.current = undefined;
  }

  output(key: string): string {
    const value = this.world.outputs[this.subject.stack]?.[key];
    if (value === undefined) throw new Error(`stack '${this.subject.stack}' has no output '${key}'`);
    return value;
  }

  /** The physical name of a function by its name in the stack. */
  functionName(name: string): string {
    for (const [physical, logical] of this.names) if (logical === name) return physical;
    throw new Error(`stack '${this.subject.stack}' has no function '${name}'`);
  }

  /** Rules of the stack that run by the clock, which here runs nothing by itself. */
  schedules(): readonly string[] {
    return this.world.resources
      .filter(({ logicalId, type }) => type === 'AWS::Events::Rule' && this.isScheduled(logicalId))
      .map(({ name }) => name);
  }

  private isScheduled(logicalId: string): boolean {
    return this.stack.template.Resources?.[logicalId]?.Properties?.ScheduleExpression !== undefined;
  }

  /** What the run before changed is as in the templates again; what this one begins with is changed. */
  private async deployFor(schedule: Schedule): Promise<void> {
    this.commits.pause(true);
    for (const changeBack of this.changed.values()) await changeBack();
    this.changed.clear();
    for (const fault of schedule) {
      if (fault.kind === 'flaw') await this.updateMachine((machine) => flawed(machine, fault.state, fault.flaw));
    }
    this.commits.pause(false);
  }

  private async act(fault: Parameters<Act>[0]): Promise<void> {
    const { world } = this;
    if (fault.kind === 'sweep') {
      for (const rule of this.schedules()) await world.services.events.runSchedule(rule);
    } else if (fault.kind === 'deploy' && fault.what === 'machine') {
      await this.updateMachine(withStatesBetween);
    } else if (fault.kind === 'deploy') {
      this.isLater = true;
      this.changed.set('everything', () => this.reload());
      await world.services.lambda.reload();
    } else {
      if (fault.kind === 'delete') this.changed.set('everything', () => this.reload());
      await act(fault, world, this.subject, this.sagas, this.clock.now());
    }
  }

  private async updateMachine(change: MachineChange): Promise<void> {
    const before = await updateMachine(this.world, this.subject, change);
    if (before === undefined || this.changed.has('machine')) return;
    this.changed.set('machine', async () => void (await updateMachine(this.world, this.subject, () => before)));
  }

  private async reload(): Promise<void> {
    this.isLater = false;
    await this.world.reload();
  }

  private async openWorld(): Promise<void> {
    const store = new CutStore(this.kept, this.commits);
    this.isLost = false;
    this.commits.whenLost(() => {
      this.isLost = true;
      this.stopped('lost');
    });
    const { projectRoot, bundler, laterBundler } = this.prepared;
    this.commits.pause(true);
    const world = await createWorld({
      templates: [this.stack],
      projectRoot,
      bundler: (...of) => (this.isLater ? laterBundler : bundler)(...of),
      store,
      clock: this.clock,
      entropy: this.entropy,
      environments: this.warm.environments,
    });
    this.commits.pause(false);
    this.current = world;
    world.faults.intercept(this.calls.intercept);
    for (const { logicalId, type, name } of world.resources) {
      if (type === 'AWS::Lambda::Function') this.names.set(name, logicalId.replace(/Function[0-9A-F]{8}$/, ''));
    }
    await this.watch.attach(world);
  }

  private async seed(seeds: Seeds): Promise<void> {
    for (const [service, rows] of Object.entries(seeds)) {
      const TableName = this.output(this.subject.tables[service] ?? '');
      for (const row of rows) {
        await this.world.services.dynamodb.call('PutItem', { TableName, Item: itemOf(row) }, CLIENT);
      }
    }
    await this.world.idle();
  }
}

type Seeds = { readonly [service: string]: readonly JsonObject[] };

/** Names that no other run of the same seed base has. */
export const namesOf =
  (seed: number): Names =>
  (name) =>
    `${name}-${seed.toString(36)}`;

export function itemOf(row: JsonObject): JsonObject {
  const item: Record<string, JsonObject> = {};
  for (const [name, value] of Object.entries(row)) {
    item[name] = typeof value === 'number' ? { N: String(value) } : { S: String(value) };
  }
  return item;
}
