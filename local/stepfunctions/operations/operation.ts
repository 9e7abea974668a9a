/** What every operation is: the room it works in and its input, to its answer. Throws `AwsError`. */
import type { JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import type { Store } from '../../store/store';
import type { Activities } from '../activities';
import type { ActivityQueue } from '../activity-queue';
import type { Aliases } from '../aliases';
import type { Home } from '../arns';
import type { Driver } from '../driver';
import type { Executions } from '../executions';
import type { Machines } from '../machines';
import type { Mocks } from '../mocks/mocks';
import type { Versions } from '../versions';

export interface Room extends Home {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly machines: Machines;
  readonly versions: Versions;
  readonly aliases: Aliases;
  readonly activities: Activities;
  readonly activityQueue: ActivityQueue;
  readonly executions: Executions;
  readonly driver: Driver;
  /** `undefined` without a mock configuration. */
  readonly mocks: Mocks | undefined;
}

export type Operation = (room: Room, input: JsonObject) => Promise<JsonObject>;
