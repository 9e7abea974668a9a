/** Lambda API Reference, "GetFunction" and "GetFunctionConfiguration". */
import type { JsonObject } from '../../../lib/units';
import { configurationOf } from '../function';
import type { LambdaModel } from '../lambda';

export async function getFunction(lambda: LambdaModel, input: JsonObject): Promise<JsonObject> {
  const reserved = lambda.concurrency.of(lambda.find(String(input.FunctionName ?? '')));
  return {
    Configuration: await getFunctionConfiguration(lambda, input),
    ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    Tags: {},
  };
}

export async function getFunctionConfiguration(lambda: LambdaModel, input: JsonObject): Promise<JsonObject> {
  return configurationOf(lambda.find(String(input.FunctionName ?? '')));
}
