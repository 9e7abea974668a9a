/** The queues that there are: held in memory, written through to the store. */
import type { Store } from '../store/store';
import { queueDoesNotExist } from './errors';
import { ALL_QUEUES, queueKey } from './keys';
import { type Queue, redrivePolicyOf } from './queue';

export class Queues {
  private readonly byName = new Map<string, Queue>();

  constructor(private readonly store: Store) {
    for (const [, queue] of store.range(ALL_QUEUES)) this.byName.set((queue as Queue).name, queue as Queue);
  }

  all(): readonly Queue[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Queue | undefined {
    return this.byName.get(name);
  }

  named(name: string): Queue {
    const queue = this.byName.get(name);
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  /** By URL: the name is its last part. */
  at(url: string): Queue {
    return this.named(url.slice(url.lastIndexOf('/') + 1));
  }

  findByArn(arn: string): Queue | undefined {
    const queue = this.byName.get(arn.slice(arn.lastIndexOf(':') + 1));
    return queue?.arn === arn ? queue : undefined;
  }

  withArn(arn: string): Queue {
    const queue = this.findByArn(arn);
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  /** The queues that have `queue` for their dead-letter queue. */
  sourcesOf(queue: Queue): readonly Queue[] {
    return this.all().filter((other) => redrivePolicyOf(other)?.deadLetterTargetArn === queue.arn);
  }

  put(queue: Queue): Promise<void> {
    this.byName.set(queue.name, queue);
    return this.store.commit([{ kind: 'put', key: queueKey(queue.name), value: queue }]);
  }

  delete({ name }: Queue): Promise<void> {
    this.byName.delete(name);
    return this.store.commit([{ kind: 'delete', key: queueKey(name) }]);
  }
}
