/** What an operation about mappings works on. */
import type { Clock, JsonObject } from '../../../../lib/units';
import type { Entropy } from '../../../entropy';
import type { StreamCatalog } from '../../../streams/catalog';
import type { StreamLog } from '../../../streams/stream-log';
import type { LambdaFunction } from '../../function';
import { mappingNotFound } from '../errors';
import type { EventSourceMapping } from '../mapping';
import type { Mappings } from '../mappings';
import { requiredText } from '../members';
import type { PollerParts } from '../poller';

export interface Model {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly mappings: Mappings;
  readonly catalog: StreamCatalog;
  readonly log: StreamLog;
  readonly sqs: PollerParts['sqs'];
  findFunction(functionName: string): LambdaFunction;
}

export type Operation = (model: Model, input: JsonObject) => JsonObject | Promise<JsonObject>;

export function mappingOf({ mappings }: Model, input: JsonObject): EventSourceMapping {
  const mapping = mappings.find(requiredText(input, 'UUID'));
  if (mapping === undefined) throw mappingNotFound();
  return mapping;
}
