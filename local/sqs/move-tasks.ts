/** Redrives of dead-letter queues. Source: SQS API Reference, "StartMessageMoveTask", "ListMessageMoveTasks". */
import type { EpochMillis } from '../../lib/units';
import type { Store } from '../store/store';
import { moveTaskKey, moveTasksOf } from './keys';

/** A task ends with the call that starts it: what is visible then is moved. */
export interface MoveTask {
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly moved: number;
  readonly startedAt: EpochMillis;
}

/** "The most recent message movement tasks (up to 10)". */
const MAX_SHOWN = 10;

export class MoveTasks {
  constructor(private readonly store: Store) {}

  add(queueName: string, task: MoveTask): Promise<void> {
    return this.store.commit([{ kind: 'put', key: moveTaskKey(queueName, task.startedAt), value: task }]);
  }

  /** The latest first. */
  of(queueName: string, max: number): readonly MoveTask[] {
    const tasks: MoveTask[] = [];
    for (const [, task] of this.store.range({ ...moveTasksOf(queueName), reverse: true })) {
      if (tasks.length === Math.min(max, MAX_SHOWN)) break;
      tasks.push(task as MoveTask);
    }
    return tasks;
  }
}
