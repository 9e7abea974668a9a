/** Every operation on functions that is modelled, by AWS's name. */
import type { JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import type { Caller } from '../../service';
import type { LambdaModel } from '../lambda';
import {
  deleteEventInvokeConfig,
  getEventInvokeConfig,
  listEventInvokeConfigs,
  putEventInvokeConfig,
  updateEventInvokeConfig,
} from './event-invoke-config';
import { deleteFunctionConcurrency, getFunctionConcurrency, putFunctionConcurrency } from './function-concurrency';
import { getFunction, getFunctionConfiguration } from './get-function';
import { invoke } from './invoke';
import { listFunctions } from './list-functions';

export type Operation = (lambda: LambdaModel, input: JsonObject, caller: Caller) => Promise<JsonObject>;

export const operationsWith = ({
  clock,
  entropy,
}: {
  readonly clock: LocalClock;
  readonly entropy: Entropy;
}): ReadonlyMap<string, Operation> =>
  new Map<string, Operation>([
    ['DeleteFunctionConcurrency', deleteFunctionConcurrency],
    ['DeleteFunctionEventInvokeConfig', deleteEventInvokeConfig],
    ['GetFunction', getFunction],
    ['GetFunctionConcurrency', getFunctionConcurrency],
    ['GetFunctionConfiguration', getFunctionConfiguration],
    ['GetFunctionEventInvokeConfig', getEventInvokeConfig],
    ['Invoke', (lambda, input, caller) => invoke(lambda, input, caller, entropy)],
    ['ListFunctionEventInvokeConfigs', listEventInvokeConfigs],
    ['ListFunctions', listFunctions],
    ['PutFunctionConcurrency', putFunctionConcurrency],
    ['PutFunctionEventInvokeConfig', (lambda, input) => putEventInvokeConfig(lambda, input, clock.now())],
    ['UpdateFunctionEventInvokeConfig', (lambda, input) => updateEventInvokeConfig(lambda, input, clock.now())],
  ]);
