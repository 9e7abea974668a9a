/**
 * One execution environment: a function's module, loaded once, serving one invocation at a time as on Lambda.
 * What the module keeps between invocations stays here; an environment that timed out or exited is thrown away.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import vm from 'node:vm';
import type { EpochMillis } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import type { DirectClientConfig } from '../wire/direct';
import type { Entry, Program } from './bundle';
import { handlerContext } from './context';
import { CALLBACK_HANDLER, type Failure, failure, failureOf, handlerNotFound, loadFailure } from './failure';
import { type LambdaFunction, logGroupOf } from './function';
import { ProcessExit, sandboxConsole, sandboxCrypto, sandboxDate, sandboxMath, sandboxProcess } from './sandbox';
import { isSdkPackage, sdkFor } from './sdk-clients';
import { type TraceMapper, traceMapper } from './stack-trace';

export interface EnvironmentSettings {
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly region: string;
  /** Time, chance and ids of handlers come from the model, so that a run can be repeated. */
  readonly deterministic: boolean;
  readonly projectRoot: string;
  /** Where an SDK that a bundle brought with it finds the model; undefined while no port is open. */
  readonly endpoint: () => string | undefined;
}

export interface Invocation {
  readonly requestId: string;
  readonly invokedArn: string;
  readonly payload: string;
  readonly deadline: EpochMillis;
}

export type Outcome = { readonly kind: 'returned'; readonly payload: string } | Failure;

type Handler = (event: unknown, context: unknown) => unknown;
type Module =
  | { readonly kind: 'loaded'; readonly handler: Handler }
  | { readonly kind: 'broken'; readonly failure: Failure };

/** A program compiled once; each environment runs it afresh. */
export interface CompiledProgram {
  readonly program: Program;
  readonly run: (...globals: unknown[]) => void;
  readonly traces: TraceMapper;
}

const GLOBALS = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  'process',
  'console',
  'Date',
  'Math',
  'crypto',
];

/** Throws a SyntaxError of the handler's. */
export function compile(program: Program, projectRoot: string): CompiledProgram {
  const inspected = process.execArgv.some((flag) => flag.startsWith('--inspect'));
  const map = inspected
    ? `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(program.sourceMap).toString('base64')}`
    : '';
  const run = vm.compileFunction(program.code + map, GLOBALS, { filename: program.path });
  return { program, run: (...globals) => void run(...globals), traces: traceMapper(program, projectRoot) };
}

export class Environment {
  readonly logStreamName: string;
  /** The invocation now served; lines written between invocations belong to the last one. */
  private requestId = '';
  private module: Module | undefined;
  private readonly env: Record<string, string | undefined>;

  constructor(
    private readonly fn: LambdaFunction,
    private readonly compiled: CompiledProgram,
    private readonly entry: Entry,
    private readonly sdk: DirectClientConfig,
    private readonly settings: EnvironmentSettings,
    private readonly onLine: (requestId: string, line: string) => void,
  ) {
    const day = new Date(settings.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    this.logStreamName = `${day}/[$LATEST]${settings.entropy.uuid().replaceAll('-', '')}`;
    this.env = environmentVariables(fn, settings, this.logStreamName);
  }

  /** Never rejects: whatever a handler does is an outcome. */
  async run(invocation: Invocation): Promise<Outcome> {
    this.requestId = invocation.requestId;
    this.env._X_AMZN_TRACE_ID = traceId(invocation.requestId, this.settings.clock.now());
    this.module ??= this.load();
    if (this.module.kind === 'broken') return this.module.failure;
    const { handler } = this.module;
    try {
      const context = handlerContext(this.fn, invocation, this.logStreamName, this.settings.clock);
      const result = await handler(JSON.parse(invocation.payload), context);
      return { kind: 'returned', payload: JSON.stringify(result) ?? 'null' };
    } catch (error) {
      if (error instanceof ProcessExit) return exited(invocation.requestId, error.exitCode);
      return failureOf(error, this.compiled.traces);
    }
  }

  private load(): Module {
    const { clock, entropy, deterministic } = this.settings;
    const { program, run, traces } = this.compiled;
    const module: { exports: Record<number, () => Record<string, unknown>> } = { exports: {} };
    let exported: Record<string, unknown> | undefined;
    const sandbox = sandboxProcess(this.env, (line) => this.onLine(this.requestId, traces.map(line)));
    const console = sandboxConsole(
      sandbox.stdout,
      (level) => `${new Date(clock.now()).toISOString()}\t${this.requestId}\t${level}\t`,
    );
    try {
      run(
        module.exports,
        this.loader(),
        module,
        program.path,
        dirname(program.path),
        sandbox,
        console,
        deterministic ? sandboxDate(clock) : Date,
        deterministic ? sandboxMath(entropy) : Math,
        deterministic ? sandboxCrypto(globalThis.crypto, entropy) : globalThis.crypto,
      );
      exported = module.exports[this.entry.number]?.();
    } catch (error) {
      if (error instanceof ProcessExit) return { kind: 'broken', failure: exited(this.requestId, error.exitCode) };
      return { kind: 'broken', failure: loadFailure(error, traces) };
    }
    const name = this.fn.handler.slice(this.fn.handler.lastIndexOf('.') + 1);
    const handler = exported?.[name];
    if (typeof handler !== 'function') return { kind: 'broken', failure: handlerNotFound(this.fn.handler) };
    if (handler.length >= 3) return { kind: 'broken', failure: CALLBACK_HANDLER };
    return { kind: 'loaded', handler: handler as Handler };
  }

  private loader(): (name: string) => unknown {
    const { deterministic, entropy } = this.settings;
    const require = createRequire(this.entry.resolveFrom);
    const clients = new Map<string, object>();
    return (name) => {
      if (deterministic && (name === 'node:crypto' || name === 'crypto')) {
        return sandboxCrypto(require(name) as object, entropy);
      }
      if (!isSdkPackage(name)) return require(name);
      let client = clients.get(name);
      if (client === undefined) {
        client = sdkFor(name, require(name) as object, this.sdk);
        clients.set(name, client);
      }
      return client;
    };
  }
}

/** Lambda Developer Guide, "Defined runtime environment variables". The template's own variables win. */
function environmentVariables(
  fn: LambdaFunction,
  { region, endpoint }: EnvironmentSettings,
  logStreamName: string,
): Record<string, string | undefined> {
  const url = endpoint();
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(fn),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: '/var/task',
    ...(url === undefined ? {} : { AWS_ENDPOINT_URL: url }),
    ...fn.environment,
  };
}

const exited = (requestId: string, code: number): Failure =>
  failure('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: exit status ${code}`);

/** `Root=1-<seconds in hex>-<24 hex digits>` (X-Ray Developer Guide, "Tracing header"). */
function traceId(requestId: string, now: EpochMillis): string {
  const seconds = Math.floor(now / 1000).toString(16);
  const hex = requestId.replaceAll('-', '');
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(8, 24)};Sampled=0`;
}
