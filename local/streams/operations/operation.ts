/** What an operation of the service works on. */
import type { Clock, JsonObject } from '../../../lib/units';
import type { StreamCatalog } from '../catalog';
import type { StreamLog } from '../stream-log';

export interface Model {
  readonly clock: Clock;
  readonly catalog: StreamCatalog;
  readonly log: StreamLog;
}

export type Operation = (model: Model, input: JsonObject) => Promise<JsonObject>;
