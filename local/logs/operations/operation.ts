/** What an operation of the service works on. */
import type { EpochMillis, JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { LogEvent } from '../group';
import type { LogGroups } from '../groups';

export interface Model {
  readonly clock: LocalClock;
  readonly groups: LogGroups;
  /** Into a group that there is. */
  ingest(groupName: string, streamName: string, events: readonly LogEvent[], now: EpochMillis): void;
}

export type Operation = (model: Model, input: JsonObject) => JsonObject | Promise<JsonObject>;
