/** What there is: stacks, machines, functions, buses; and what to start with. */

import type { JsonObject } from '../../../lib/units';
import { CLIENT } from '../../../local/service';
import type { MachineSummary, Overview, StackSummary, StepShape } from '../../api';
import { clockOf } from '../clock-state';
import type { Room, SagaStack } from '../room';

export async function overview({ local, stacks, places, samples }: Room): Promise<Overview> {
  const { world } = local;
  const { lambda } = world.services;
  const machines = await machinesOf(world);
  const buses = world.resources.filter(({ type }) => type === 'AWS::Events::EventBus');
  return {
    region: world.region,
    account: world.account,
    endpoint: local.endpoint ?? '',
    clock: clockOf(local),
    stacks: Object.keys(local.outputs).map((name): StackSummary => {
      const sagas = stacks.find(({ stack }) => stack === name);
      return { name, saga: sagas === undefined ? null : sagaOf(sagas) };
    }),
    machines: machines.map((machine) => ({
      ...machine,
      stack: places.stackOf('machine', machine.arn),
      role: places.roleOf(machine.arn),
    })),
    samples,
    functions: lambda.functions().map(({ name }) => places.functionSummary(name)),
    buses: buses.map(({ name, stack }) => ({ name, label: places.labelOf('bus', name), stack })),
  };
}

/** Every state machine, whether or not a template has it. */
export async function machinesOf(world: Room['local']['world']) {
  const found: Pick<MachineSummary, 'arn' | 'name' | 'type'>[] = [];
  let nextToken: string | undefined;
  do {
    const request = { maxResults: 1000, ...(nextToken === undefined ? {} : { nextToken }) };
    const answer = await world.services.stepfunctions.call('ListStateMachines', request, CLIENT);
    for (const machine of answer.stateMachines as unknown as readonly JsonObject[]) {
      const { stateMachineArn, name, type } = machine;
      found.push({ arn: String(stateMachineArn), name: String(name), type: type === 'EXPRESS' ? type : 'STANDARD' });
    }
    nextToken = answer.nextToken === undefined ? undefined : String(answer.nextToken);
  } while (nextToken !== undefined);
  return found;
}

const sagaOf = ({ definition, style }: SagaStack) => ({ name: definition.name, style, steps: stepsOf(definition) });

export const stepsOf = ({ steps }: SagaStack['definition']): readonly StepShape[] =>
  steps.map((step) => ({
    name: step.name,
    kind: step.kind,
    compensation: step.kind === 'compensatable' ? step.compensation.name : null,
  }));
