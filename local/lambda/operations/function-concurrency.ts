/** Lambda API Reference, "PutFunctionConcurrency", "GetFunctionConcurrency" and "DeleteFunctionConcurrency". */
import type { JsonObject } from '../../../lib/units';
import { numberWithin, requiredText } from '../event-sources/members';
import type { LambdaModel } from '../lambda';

/** Lambda quotas: what an account may run at once, less the 100 that must stay unreserved. */
const MAX_RESERVED = 900;

export async function putFunctionConcurrency(lambda: LambdaModel, input: JsonObject): Promise<JsonObject> {
  const fn = lambda.find(requiredText(input, 'FunctionName'));
  requiredNumber(input);
  const value = numberWithin(input, 'ReservedConcurrentExecutions', { min: 0, max: MAX_RESERVED, fallback: 0 });
  await lambda.concurrency.set(fn, value);
  return { ReservedConcurrentExecutions: value };
}

export async function getFunctionConcurrency(lambda: LambdaModel, input: JsonObject): Promise<JsonObject> {
  const value = lambda.concurrency.of(lambda.find(requiredText(input, 'FunctionName')));
  return value === undefined ? {} : { ReservedConcurrentExecutions: value };
}

export async function deleteFunctionConcurrency(lambda: LambdaModel, input: JsonObject): Promise<JsonObject> {
  await lambda.concurrency.set(lambda.find(requiredText(input, 'FunctionName')), null);
  return {};
}

function requiredNumber(input: JsonObject): void {
  if (typeof input.ReservedConcurrentExecutions !== 'number') requiredText(input, 'ReservedConcurrentExecutions');
}
