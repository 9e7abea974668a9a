/** Which queues take what something else could not: by what queues, rules, functions and event sources say themselves. */
import type { Json, JsonObject } from '../../lib/units';
import { CLIENT, type Service } from '../../local/service';
import type { World } from '../../local/world';

/** Their ARNs. */
export async function deadLetterQueues({ services }: World): Promise<ReadonlySet<string>> {
  const told = await Promise.all([
    ofQueues(services.sqs),
    ofRules(services.events),
    ofFunctions(services.lambda),
    ofEventSources(services.lambda),
  ]);
  const functions = services.lambda.functions().map(({ deadLetterQueueArn }) => deadLetterQueueArn);
  return new Set([...told.flat(), ...functions].filter((arn) => arn !== undefined));
}

async function ofQueues(sqs: Service): Promise<readonly string[]> {
  const { QueueUrls } = await sqs.call('ListQueues', {}, CLIENT);
  const policies = await Promise.all(
    textsIn(QueueUrls).map((QueueUrl) =>
      sqs.call('GetQueueAttributes', { QueueUrl, AttributeNames: ['RedrivePolicy'] }, CLIENT),
    ),
  );
  return policies.flatMap(({ Attributes }) => {
    const { RedrivePolicy } = objectIn(Attributes);
    if (typeof RedrivePolicy !== 'string') return [];
    return textOf((JSON.parse(RedrivePolicy) as JsonObject).deadLetterTargetArn);
  });
}

async function ofRules(events: Service): Promise<readonly string[]> {
  const found: string[] = [];
  const { EventBuses } = await events.call('ListEventBuses', {}, CLIENT);
  for (const { Name: EventBusName = '' } of objectsIn(EventBuses)) {
    const { Rules } = await events.call('ListRules', { EventBusName }, CLIENT);
    for (const { Name: Rule = '' } of objectsIn(Rules)) {
      const { Targets } = await events.call('ListTargetsByRule', { EventBusName, Rule }, CLIENT);
      for (const { DeadLetterConfig } of objectsIn(Targets)) found.push(...textOf(objectIn(DeadLetterConfig).Arn));
    }
  }
  return found;
}

async function ofFunctions(lambda: Service): Promise<readonly string[]> {
  const { Functions } = await lambda.call('ListFunctions', {}, CLIENT);
  const answers = await Promise.all(
    objectsIn(Functions).map(({ FunctionName = '' }) =>
      lambda.call('ListFunctionEventInvokeConfigs', { FunctionName }, CLIENT),
    ),
  );
  return answers.flatMap(({ FunctionEventInvokeConfigs }) =>
    objectsIn(FunctionEventInvokeConfigs).flatMap(onFailureOf),
  );
}

async function ofEventSources(lambda: Service): Promise<readonly string[]> {
  const { EventSourceMappings } = await lambda.call('ListEventSourceMappings', {}, CLIENT);
  return objectsIn(EventSourceMappings).flatMap(onFailureOf);
}

const onFailureOf = ({ DestinationConfig }: JsonObject): readonly string[] =>
  textOf(objectIn(objectIn(DestinationConfig).OnFailure).Destination);

const textOf = (value: Json | undefined): readonly string[] => (typeof value === 'string' ? [value] : []);
const textsIn = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const objectIn = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const objectsIn = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.map((each: Json) => objectIn(each)) : [];
