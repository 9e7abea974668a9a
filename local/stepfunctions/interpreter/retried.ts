/** The states that Retry and Catch belong to. */
import type { StateType } from '../../../lib/asl/language';

export const RETRIED: ReadonlySet<StateType> = new Set<StateType>(['Task', 'Parallel', 'Map']);
