/** What an operation of the service works on. */
import type { Clock, JsonObject } from '../../../lib/units';
import type { Stream, StreamCatalog } from '../catalog';
import type { StreamLog } from '../stream-log';
import { StreamShards } from '../stream-shards';

export interface Model {
  readonly clock: Clock;
  readonly catalog: StreamCatalog;
  readonly log: StreamLog;
}

export type Operation = (model: Model, input: JsonObject) => Promise<JsonObject>;

export const shardsOf = ({ clock, log }: Model, stream: Stream) => new StreamShards(stream, log, clock);
