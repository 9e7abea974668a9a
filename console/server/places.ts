/** What things are called and where they belong: by the templates, and by the definitions of the sagas. */

import type { Resource } from '../../local/template/load';
import type { FunctionSummary, MachineSummary } from '../api';
import type { SagaStack } from './room';

export class Places {
  private readonly byName = new Map<string, Resource>();
  private readonly conductors: ReadonlySet<string>;
  private readonly recoveries: ReadonlySet<string>;
  private readonly sagaFunctions: readonly string[];

  /** @param outputs of each stack, by which its machines are told */
  constructor(
    resources: readonly Resource[],
    private readonly stacks: readonly SagaStack[],
    outputs: { readonly [stack: string]: { readonly [key: string]: string } },
  ) {
    for (const resource of resources) {
      this.byName.set(keyOf(resource.type, resource.name), resource);
      this.byName.set(resource.arn, resource);
    }
    const told = (key: string) => new Set(stacks.flatMap(({ stack }) => outputs[stack]?.[key] ?? []));
    this.conductors = told('StateMachineArn');
    this.recoveries = told('RecoveryStateMachineArn');
    const names = stacks.flatMap(({ definition }) =>
      definition.steps.flatMap((step) =>
        step.kind === 'compensatable' ? [step.name, step.compensation.name] : [step.name],
      ),
    );
    // Longest first: one name may end as another.
    this.sagaFunctions = [...new Set(names)].sort((one, other) => other.length - one.length);
  }

  stackOf(type: ResourceType, name: string): string | null {
    return this.find(type, name)?.stack ?? null;
  }

  /** The logical id without what the CDK puts at its end; the name itself of what no template has. */
  labelOf(type: ResourceType, name: string): string {
    const found = this.find(type, name);
    return found === undefined ? name : found.logicalId.replace(/[0-9A-F]{8}$/, '').replace(LAST_WORD[type], '');
  }

  /** By name or ARN, such as `ProcessPayment`; null where it is no function of a saga. */
  sagaFunctionOf(functionName: string): string | null {
    const label = this.labelOf('function', functionName).replace(/InRecovery$/, '');
    const isKnown = this.find('function', functionName) !== undefined;
    return isKnown ? (this.sagaFunctions.find((name) => label.endsWith(name)) ?? null) : null;
  }

  functionSummary(name: string): FunctionSummary {
    return {
      name,
      stack: this.stackOf('function', name),
      sagaFunction: this.sagaFunctionOf(name),
      label: this.labelOf('function', name),
    };
  }

  roleOf(machineArn: string): MachineSummary['role'] {
    if (this.conductors.has(machineArn)) return 'conductor';
    return this.recoveries.has(machineArn) ? 'recovery' : 'other';
  }

  sagaStack(name: string): SagaStack | undefined {
    return this.stacks.find(({ stack }) => stack === name);
  }

  private find(type: ResourceType, nameOrArn: string): Resource | undefined {
    return this.byName.get(keyOf(CLOUDFORMATION[type], nameOrArn)) ?? this.byName.get(nameOrArn);
  }
}

export type ResourceType = 'function' | 'table' | 'queue' | 'machine' | 'bus' | 'alarm' | 'rule';

const CLOUDFORMATION: { readonly [type in ResourceType]: string } = {
  function: 'AWS::Lambda::Function',
  table: 'AWS::DynamoDB::Table',
  queue: 'AWS::SQS::Queue',
  machine: 'AWS::StepFunctions::StateMachine',
  bus: 'AWS::Events::EventBus',
  alarm: 'AWS::CloudWatch::Alarm',
  rule: 'AWS::Events::Rule',
};

/** The construct's name for the thing itself, which says no more than its type. */
const LAST_WORD: { readonly [type in ResourceType]: RegExp } = {
  function: /Function$/,
  table: /Table$/,
  queue: /Queue$/,
  machine: /StateMachine$/,
  bus: /$^/,
  alarm: /^MonitoringAlarms/,
  rule: /(?:Events)?Rule$/,
};

const keyOf = (type: string, name: string): string => `${type} ${name}`;
