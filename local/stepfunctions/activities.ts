/** Activities: kept in the store, and at hand. What waits for their workers is in `ActivityQueue`. */
import type { Store } from '../store/store';
import { activityNameOf } from './arns';
import { activityDoesNotExist } from './errors';
import { type ActivityRecord, ALL_ACTIVITIES, activityKey } from './records';

export class Activities {
  private readonly byName = new Map<string, ActivityRecord>();

  constructor(private readonly store: Store) {
    for (const [, value] of store.range(ALL_ACTIVITIES)) {
      const activity = value as ActivityRecord;
      this.byName.set(activity.name, activity);
    }
  }

  find(name: string): ActivityRecord | undefined {
    return this.byName.get(name);
  }

  /** Throws `InvalidArn` or `ActivityDoesNotExist`. */
  get(arn: string): ActivityRecord {
    const activity = this.byName.get(activityNameOf(arn));
    if (activity?.activityArn !== arn) throw activityDoesNotExist(arn);
    return activity;
  }

  all(): readonly ActivityRecord[] {
    return [...this.byName.values()];
  }

  async put(activity: ActivityRecord): Promise<void> {
    this.byName.set(activity.name, activity);
    await this.store.commit([{ kind: 'put', key: activityKey(activity.name), value: activity }]);
  }

  async remove({ name }: ActivityRecord): Promise<void> {
    this.byName.delete(name);
    await this.store.commit([{ kind: 'delete', key: activityKey(name) }]);
  }
}
