/** A saga as a deployed state machine: the generated definition, a role for exactly its functions, and its logs. */
import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { generateStateMachine } from '../asl/generate';
import type { StateMachineDefinition } from '../asl/language';
import { RECORD_FUNCTION, RECORD_TIMEOUT_SECONDS } from '../asl/record-state';
import type { FunctionNameOf, SagaDefinition } from '../saga/definition';
import { isCompensatable } from '../saga/plan';
import { addMachine, type FunctionsByName } from './generated-machine';
import { sagaFunctions } from './saga-functions';

export interface SagaStateMachineProps<D extends SagaDefinition> {
  /** What `saga(…).build()` answered. */
  readonly definition: D;
  /** The function of every action and every compensation; a missing one does not compile. */
  readonly functions: { readonly [Name in FunctionNameOf<D>]: IFunction };
  /**
   * The function that is told when a saga turns round: the ledger's.
   * @default none: nobody is told, and the machine has no states for it
   */
  readonly recordSaga?: IFunction;
  /**
   * STANDARD runs exactly once, for up to a year. EXPRESS costs about a twentieth, runs at least once, and for five
   * minutes at the most, its retries and compensations included.
   * @default StateMachineType.STANDARD
   */
  readonly type?: StateMachineType;
  /**
   * Which events are logged. Never with inputs and outputs, which hold what customers entrusted to the saga.
   * @default LogLevel.ALL
   */
  readonly logLevel?: LogLevel;
  /**
   * How long its logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * What becomes of its logs when the stack is deleted.
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

export class SagaStateMachine<D extends SagaDefinition> extends Construct {
  readonly stateMachine: StateMachine;
  readonly logGroup: LogGroup;
  /** What the template holds, with `${FunctionName}` for each function's ARN. */
  readonly machineDefinition: StateMachineDefinition;

  constructor(scope: Construct, id: string, props: SagaStateMachineProps<D>) {
    super(scope, id);
    const { definition, functions, recordSaga } = props;
    this.node.addValidation({ validate: () => [...findings(definition, functions), ...lateRecorder(recordSaga)] });
    this.machineDefinition = generateStateMachine(definition, { recorded: recordSaga !== undefined });
    const called: FunctionsByName = { ...functions, ...recorderOf(definition, recordSaga) };
    const { stateMachine, logGroup } = addMachine(this, {
      ...props,
      definition: this.machineDefinition,
      functions: called,
    });
    this.stateMachine = stateMachine;
    this.logGroup = logGroup;
  }

  /** Allows `grantee` to start executions of this machine. */
  grantStart(grantee: IGrantable): Grant {
    return this.stateMachine.grantStartExecution(grantee);
  }

  /** Sagas that did not complete: compensated ones among them. */
  metricFailed(options?: MetricOptions): Metric {
    return this.stateMachine.metricFailed(options);
  }

  metricSucceeded(options?: MetricOptions): Metric {
    return this.stateMachine.metricSucceeded(options);
  }

  metricTimedOut(options?: MetricOptions): Metric {
    return this.stateMachine.metricTimedOut(options);
  }

  metricAborted(options?: MetricOptions): Metric {
    return this.stateMachine.metricAborted(options);
  }

  metricThrottled(options?: MetricOptions): Metric {
    return this.stateMachine.metricThrottled(options);
  }

  /** From start to end, in milliseconds. */
  metricTime(options?: MetricOptions): Metric {
    return this.stateMachine.metricTime(options);
  }
}

/** What types cannot see: callers in JavaScript, functions spread in from elsewhere, and time-outs. */
function findings(definition: SagaDefinition, functions: FunctionsByName): string[] {
  const called = sagaFunctions(definition);
  const names = new Set(called.map(({ name }) => name));
  const missing = called.flatMap(({ name }) =>
    functions[name] === undefined ? [`saga '${definition.name}' calls '${name}'; add it to 'functions'`] : [],
  );
  const extra = Object.keys(functions).flatMap((name) =>
    names.has(name) ? [] : [`saga '${definition.name}' calls no function '${name}'; remove it from 'functions'`],
  );
  const late = called.flatMap(({ name, timeoutSeconds }) => {
    const seconds = secondsOf(functions[name]);
    return seconds <= timeoutSeconds
      ? []
      : [
          `function '${name}' may run ${seconds} s, but its state waits ${timeoutSeconds} s; ` +
            `set its timeout to ${timeoutSeconds} s or raise the step's timeoutSeconds`,
        ];
  });
  return [...missing, ...extra, ...late];
}

/** Where nothing can be undone, no saga turns round. */
function recorderOf(definition: SagaDefinition, recordSaga: IFunction | undefined): FunctionsByName {
  return recordSaga !== undefined && definition.steps.some(isCompensatable) ? { [RECORD_FUNCTION]: recordSaga } : {};
}

function lateRecorder(recordSaga: IFunction | undefined): readonly string[] {
  const seconds = secondsOf(recordSaga);
  return seconds <= RECORD_TIMEOUT_SECONDS
    ? []
    : [
        `function 'recordSaga' may run ${seconds} s, but its states wait ${RECORD_TIMEOUT_SECONDS} s; lower its timeout`,
      ];
}

/** Zero where the stack cannot know: a function from elsewhere. */
function secondsOf(called: IFunction | undefined): number {
  return called instanceof LambdaFunction ? (called.timeout?.toSeconds() ?? LAMBDA_DEFAULT_TIMEOUT_SECONDS) : 0;
}

const LAMBDA_DEFAULT_TIMEOUT_SECONDS = 3;
