/**
 * `arn:aws:states:::aws-sdk:<service>:<action>`: any operation of any service of the model.
 * Developer Guide, "Learning to use AWS service SDK integrations".
 */
import type { Json, JsonObject } from '../../../lib/units';
import type { ServiceName } from '../../service';
import { isObject, textOf } from '../json';
import { withTextualScalars } from './dynamodb';
import { sdkFailure } from './failures';
import type { Integration } from './integration';
import { asText } from './optimized';
import { toLowerCamel, toPascal, withEpochTimes, withIsoTimes } from './sdk-shapes';

type Shape = (fields: JsonObject, operation: string) => JsonObject;

interface SdkService {
  readonly service: ServiceName;
  /** Of errors, and in their causes. */
  readonly prefix: string;
  readonly request: Shape;
  readonly answer: Shape;
}

const same: Shape = (fields) => fields;
const lowerCamel = { request: (input: JsonObject) => toLowerCamel(input) };

/** By the name that stands in the resource. */
const SERVICES: { readonly [name: string]: SdkService | undefined } = {
  dynamodb: { service: 'dynamodb', prefix: 'DynamoDb', request: withTextualScalars, answer: withIsoTimes },
  dynamodbstreams: { service: 'streams', prefix: 'DynamoDbStreams', request: same, answer: withIsoTimes },
  sfn: { service: 'stepfunctions', prefix: 'Sfn', ...lowerCamel, answer: (answer) => withIsoTimes(toPascal(answer)) },
  lambda: { service: 'lambda', prefix: 'Lambda', request: lambdaRequest, answer: lambdaAnswer },
  sqs: { service: 'sqs', prefix: 'Sqs', request: same, answer: same },
  sns: { service: 'sns', prefix: 'Sns', request: same, answer: same },
  eventbridge: { service: 'events', prefix: 'EventBridge', request: withEpochTimes, answer: withIsoTimes },
  cloudwatch: { service: 'cloudwatch', prefix: 'CloudWatch', request: withEpochTimes, answer: withIsoTimes },
  // Its times are milliseconds, in the SDK too.
  cloudwatchlogs: { service: 'logs', prefix: 'CloudWatchLogs', ...lowerCamel, answer: toPascal },
};

/** `undefined` for a service that the model does not have. */
export function awsSdk(name: string, action: string): Integration | undefined {
  const target = SERVICES[name];
  if (target === undefined) return undefined;
  const { service, prefix, request, answer } = target;
  const operation = action.slice(0, 1).toUpperCase() + action.slice(1);
  return async ({ parameters }, { callService, entropy }) => {
    try {
      const input = request(withoutNullsWithin(isObject(parameters) ? parameters : {}), operation);
      const output = answer(await callService(service, operation, input), operation);
      return { kind: 'succeeded', output, text: textOf(output) };
    } catch (error) {
      return { kind: 'failed', ...sdkFailure(service, prefix, error, entropy.uuid()) };
    }
  };
}

/** At the top: below, a null may be data. */
const withoutNullsWithin = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** A payload is bytes to Lambda, and text or data in a state. */
function lambdaRequest(input: JsonObject, operation: string): JsonObject {
  const { Payload } = input;
  if (operation !== 'Invoke' || Payload === undefined) return input;
  return { ...input, Payload: Buffer.from(asText(Payload)).toString('base64') };
}

function lambdaAnswer(answer: JsonObject, operation: string): JsonObject {
  const { Payload } = answer;
  return operation !== 'Invoke' || Payload === undefined ? withIsoTimes(answer) : { ...answer, Payload: text(Payload) };
}

const text = (base64: Json): string => Buffer.from(String(base64), 'base64').toString('utf8');
