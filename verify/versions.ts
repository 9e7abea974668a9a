/** Other versions of what is deployed: of the saga's machine, flawed ones among them, and of the functions' code. */
import type { JsonObject } from '../lib/units';
import { AwsError, CLIENT } from '../local/service';
import type { World } from '../local/world';
import type { SourceChange } from './planted/planted-bug';
import type { Subject } from './scenario';
import type { Flaw } from './schedule';

interface Machine {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: JsonObject };
  readonly [field: string]: unknown;
}

/** A state more before every Task; what a Task is called, and does, stays. */
export function withStatesBetween(machine: Machine): Machine {
  const isTask = (name: string) => machine.States[name]?.Type === 'Task';
  const to = (name: string) => (isTask(name) ? betweenName(name) : name);
  const states = Object.entries(machine.States).flatMap(([name, state]) => [
    ...(isTask(name) ? [[betweenName(name), { Type: 'Pass', Next: name }] as const] : []),
    [name, retargeted(state, to)] as const,
  ]);
  return { ...machine, StartAt: to(machine.StartAt), States: Object.fromEntries(states) };
}

const betweenName = (name: string): string => `Before${name}`;

const TARGETS = ['Next', 'Default'];

/** Wherever a state, a Catch row or a Choice rule leads. */
function retargeted<T>(value: T, to: (name: string) => string): T {
  if (Array.isArray(value)) return value.map((one) => retargeted(one, to)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([field, inner]) =>
    TARGETS.includes(field) && typeof inner === 'string' ? [field, to(inner)] : [field, retargeted(inner, to)],
  );
  return Object.fromEntries(fields) as T;
}

/** AWS Step Functions Developer Guide, "Service quotas": 256 KiB of state. */
const TOO_LARGE = `States.Array(${Array.from({ length: 70 }, () => 'States.ArrayRange(1, 1000, 1)').join(', ')})`;
/** After the tries of a step before, and within those of a step that does not answer. */
const NO_TIME_SECONDS = 15;

const FLAWS: { readonly [Name in Flaw]: (machine: Machine, state: string) => Machine } = {
  runsInCircles: (machine, state) => withCircle(machine, state),
  readsNothing: (machine, state) => withState(machine, state, (is) => ({ ...is, InputPath: '$.nothing.of.the.kind' })),
  growsTooLarge: (machine, state) =>
    withState(machine, state, (is) => ({
      ...is,
      ResultSelector: { 'large.$': TOO_LARGE },
      ResultPath: '$.results',
    })),
  hasNoTime: (machine) => ({ ...machine, TimeoutSeconds: NO_TIME_SECONDS }),
};

export const flawed = (machine: Machine, state: string, flaw: Flaw): Machine => FLAWS[flaw](machine, state);

/** It leads wherever the state led, where something is there that never is. */
function withCircle(machine: Machine, name: string): Machine {
  const { Next, Catch = [] } = machine.States[name] ?? {};
  const rows = Catch as readonly { readonly Next: string }[];
  const end = `${name}IsLast`;
  const targets = new Set([typeof Next === 'string' ? Next : end, ...rows.map((row) => row.Next)]);
  const Choices = [...targets].map((target) => ({ Variable: '$.nothingOfTheKind', IsPresent: true, Next: target }));
  const circling = withState(machine, name, () => ({ Type: 'Choice', Choices, Default: name }));
  return typeof Next === 'string'
    ? circling
    : { ...circling, States: { ...circling.States, [end]: { Type: 'Succeed' } } };
}

function withState(machine: Machine, name: string, change: (state: JsonObject) => JsonObject): Machine {
  const state = machine.States[name];
  if (state === undefined) throw new Error(`the machine has no state '${name}'`);
  return { ...machine, States: { ...machine.States, [name]: change(state) } };
}

export type MachineChange = (machine: Machine) => Machine;

/** What is under way goes on with what it was started with. @returns what it was; undefined where there is none */
export async function updateMachine(
  world: World,
  subject: Subject,
  change: MachineChange,
): Promise<Machine | undefined> {
  const stateMachineArn = conductorOf(world, subject);
  if (stateMachineArn === undefined) return undefined;
  const { stepfunctions } = world.services;
  const { definition: text } = await stepfunctions.call('DescribeStateMachine', { stateMachineArn }, CLIENT);
  const before = JSON.parse(String(text)) as Machine;
  const definition = JSON.stringify(change(before));
  await stepfunctions.call('UpdateStateMachine', { stateMachineArn, definition }, CLIENT);
  return before;
}

/** A second time there is nothing to do. */
export async function deleteMachine(world: World, subject: Subject): Promise<void> {
  const stateMachineArn = conductorOf(world, subject);
  if (stateMachineArn === undefined) return;
  try {
    await world.services.stepfunctions.call('DeleteStateMachine', { stateMachineArn }, CLIENT);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'StateMachineDoesNotExist')) throw error;
  }
}

const conductorOf = (world: World, { stack }: Subject): string | undefined => world.outputs[stack]?.StateMachineArn;

/**
 * The functions of a later release: they refuse every payment, and the answer of a step has a field more, which they ask of
 * every answer. What was answered before is answered still, and what is under way ends in the one way or the other.
 */
export const LATER_CODE: readonly SourceChange[] = [
  {
    name: 'an order that is created answers one field more',
    file: 'lib/order/order-service.ts',
    find: '    { orderId: input.orderId, total },\n',
    replace: '    { orderId: input.orderId, total, release: 2 } as never,\n',
  },
  {
    name: 'a created order must say of which release it is',
    file: 'lib/order/place-order.ts',
    find: 'result: z.strictObject({ orderId: z.string(), total: z.int() }),',
    replace: 'result: z.strictObject({ orderId: z.string(), total: z.int(), release: z.int() }),',
  },
  {
    name: 'no payment is taken any more',
    file: 'lib/order/payment-service.ts',
    find: 'export const MAX_CHARGE = 10_000_00;',
    replace: 'export const MAX_CHARGE = 0;',
  },
  {
    name: 'no trip is paid any more',
    file: 'examples/trip/rules.ts',
    find: 'export const MAX_PAYMENT = 20_000_00;',
    replace: 'export const MAX_PAYMENT = 0;',
  },
];
