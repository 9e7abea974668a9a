/**
 * Tasks of activities that wait for a worker, and workers that wait for a task: first come, first served.
 *
 * Nothing here is kept: executions that the store holds as waiting ask again when it is opened. A task may wait whose
 * execution waits no more; whoever takes it finds out.
 */
import type { EpochMillis } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { ActivityTask, ActivityTasks } from './integrations/integration';

type Poll = (task: ActivityTask | undefined) => void;

interface Counter {
  readonly tasks: ActivityTask[];
  readonly polls: Set<Poll>;
}

export class ActivityQueue implements ActivityTasks {
  private readonly counters = new Map<string, Counter>();

  constructor(private readonly clock: LocalClock) {}

  schedule(task: ActivityTask): void {
    const { tasks, polls } = this.counterOf(task.activityArn);
    const [poll] = polls;
    if (poll === undefined) tasks.push(task);
    else poll(task);
  }

  /** The next task, as soon as there is one; `undefined` when there is none until `deadline`. */
  take(activityArn: string, deadline: EpochMillis): Promise<ActivityTask | undefined> {
    const { tasks, polls } = this.counterOf(activityArn);
    const next = tasks.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve) => {
      const poll: Poll = (task) => {
        polls.delete(poll);
        cancel();
        resolve(task);
      };
      // A worker that waits for something to do is no reason for time to pass.
      const cancel = this.clock.inPassing(deadline, () => poll(undefined));
      polls.add(poll);
    });
  }

  /** Ends every wait of a worker. */
  close(): void {
    for (const { polls } of this.counters.values()) for (const poll of [...polls]) poll(undefined);
  }

  private counterOf(activityArn: string): Counter {
    const known = this.counters.get(activityArn);
    if (known !== undefined) return known;
    const counter: Counter = { tasks: [], polls: new Set() };
    this.counters.set(activityArn, counter);
    return counter;
  }
}
