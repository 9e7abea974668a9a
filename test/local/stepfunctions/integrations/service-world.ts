/** Machines of a whole model in memory, on virtual time: what their tasks call is really there. */
import type { StateMachineDefinition } from '../../../../lib/asl/language';
import type { Json, JsonObject } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { seededEntropy } from '../../../../local/entropy';
import { CLIENT, type ServiceName } from '../../../../local/service';
import type { Store } from '../../../../local/store/store';
import { createWorld, type World } from '../../../../local/world';

export interface ServiceWorld {
  readonly world: World;
  readonly clock: VirtualClock;
  call(service: keyof World['services'] & ServiceName, operation: string, input: JsonObject): Promise<JsonObject>;
  /** Creates the machine and starts it; answers the execution's ARN. */
  start(definition: StateMachineDefinition, input?: Json, name?: string): Promise<string>;
  describe(executionArn: string): Promise<JsonObject>;
  history(executionArn: string): Promise<readonly JsonObject[]>;
  createQueue(): Promise<string>;
  /** The bodies of what the queue holds, parsed. */
  messages(queueUrl: string): Promise<readonly JsonObject[]>;
}

const open: World[] = [];
export async function closeWorlds(): Promise<void> {
  for (const world of open.splice(0)) await world.close();
}

export async function aServiceWorld(store?: Store, clock = new VirtualClock()): Promise<ServiceWorld> {
  const world = await createWorld({ clock, entropy: seededEntropy(1), ...(store === undefined ? {} : { store }) });
  open.push(world);
  const call: ServiceWorld['call'] = (service, operation, input) =>
    world.services[service].call(operation, input, CLIENT);
  return {
    world,
    clock,
    call,
    start: async (definition, input = {}, name = 'Machine') => {
      const { stateMachineArn = '' } = await call('stepfunctions', 'CreateStateMachine', {
        name,
        roleArn: 'arn:aws:iam::000000000000:role/machine',
        definition: JSON.stringify(definition),
      });
      const started = await call('stepfunctions', 'StartExecution', { stateMachineArn, input: JSON.stringify(input) });
      return String(started.executionArn);
    },
    describe: (executionArn) => call('stepfunctions', 'DescribeExecution', { executionArn }),
    history: async (executionArn) => {
      const answer = await call('stepfunctions', 'GetExecutionHistory', { executionArn, maxResults: 1000 });
      return answer.events as readonly JsonObject[];
    },
    createQueue: async () => String((await call('sqs', 'CreateQueue', { QueueName: 'jobs' })).QueueUrl),
    messages: async (QueueUrl) => {
      const { Messages = [] } = await call('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
      return (Messages as readonly { readonly Body: string }[]).map(({ Body }) => JSON.parse(Body) as JsonObject);
    },
  };
}

/** A machine of one task. */
export const aServiceTask = (resource: string, parameters: JsonObject, more: JsonObject = {}) =>
  ({
    StartAt: 'T',
    States: {
      T: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true, ...more },
    },
  }) satisfies StateMachineDefinition;

/** The details of the only event of the type. */
export function detailsOf(events: readonly JsonObject[], type: string): JsonObject {
  const found = events.filter((event) => event.type === type);
  if (found.length !== 1) throw new Error(`${found.length} events are ${type}`);
  const details = Object.entries(found[0] ?? {}).find(([field]) => field.endsWith('EventDetails'))?.[1];
  return (details ?? {}) as JsonObject;
}
