/** Lambda API Reference, "ListFunctions". Every function in one page. */
import type { JsonObject } from '../../../lib/units';
import { configurationOf } from '../function';
import type { LambdaModel } from '../lambda';

export async function listFunctions(lambda: LambdaModel): Promise<JsonObject> {
  return { Functions: lambda.functions().map(configurationOf) };
}
