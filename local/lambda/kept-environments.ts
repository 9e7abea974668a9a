/**
 * Execution environments that outlive a model: the next one over the same store, with the same clock and chance, takes them
 * over warm, as on Lambda, where an environment knows nothing of what failed around it. What was at work is not taken over.
 */
import type { Router } from '../wire/router';
import type { FunctionLogs } from './logs';
import { type Deployed, EnvironmentPool, type Leased } from './pool';

export type LogWriter = Pick<FunctionLogs, 'write'>;
export type CreateEnvironment = (deployed: Deployed, router: Router, logs: LogWriter) => Leased;

export class KeptEnvironments {
  private readonly stock = new Map<string, Leased[]>();
  private pool: EnvironmentPool | undefined;
  private now: { readonly router: Router; readonly logs: LogWriter } | undefined;

  /** Of a model that begins; the one before it must have ended. */
  poolFor(router: Router, logs: LogWriter, create: CreateEnvironment): EnvironmentPool {
    this.now = { router, logs };
    for (const { functionName, leased } of this.pool?.drain() ?? []) {
      this.stock.set(functionName, [...(this.stock.get(functionName) ?? []), leased]);
    }
    const toPresent: Router = {
      undisturbed: () => this.present.router.undisturbed(),
      watched: () => this.present.router.watched(),
      route: (call) => this.present.router.route(call),
      call: (...call) => this.present.router.call(...call),
    };
    const writer: LogWriter = { write: (line) => this.present.logs.write(line) };
    this.pool = new EnvironmentPool((it) => this.stock.get(it.fn.name)?.pop() ?? create(it, toPresent, writer));
    return this.pool;
  }

  private get present() {
    if (this.now === undefined) throw new Error('environments have no model');
    return this.now;
  }
}
