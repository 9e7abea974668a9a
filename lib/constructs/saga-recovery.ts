/**
 * What finds and finishes the sagas that did not end by themselves: a machine that undoes or drives forward, generated
 * from the same definition and calling the same functions; a function that is told of every ending; and a sweeper that
 * looks every minute for what nobody told of, since status-change events are delivered on a best-effort basis.
 */
import { Duration, Fn, Stack, Tags, Token, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { StateMachineDefinition } from '../asl/language';
import { generateRecoveryMachine } from '../asl/recovery';
import type { FunctionNameOf, SagaDefinition } from '../saga/definition';
import { SAGAS } from './backstep-metrics';
import { DeadLetterQueue } from './dead-letter-queue';
import { EventConsumer } from './event-consumer';
import { addMachine, type FunctionsByName } from './generated-machine';
import type { SagaLedger } from './saga-ledger';
import type { ServiceFunction } from './service-function';

export interface SagaRecoveryProps<D extends SagaDefinition> {
  readonly definition: D;
  /** Those of the saga's steps and compensations, each of which has its effect once, whoever calls it. */
  readonly functions: { readonly [Name in FunctionNameOf<D>]: IFunction };
  readonly ledger: SagaLedger;
  /**
   * The machine that conducts the sagas.
   * @default none: the sagas are choreographed
   */
  readonly conductor?: StateMachine;
  /**
   * The sources of its two functions, relative to the project: they are made of the definition.
   * @default those of the order saga, `lambdas/record-ending.ts` and `lambdas/sweep-sagas.ts`
   */
  readonly entries?: { readonly recordEnding: string; readonly sweepSagas: string };
}

const ENTRIES = { recordEnding: 'lambdas/record-ending.ts', sweepSagas: 'lambdas/sweep-sagas.ts' };
/** A description, a page or two of history, and a few writes. */
const RECORDER_TIMEOUT = Duration.seconds(30);
/** Below the minute between two runs. */
const SWEEPER_TIMEOUT = Duration.seconds(50);
/** Step Functions Developer Guide, "Automating Step Functions event delivery with EventBridge". */
const STATUS_CHANGE = 'Step Functions Execution Status Change';
const ENDED = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

export class SagaRecovery<D extends SagaDefinition> extends Construct {
  readonly stateMachine: StateMachine;
  readonly recorder: ServiceFunction;
  readonly sweeper: ServiceFunction;
  /** Endings that could not be recorded. The sweeper finds those sagas all the same. */
  readonly unrecorded: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: SagaRecoveryProps<D>) {
    super(scope, id);
    Tags.of(this).add('service', SAGAS);
    const definition = generateRecoveryMachine(props.definition);
    const { stateMachine } = addMachine(this, {
      definition,
      functions: functionsIn(definition, props.functions),
      logRemovalPolicy: props.ledger.logRemovalPolicy,
    });
    this.stateMachine = stateMachine;
    this.unrecorded = new DeadLetterQueue(this, 'Unrecorded');
    const { recordEnding, sweepSagas } = props.entries ?? ENTRIES;
    this.recorder = this.function('RecordEnding', recordEnding, RECORDER_TIMEOUT, props);
    this.sweeper = this.function('SweepSagas', sweepSagas, SWEEPER_TIMEOUT, props);
    this.followEndings(props.conductor);
    this.sweepEveryMinute(props);
  }

  /** May read what became of the executions of both machines, and begin a recovery. */
  private function(id: string, entry: string, timeout: Duration, props: SagaRecoveryProps<D>): ServiceFunction {
    const { ledger, conductor } = props;
    const { stateMachineArn } = this.stateMachine;
    const created = ledger.recorder(this, id, {
      entry,
      timeout,
      environment: {
        RECOVERY_STATE_MACHINE_ARN: stateMachineArn,
        ...(conductor === undefined ? {} : { STATE_MACHINE_ARN: conductor.stateMachineArn }),
      },
    });
    for (const machine of this.machines(conductor)) {
      machine.grantExecution(created, 'states:DescribeExecution', 'states:GetExecutionHistory');
      acknowledgeExecutions(created, machine);
    }
    this.stateMachine.grantStartExecution(created);
    return created;
  }

  private machines(conductor: StateMachine | undefined): readonly StateMachine[] {
    return conductor === undefined ? [this.stateMachine] : [conductor, this.stateMachine];
  }

  private followEndings(conductor: StateMachine | undefined): void {
    new EventConsumer(this, 'Endings', {
      sources: ['aws.states'],
      types: [STATUS_CHANGE],
      detail: {
        stateMachineArn: this.machines(conductor).map(({ stateMachineArn }) => stateMachineArn),
        status: ENDED,
      },
      function: this.recorder,
      deadLetters: this.unrecorded.queue,
    });
  }

  private sweepEveryMinute({ ledger, conductor }: SagaRecoveryProps<D>): void {
    ledger.grantOpen(this.sweeper);
    // What was accepted and never begun is begun here.
    conductor?.grantStartExecution(this.sweeper);
    // What was cancelled by somebody who did not come to stopping it is stopped here.
    conductor?.grantExecution(this.sweeper, 'states:StopExecution');
    new Rule(this, 'EveryMinute', {
      description: 'Finds sagas that did not end, and measures how old they are.',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.sweeper.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    // The next run does what a repetition would.
    this.sweeper.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  }
}

/** cdk-nag names a wildcard by the resource that it stands in. */
function acknowledgeExecutions(grantee: ServiceFunction, machine: StateMachine): void {
  const stack = Stack.of(machine);
  const shown = (value: string, pseudo: string) => (Token.isUnresolved(value) ? `<AWS::${pseudo}>` : value);
  const place = [shown(stack.partition, 'Partition'), 'states', shown(stack.region, 'Region')].join(':');
  const name = JSON.stringify(stack.resolve(Fn.select(6, Fn.split(':', machine.stateMachineArn))));
  Validations.of(grantee).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:${place}:${shown(stack.account, 'AccountId')}:execution:${name}:*]`,
    reason: 'An execution is named after its saga, whose id nobody knows beforehand; the machine is this one alone.',
  });
}

/** Those that the machine calls: without a way forward it needs no step's. */
function functionsIn({ States }: StateMachineDefinition, functions: FunctionsByName): FunctionsByName {
  const called = new Set(Object.values(States).map((state) => (state.Type === 'Task' ? state.Resource : '')));
  return Object.fromEntries(Object.entries(functions).filter(([name]) => called.has(`\${${name}}`)));
}
