/** Lambda API Reference, the operations on "FunctionEventInvokeConfig". */
import type { JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import { describeConfig, readConfig } from '../asynchronous/invoke-config';
import { requiredText } from '../event-sources/members';
import { type FunctionReference, parseFunctionName } from '../function-name';
import type { LambdaModel } from '../lambda';

/** A qualifier stands in the name, or by itself. */
function referenceOf(lambda: LambdaModel, input: JsonObject): FunctionReference & { readonly arn: string } {
  const functionName = requiredText(input, 'FunctionName');
  const { name, arn } = lambda.find(functionName);
  const own = typeof input.Qualifier === 'string' ? input.Qualifier : undefined;
  const qualifier = own ?? parseFunctionName(functionName)?.qualifier ?? '$LATEST';
  return { name, qualifier, arn: `${arn}:${qualifier}` };
}

const notFound = (arn: string) =>
  new AwsError('ResourceNotFoundException', `The function ${arn} doesn't have an EventInvokeConfig`, 404, {
    Type: 'User',
  });

export async function putEventInvokeConfig(
  lambda: LambdaModel,
  input: JsonObject,
  now: Parameters<typeof readConfig>[2],
): Promise<JsonObject> {
  const reference = referenceOf(lambda, input);
  const config = readConfig(input, reference.arn, now);
  await lambda.configs.put(reference, config);
  return describeConfig(config);
}

/** Keeps what the request does not give. */
export async function updateEventInvokeConfig(
  lambda: LambdaModel,
  input: JsonObject,
  now: Parameters<typeof readConfig>[2],
): Promise<JsonObject> {
  const old = lambda.configs.find(referenceOf(lambda, input));
  return putEventInvokeConfig(lambda, { ...old?.request, ...input }, now);
}

export async function getEventInvokeConfig(lambda: LambdaModel, input: JsonObject): Promise<JsonObject> {
  const reference = referenceOf(lambda, input);
  const config = lambda.configs.find(reference);
  if (config === undefined) throw notFound(reference.arn);
  return describeConfig(config);
}

export async function deleteEventInvokeConfig(lambda: LambdaModel, input: JsonObject): Promise<JsonObject> {
  const reference = referenceOf(lambda, input);
  if (lambda.configs.find(reference) === undefined) throw notFound(reference.arn);
  await lambda.configs.delete(reference);
  return {};
}

export async function listEventInvokeConfigs(lambda: LambdaModel, input: JsonObject): Promise<JsonObject> {
  const { arn } = lambda.find(requiredText(input, 'FunctionName'));
  return { FunctionEventInvokeConfigs: lambda.configs.ofFunction(arn).map(describeConfig) };
}
