/** A generated definition as a deployed state machine: a role for exactly its functions, its logs, and its traces. */
import { Aws, Names, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { StateMachineDefinition } from '../asl/language';

export interface FunctionsByName {
  readonly [name: string]: IFunction;
}

export interface MachineProps {
  /** With `${FunctionName}` for each function's ARN. */
  readonly definition: StateMachineDefinition;
  readonly functions: FunctionsByName;
  readonly type?: StateMachineType;
  readonly logLevel?: LogLevel;
  readonly logRetention?: RetentionDays;
  readonly logRemovalPolicy?: RemovalPolicy;
}

export interface Machine {
  readonly stateMachine: StateMachine;
  readonly logGroup: LogGroup;
}

/** Adds `Logs`, `Role` and `StateMachine` to the scope. */
export function addMachine(scope: Construct, props: MachineProps): Machine {
  const logGroup = new LogGroup(scope, 'Logs', {
    // Under this prefix one resource policy serves every machine; others run into its limit of 5,120 characters
    // (Step Functions Developer Guide, "Using CloudWatch Logs").
    logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(scope, { maxLength: 120, separator: '-' })}`,
    retention: props.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.DESTROY,
  });
  const stateMachine = new StateMachine(scope, 'StateMachine', {
    definitionBody: DefinitionBody.fromString(JSON.stringify(props.definition)),
    definitionSubstitutions: Object.fromEntries(
      Object.entries(props.functions).map(([name, called]) => [name, called.functionArn]),
    ),
    stateMachineType: props.type ?? StateMachineType.STANDARD,
    role: roleFor(scope, Object.values(props.functions)),
    logs: { destination: logGroup, level: props.logLevel ?? LogLevel.ALL, includeExecutionData: false },
    tracingEnabled: true,
  });
  return { stateMachine, logGroup };
}

function roleFor(scope: Construct, functions: readonly IFunction[]): Role {
  const role = new Role(scope, 'Role', {
    // Against the confused deputy: only machines of this account may take the role.
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  });
  // Not `grantInvoke`, which would allow every version and alias besides.
  role.addToPolicy(
    new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: functions.map(({ functionArn }) => functionArn),
    }),
  );
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'Delivering logs (logs:*LogDelivery, resource policies) and sending traces (xray:*) have no resource to name in IAM.',
  });
  return role;
}
