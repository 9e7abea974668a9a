/** Where mappings and their checkpoints lie in the store. */
import { type Key, keyOf, within } from '../../store/store';

export const mappingKey = (uuid: string): Key => keyOf('lambda', 'mapping', uuid);
export const checkpointKey = (uuid: string, lane: number): Key => keyOf('lambda', 'checkpoint', uuid, String(lane));

export const ALL_MAPPINGS = within('lambda', 'mapping');
export const checkpointsOf = (uuid: string) => within('lambda', 'checkpoint', uuid);
