/**
 * How many invocations of a function may run at once: what its template reserves, unless it was set or removed since.
 * Source: Lambda Developer Guide, "Configuring reserved concurrency for a function".
 */
import { AwsError } from '../service';
import { keyOf, type Store, within } from '../store/store';
import type { LambdaFunction } from './function';

export class ReservedConcurrency {
  /** By function; `null` where the reservation was removed. */
  private readonly changed = new Map<string, number | null>();
  /** Invocations under way, by function. */
  private readonly running = new Map<string, number>();

  constructor(private readonly store: Store) {
    const range = within('lambda', 'concurrency');
    for (const [key, value] of store.range(range)) this.changed.set(key, value as number | null);
  }

  /** Undefined where only the account's limit holds. */
  of(fn: LambdaFunction): number | undefined {
    const changed = this.changed.get(keyFor(fn));
    return changed === undefined ? fn.reservedConcurrency : (changed ?? undefined);
  }

  /** Throws `TooManyRequestsException` when no more of the function may run now. */
  check(fn: LambdaFunction): void {
    const limit = this.of(fn);
    if (limit === undefined || (this.running.get(fn.name) ?? 0) < limit) return;
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
    });
  }

  /** Invocations of the function that are under way. */
  runningOf({ name }: LambdaFunction): number {
    return this.running.get(name) ?? 0;
  }

  begin({ name }: LambdaFunction): void {
    this.running.set(name, (this.running.get(name) ?? 0) + 1);
  }

  end({ name }: LambdaFunction): void {
    this.running.set(name, (this.running.get(name) ?? 1) - 1);
  }

  /** `null` removes the reservation. */
  set(fn: LambdaFunction, value: number | null): Promise<void> {
    const key = keyFor(fn);
    this.changed.set(key, value);
    return this.store.commit([{ kind: 'put', key, value }]);
  }
}

const keyFor = ({ name }: LambdaFunction) => keyOf('lambda', 'concurrency', name);
