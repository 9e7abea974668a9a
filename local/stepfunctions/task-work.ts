/**
 * The work that executions ask for outside of themselves: calls are made, jobs awaited, and what became of them told.
 * Whether anybody still waits to hear it is the execution's to say.
 */
import type { JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import type { FunctionRunner } from '../lambda/invocation';
import type { Caller, ServiceName } from '../service';
import type { Key } from '../store/store';
import { type ExecutionId, executionOf } from './arns';
import type { ActivityTasks, Jobs, Surroundings, TaskOutcome } from './integrations/integration';
import { integrationFor, jobsOf } from './integrations/integrations';
import { mockedSubmission } from './integrations/mocked-submission';
import type { ExecutionFacts } from './interpreter/execution';
import type { Address, Frame } from './interpreter/frame';
import type { Command, Signal, TaskRequest } from './interpreter/signal';
import { isSubmitted, type TaskResource } from './interpreter/task-resource';
import { mockedSignal } from './mocks/mocked-signal';
import { type MockedOutcome, type Mocks, withoutMocks } from './mocks/mocks';
import type { ExecutionRecord } from './records';
import { encodeTaskToken } from './tokens/task-token';

/** Calls a service of the model. Throws `AwsError`. */
export type CallService = (
  service: ServiceName,
  operation: string,
  input: JsonObject,
  origin: CallOrigin,
) => Promise<JsonObject>;
export interface CallOrigin {
  readonly caller: Caller;
  /** Told when the answer will never come. */
  readonly onHang: () => void;
}

export interface TaskWorkOptions {
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  /** Holds virtual time still (`LocalClock.busy`) while a handler is at work. */
  readonly runFunction: FunctionRunner['invoke'];
  readonly callService: CallService;
  /** @default nobody takes up activities */
  readonly activities?: ActivityTasks;
  /** Gives executions with a test case the results of their tasks. @default none */
  readonly mocks?: Mocks | undefined;
}

/** The execution that asks. */
export interface Asker {
  readonly id: ExecutionId;
  readonly historyPrefix: Key;
  readonly record: ExecutionRecord;
  readonly frame: Frame;
}

/** As much of it as its calls show. */
interface Place extends Pick<Asker, 'id'> {
  readonly record: Pick<ExecutionRecord, 'executionArn' | 'stateMachineArn' | 'startDate'>;
}

export type Tell = (signal: Signal) => void;
type Ask<Kind extends Command['kind']> = Extract<Command, { readonly kind: Kind }>;

export class TaskWork {
  constructor(
    private readonly options: TaskWorkOptions,
    /** See `Surroundings.settled`. */
    private readonly settled: (executionArn: string) => Promise<unknown>,
  ) {}

  async perform(asker: Asker, { at, ticket, task }: Ask<'perform'>, tell: Tell): Promise<void> {
    const mocked = this.mockedOutcome(asker, ticket);
    const around = this.around(asker, at, ticket);
    if (mocked === undefined) {
      const failure = isSubmitted(task.resource) ? 'taskSubmitFailed' : 'taskFailed';
      tellOutcome(await integrationFor(task.resource)(task, around), failure, at, ticket, tell);
      return;
    }
    // Answered no sooner than any service would: after this turn.
    await this.options.clock.busy(DONE);
    if (task.resource.kind === 'activity') tell({ kind: 'taskStarted', at, ticket, workerName: null });
    if (isSubmitted(task.resource)) {
      tell({ kind: 'taskSubmitted', at, ticket, text: mockedSubmission(task, around), job: null });
    }
    tell(mockedSignal(mocked, at, ticket, asker.frame));
  }

  async await(asker: Asker, { at, ticket, resource, job }: Ask<'await'>, tell: Tell): Promise<void> {
    const outcome = await jobsFor(resource).settled(job, this.around(asker, at, ticket));
    tellOutcome(outcome, 'taskFailed', at, ticket, tell);
  }

  async cancel(asker: Asker, { resource, job }: Ask<'cancel'>): Promise<void> {
    await jobsFor(resource).cancel(job, this.around(asker, [], 0));
  }

  /** The work of a task that no execution asks for (TestState). */
  tryOut(facts: ExecutionFacts, task: TaskRequest): Promise<TaskOutcome> {
    const { executionArn, stateMachineArn, startTime: startDate } = facts;
    const record = { executionArn, stateMachineArn, startDate };
    return integrationFor(task.resource)(task, this.around({ record, id: executionOf(executionArn) }, [], 0));
  }

  private around({ record, id }: Place, at: Address, ticket: number): Surroundings {
    const { clock, entropy, runFunction, callService, activities = NO_WORKERS } = this.options;
    const { executionArn, startDate } = record;
    const caller = { kind: 'stateMachine', name: id.machine } as const;
    return {
      clock,
      entropy,
      runFunction,
      callService: (service, operation, input) =>
        busyUntilHung(clock, (onHang) => callService(service, operation, input, { caller, onHang })),
      settled: this.settled,
      activities,
      execution: record,
      stateMachineName: id.machine,
      taskToken: () => encodeTaskToken({ executionArn, startTime: startDate, at, ticket }),
    };
  }

  private mockedOutcome({ record, id, historyPrefix }: Asker, ticket: number): MockedOutcome | undefined {
    const { testCase } = record;
    if (testCase === undefined) return undefined;
    const { mocks } = this.options;
    return mocks === undefined
      ? withoutMocks(testCase)
      : mocks.outcomeOf({ machine: id.machine, testCase, historyPrefix }, ticket);
  }
}

const DONE = Promise.resolve();

/** A call is at work, and holds virtual time still; one that is never answered is not. */
function busyUntilHung<T>(clock: LocalClock, call: (onHang: () => void) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const work = new Promise<void>((done) => {
      call(done).then(resolve, reject).finally(done);
    });
    void clock.busy(work);
  });
}

type Failing = Extract<Signal['kind'], 'taskFailed' | 'taskSubmitFailed'>;

function tellOutcome(outcome: TaskOutcome, failure: Failing, at: Address, ticket: number, tell: Tell): void {
  switch (outcome.kind) {
    case 'succeeded':
      tell({ kind: 'taskSucceeded', at, ticket, output: outcome.output, text: outcome.text });
      break;
    case 'submitted':
      tell({ kind: 'taskSubmitted', at, ticket, text: outcome.text, job: outcome.job });
      break;
    case 'failed': {
      const { error, cause } = outcome;
      tell({ kind: failure, at, ticket, error, cause });
      break;
    }
    case 'scheduled':
      break;
  }
}

function jobsFor(resource: TaskResource): Jobs {
  const jobs = jobsOf(resource);
  if (jobs === undefined) throw new Error(`'${resource.arn}' runs no jobs`);
  return jobs;
}

const NO_WORKERS: ActivityTasks = { schedule: () => undefined };
