/** The executions of a saga's two machines in memory, by name. They do what the test says, and no more. */
import { MachineGone } from '../../lib/saga/errors';
import {
  type Ending,
  type ExecutionStatus,
  type History,
  type RecoveryInput,
  type Redrive,
  runName,
  type SagaExecutions,
} from '../../lib/saga/executions';
import type { SagaId } from '../../lib/saga/rule';

export class MemoryExecutions implements SagaExecutions {
  readonly started = new Map<SagaId, string>();
  readonly recoveries = new Map<string, RecoveryInput>();
  readonly stopped: { readonly name: string; readonly error: string; readonly cause: string }[] = [];
  readonly redriven: string[] = [];
  /** Every call that starts something, also under a name that was taken. */
  calls = 0;
  /** Thrown once, before anything is started. */
  failure: Error | undefined;
  /** Which machines are deleted. */
  gone: readonly ('conductor' | 'recovery')[] = [];
  redriveAnswer: Redrive = { kind: 'redriven' };
  private readonly endings = new Map<string, Ending>();
  private readonly histories = new Map<string, Extract<History, { kind: 'read' }>>();

  async start(saga: SagaId, input: string): Promise<void> {
    this.refuse('conductor');
    if (!this.started.has(saga)) this.started.set(saga, input);
  }

  arnOf(saga: SagaId): string {
    return `execution:${saga}`;
  }

  async startRecovery(saga: SagaId, run: number, input: RecoveryInput): Promise<void> {
    this.refuse('recovery');
    const name = runName(saga, run);
    if (!this.recoveries.has(name)) this.recoveries.set(name, input);
  }

  /** Says how a run ended, and where it was then. */
  end(name: string, ending: Ending, history?: Extract<History, { kind: 'read' }>): void {
    this.endings.set(name, ending);
    if (history !== undefined) this.histories.set(name, history);
  }

  at(name: string, history: Extract<History, { kind: 'read' }>): void {
    this.histories.set(name, history);
  }

  async describe(saga: SagaId, run: number): Promise<ExecutionStatus> {
    const name = runName(saga, run);
    const isThere = run === 0 ? this.started.has(saga) : this.recoveries.has(name);
    return isThere ? (this.endings.get(name) ?? { kind: 'running' }) : { kind: 'absent' };
  }

  async history(saga: SagaId, run: number): Promise<History> {
    return this.histories.get(runName(saga, run)) ?? { kind: 'unreadable', reason: 'nothing is known of it' };
  }

  async stop(saga: SagaId, run: number, why: { readonly error: string; readonly cause: string }): Promise<void> {
    this.stopped.push({ name: runName(saga, run), ...why });
  }

  async redrive(saga: SagaId, run: number): Promise<Redrive> {
    if (this.redriveAnswer.kind === 'redriven') this.redriven.push(runName(saga, run));
    return this.redriveAnswer;
  }

  private refuse(machine: 'conductor' | 'recovery'): void {
    this.calls++;
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    if (this.gone.includes(machine)) throw new MachineGone(`StateMachineDoesNotExist: the ${machine} is deleted`);
  }
}
