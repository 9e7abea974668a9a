/** The execution environments of one function: made when all are busy, kept for the next invocation. */
import { AwsError } from '../service';
import type { CompiledProgram, Environment } from './environment';
import type { LambdaFunction } from './function';

/** Lambda quotas: concurrent executions of an account in a region. */
const MAX_CONCURRENCY = 1_000;

export interface Deployed {
  readonly fn: LambdaFunction;
  readonly compiled: CompiledProgram;
}

/** An environment with what the host needs to cut it off. */
export interface Leased {
  readonly environment: Environment;
  readonly line: Lifeline;
}

/** Whether an environment still lives; its transport asks before every call and tells when a reply will never come. */
export class Lifeline {
  alive = true;
  private signal: () => void = () => undefined;

  /** Settles when the current invocation waits for something that will never come. */
  nextHang(): Promise<void> {
    return new Promise((resolve) => {
      this.signal = resolve;
    });
  }

  hang(): void {
    this.signal();
  }
}

export class EnvironmentPool {
  private readonly idle = new Map<Deployed, Leased[]>();
  private running = 0;

  constructor(private readonly create: (deployed: Deployed) => Leased) {}

  /** Throws `TooManyRequestsException` at the account's limit. */
  take(deployed: Deployed): Leased {
    if (this.running >= MAX_CONCURRENCY) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    }
    this.running++;
    return this.idle.get(deployed)?.pop() ?? this.create(deployed);
  }

  giveBack(deployed: Deployed, leased: Leased, reusable: boolean): void {
    this.running--;
    if (!reusable) {
      leased.line.alive = false;
      return;
    }
    const idle = this.idle.get(deployed);
    if (idle === undefined) this.idle.set(deployed, [leased]);
    else idle.push(leased);
  }

  /** Code that was replaced starts afresh; invocations under way end with the code they began with. */
  forget(deployed: Deployed): void {
    this.idle.delete(deployed);
  }
}
