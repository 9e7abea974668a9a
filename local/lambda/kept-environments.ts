/**
 * Execution environments that outlive a model: the next one over the same store, with the same clock and chance, takes them
 * over warm, as on Lambda, where an environment knows nothing of what failed around it. What was at work is not taken over.
 */
import type { Router } from '../wire/router';
import type { CompiledProgram } from './environment';
import type { FunctionLogs } from './logs';
import { type Deployed, EnvironmentPool, type Leased } from './pool';

export type LogWriter = Pick<FunctionLogs, 'write'>;
export type CreateEnvironment = (deployed: Deployed, router: Router, logs: LogWriter) => Leased;

export class KeptEnvironments {
  /** By code, then by function: what another version of the code began is no environment of this one. */
  private readonly stock = new Map<CompiledProgram, Map<string, Leased[]>>();
  private pool: EnvironmentPool | undefined;
  private now: { readonly router: Router; readonly logs: LogWriter } | undefined;

  /** Of a model that begins; the one before it must have ended. */
  poolFor(router: Router, logs: LogWriter, create: CreateEnvironment): EnvironmentPool {
    this.now = { router, logs };
    for (const { deployed, leased } of this.pool?.drain() ?? []) this.stockOf(deployed).push(leased);
    const toPresent: Router = {
      undisturbed: () => this.present.router.undisturbed(),
      watched: () => this.present.router.watched(),
      route: (call) => this.present.router.route(call),
      call: (...call) => this.present.router.call(...call),
    };
    const writer: LogWriter = { write: (line) => this.present.logs.write(line) };
    this.pool = new EnvironmentPool((it) => this.stockOf(it).pop() ?? create(it, toPresent, writer));
    return this.pool;
  }

  private stockOf({ compiled, fn }: Deployed): Leased[] {
    const ofCode = this.stock.get(compiled) ?? new Map<string, Leased[]>();
    this.stock.set(compiled, ofCode);
    const ofFunction = ofCode.get(fn.name) ?? [];
    ofCode.set(fn.name, ofFunction);
    return ofFunction;
  }

  private get present() {
    if (this.now === undefined) throw new Error('environments have no model');
    return this.now;
  }
}
