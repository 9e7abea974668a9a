/**
 * The execution environments of the functions: made when all are busy, kept for the next invocation.
 *
 * Lambda makes another the moment all are busy. In one process that costs more than it brings: each loads and warms the
 * code anew. So past a few, an invocation first waits a moment for one that is about to be free.
 */
import { AwsError } from '../service';
import type { Entry } from './bundle';
import type { CompiledProgram, Environment } from './environment';
import type { LambdaFunction } from './function';

/** Lambda quotas: concurrent executions of an account in a region. */
const MAX_CONCURRENCY = 1_000;

/** Environments of a function that are made without waiting. */
const EAGER_ENVIRONMENTS = 4;
/** Milliseconds of real time: handlers that take longer than this do run side by side. */
const PATIENCE_MILLIS = 25;

export interface Deployed {
  readonly fn: LambdaFunction;
  readonly compiled: CompiledProgram;
  readonly entry: Entry;
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

  /** Calls `signal` when the current invocation waits for something that will never come. */
  onHang(signal: () => void): void {
    this.signal = signal;
  }

  hang(): void {
    this.signal();
  }
}

interface Fleet {
  readonly idle: Leased[];
  readonly waiting: ((leased: Leased) => void)[];
  size: number;
}

export class EnvironmentPool {
  private readonly fleets = new Map<Deployed, Fleet>();
  private running = 0;

  constructor(private readonly create: (deployed: Deployed) => Leased) {}

  /** Throws `TooManyRequestsException` at the account's limit. */
  take(deployed: Deployed): Leased | Promise<Leased> {
    if (this.running >= MAX_CONCURRENCY) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    }
    this.running++;
    const fleet = this.fleetOf(deployed);
    const idle = fleet.idle.pop();
    if (idle !== undefined) return idle;
    return fleet.size < EAGER_ENVIRONMENTS ? this.grow(deployed, fleet) : this.wait(deployed, fleet);
  }

  giveBack(deployed: Deployed, leased: Leased, reusable: boolean): void {
    this.running--;
    const fleet = this.fleetOf(deployed);
    const next = fleet.waiting.shift();
    if (!reusable) {
      leased.line.alive = false;
      fleet.size--;
      next?.(this.grow(deployed, fleet));
    } else if (next !== undefined) next(leased);
    else fleet.idle.push(leased);
  }

  /** Code that was replaced starts afresh; invocations under way end with the code they began with. */
  forget(deployed: Deployed): void {
    this.fleets.delete(deployed);
  }

  /** Takes away every environment that is not at work. */
  drain(): readonly { readonly deployed: Deployed; readonly leased: Leased }[] {
    return [...this.fleets].flatMap(([deployed, fleet]) => {
      const idle = fleet.idle.splice(0);
      fleet.size -= idle.length;
      return idle.map((leased) => ({ deployed, leased }));
    });
  }

  private wait(deployed: Deployed, fleet: Fleet): Promise<Leased> {
    return new Promise((resolve) => {
      const take = (leased: Leased) => {
        clearTimeout(patience);
        resolve(leased);
      };
      const patience = setTimeout(() => {
        fleet.waiting.splice(fleet.waiting.indexOf(take), 1);
        resolve(this.grow(deployed, fleet));
      }, PATIENCE_MILLIS);
      fleet.waiting.push(take);
    });
  }

  private grow(deployed: Deployed, fleet: Fleet): Leased {
    fleet.size++;
    return this.create(deployed);
  }

  private fleetOf(deployed: Deployed): Fleet {
    let fleet = this.fleets.get(deployed);
    if (fleet === undefined) {
      fleet = { idle: [], waiting: [], size: 0 };
      this.fleets.set(deployed, fleet);
    }
    return fleet;
  }
}
