/**
 * The model of Lambda: functions run in this process, each in environments of its own.
 *
 * H1. An environment serves one invocation at a time.
 * H2. An invocation ends at its time-out on the model's clock; what the handler still does afterwards reaches no service.
 * H3. While a handler is at work virtual time stands still, unless it waits for a reply that will never come.
 */
import { epochMillis } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import type { FaultList } from '../faults';
import { AwsError, type Service } from '../service';
import type { Store } from '../store/store';
import { directClientConfig } from '../wire/direct';
import type { Router } from '../wire/router';
import { answeredInTime } from './answered-in-time';
import { Asynchronous, type OutcomeDestinations, type StagedInvocation } from './asynchronous/asynchronous';
import { EventInvokeConfigs } from './asynchronous/invoke-config';
import { BundleError, bundleHandlers, type Entry } from './bundle';
import { countNothing, type LambdaCounter } from './counter';
import { type CompiledProgram, compile, Environment, type EnvironmentSettings, type Outcome } from './environment';
import { failure, isTooLarge, TOO_LARGE, timedOut } from './failure';
import { type LambdaFunction, logGroupOf } from './function';
import { parseFunctionName } from './function-name';
import type { FunctionRunner, InvocationRequest, InvocationResult } from './invocation';
import type { CreateEnvironment, KeptEnvironments, LogWriter } from './kept-environments';
import { FunctionLogs } from './logs';
import { operationsWith } from './operations/operations';
import { type Deployed, EnvironmentPool, type Leased, Lifeline } from './pool';
import { ReservedConcurrency } from './reserved-concurrency';

export interface LambdaOptions extends EnvironmentSettings {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly account: string;
  readonly faults: FaultList;
  /** Where a handler's SDK calls go. */
  readonly router: Router;
  /** Where outcomes of asynchronous invocations go. */
  readonly destinations: OutcomeDestinations;
  /** @default nobody counts */
  readonly count?: LambdaCounter;
  /** @default bundles afresh on every deployment */
  readonly bundler?: Bundler | undefined;
  /** Environments that outlive this model. @default none: each loads its function's code anew */
  readonly kept?: KeptEnvironments | undefined;
}

export interface LambdaModel extends Service, FunctionRunner {
  readonly logs: FunctionLogs;
  /** Bundles and registers; functions of the same name are replaced. Throws `BundleError`. */
  deploy(functions: readonly LambdaFunction[]): Promise<void>;
  /** Bundles every function again, after its sources changed. */
  reload(): Promise<void>;
  functions(): readonly LambdaFunction[];
  /** Whether there is such a function. */
  knows(functionName: string): boolean;
  /** The function, or `ResourceNotFoundException`. */
  find(functionName: string): LambdaFunction;
  /** As `invoke`, under a request id that is known beforehand. */
  run(request: InvocationRequest, requestId: string): Promise<InvocationResult>;
  /** As `run`, with a `ServiceException` when no answer comes at all. */
  runInTime(request: InvocationRequest, requestId: string): Promise<InvocationResult>;
  /** Accepts an asynchronous invocation; resolves when it is on disk. `ResourceNotFoundException` without the function. */
  accept(request: InvocationRequest, requestId?: string): Promise<void>;
  /** As `accept`, to be kept with the caller's own changes. `ResourceNotFoundException` without the function. */
  stage(request: InvocationRequest): StagedInvocation;
  readonly configs: EventInvokeConfigs;
  readonly concurrency: ReservedConcurrency;
  /** Begins what has been accepted, once the functions are there. */
  start(): void;
  /** Lets go of timers; what was accepted stays in the store. */
  close(): void;
}

export function createLambda(options: LambdaOptions): LambdaModel {
  const { clock, entropy, faults, count = countNothing } = options;
  const logs = new FunctionLogs();
  const deployed = new Map<string, Deployed>();
  const create: CreateEnvironment = (it, router, writer) => createEnvironment(it, { ...options, router }, writer);
  const pool =
    options.kept?.poolFor(options.router, logs, create) ??
    new EnvironmentPool((it) => create(it, options.router, logs));
  const concurrency = new ReservedConcurrency(options.store);
  const configs = new EventInvokeConfigs(options.store);
  const operations = operationsWith(options);
  /** Timers of real time, of invocations at work. */
  const guards = new Set<NodeJS.Timeout>();

  const get = (functionName: string): Deployed => {
    const name = parseFunctionName(functionName)?.name;
    const known = name === undefined ? undefined : deployed.get(name);
    if (known === undefined) throw notFound(name ?? functionName, options);
    return known;
  };

  const execute = (target: Deployed, request: InvocationRequest, requestId: string): Promise<InvocationResult> =>
    new Promise((resolve) => {
      const { fn } = target;
      concurrency.check(fn);
      const taken = pool.take(target);
      concurrency.begin(fn);
      count('ConcurrentExecutions', fn.name, concurrency.runningOf(fn));
      const serve = (leased: Leased) => serveWith(leased, target, request, requestId, resolve);
      if (taken instanceof Promise) void clock.busy(taken).then(serve);
      else serve(taken);
    });

  const serveWith = (
    leased: Leased,
    target: Deployed,
    request: InvocationRequest,
    requestId: string,
    resolve: (result: InvocationResult) => void,
  ) => {
    const { fn } = target;
    const deadline = epochMillis(clock.now() + fn.timeoutSeconds * 1000);
    const invokedArn = request.functionName.startsWith('arn:') ? request.functionName : fn.arn;
    const end = (outcome: Outcome, reusable: boolean) => {
      if (ended) return;
      ended = true;
      cancel();
      clearTimeout(guard);
      if (guard !== undefined) guards.delete(guard);
      pool.giveBack(target, leased, reusable);
      concurrency.end(fn);
      resolve(outcome.kind === 'returned' && isTooLarge(outcome.payload) ? TOO_LARGE : outcome);
    };
    let ended = false;
    const cancel = clock.at(deadline, () => end(timedOut(requestId, fn.timeoutSeconds), false)); // H2
    // Under virtual time a handler that waits for nothing at all is found out by the real clock.
    const guard = options.deterministic ? setTimeout(() => leased.line.hang(), fn.timeoutSeconds * 1000) : undefined;
    if (guard !== undefined) guards.add(guard);
    const atWork = new Promise<void>((rest) => {
      leased.line.onHang(rest);
      void leased.environment.run({ requestId, invokedArn, payload: request.payload, deadline }).then((outcome) => {
        end(outcome, isReusable(outcome));
        rest();
      });
    });
    void clock.busy(atWork); // H3
  };

  const inTime = async (request: InvocationRequest, requestId: string): Promise<InvocationResult> =>
    answeredInTime(clock, model.run(request, requestId), get(request.functionName).fn.timeoutSeconds);

  const model: LambdaModel = {
    name: 'lambda',
    logs,
    deploy: async (functions) => {
      for (const it of await bundled(functions, options)) {
        const previous = deployed.get(it.fn.name);
        if (previous !== undefined) pool.forget(previous);
        deployed.set(it.fn.name, it);
      }
    },
    reload: () => model.deploy(model.functions()),
    functions: () => Array.from(deployed.values(), ({ fn }) => fn),
    knows: (functionName) => deployed.has(nameOf(functionName)),
    find: (functionName) => get(functionName).fn,
    invoke: (request) => model.run(request, entropy.uuid()),
    run: async (request, requestId) => {
      const target = get(request.functionName);
      const { name } = target.fn;
      const begun = clock.now();
      try {
        const result = await faults.around(
          { service: 'lambda', operation: 'Invoke', input: { FunctionName: name }, payload: request.payload },
          { run: () => execute(target, request, requestId), refuse: refuseInvocation },
        );
        countAnswer(count, name, result, clock.now() - begun);
        return result;
      } catch (error) {
        if (error instanceof AwsError && error.code === 'TooManyRequestsException') count('Throttles', name, 1);
        throw error;
      }
    },
    // An answer is lost to faults alone.
    runInTime: (request, requestId) =>
      faults.any || faults.watched ? inTime(request, requestId) : model.run(request, requestId),
    accept: async (request, requestId = entropy.uuid()) => {
      get(request.functionName);
      await asynchronous.accept(request, requestId);
    },
    stage: (request) => {
      get(request.functionName);
      return asynchronous.stage(request, entropy.uuid());
    },
    configs,
    concurrency,
    start: () => asynchronous.start(),
    close: () => {
      asynchronous.close();
      for (const guard of guards) clearTimeout(guard);
    },
    call: async (operation, input, caller) => {
      const perform = operations.get(operation);
      if (perform === undefined) throw new AwsError('UnknownOperationException', `Lambda ${operation} is not modelled`);
      return perform(model, input, caller);
    },
  };

  const asynchronous = new Asynchronous({
    store: options.store,
    clock,
    configs,
    destinations: options.destinations,
    find: model.find,
    run: model.runInTime,
    isShut: (functionName) => deployed.has(nameOf(functionName)) && concurrency.of(model.find(functionName)) === 0,
    newRequestId: () => entropy.uuid(),
    count,
  });
  return model;
}

/** "The sampling method … is the sum": a call that Lambda refuses is a throttle or nothing, never an invocation. */
function countAnswer(count: LambdaCounter, name: string, result: InvocationResult, durationMillis: number): void {
  count('Invocations', name, 1);
  count('Errors', name, result.kind === 'failed' ? 1 : 0);
  count('Throttles', name, 0);
  count('Duration', name, durationMillis);
}

const nameOf = (functionName: string): string => parseFunctionName(functionName)?.name ?? '';

/** A name that starts with `Lambda.` is an error of the service; any other is thrown by the function. */
function refuseInvocation({ name, message }: { readonly name: string; readonly message: string }): InvocationResult {
  if (name.startsWith('Lambda.')) throw new AwsError(name.slice('Lambda.'.length), message, 500);
  return failure(name, message, []);
}

function notFound(name: string, { region, account }: LambdaOptions): AwsError {
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
}

/** An environment that exited, or whose module does not load, is not used again. */
const isReusable = (outcome: Outcome): boolean =>
  outcome.kind === 'returned' || !outcome.errorType.startsWith('Runtime.');

/** All functions' code as one compiled program. */
export type Bundler = (functions: readonly LambdaFunction[], projectRoot: string) => Promise<Bundled>;
export interface Bundled {
  readonly compiled: CompiledProgram;
  readonly entries: ReadonlyMap<string, Entry>;
}

async function bundleAfresh(functions: readonly LambdaFunction[], projectRoot: string): Promise<Bundled> {
  const { program, entries } = await bundleHandlers(functions, projectRoot);
  return { compiled: compile(program, projectRoot), entries };
}

async function bundled(functions: readonly LambdaFunction[], options: LambdaOptions): Promise<readonly Deployed[]> {
  if (functions.length === 0) return [];
  const { compiled, entries } = await (options.bundler ?? bundleAfresh)(functions, options.projectRoot);
  return functions.map((fn) => {
    const entry = entries.get(fn.name);
    if (entry === undefined) throw new BundleError(`${fn.name} has no code`);
    return { fn, compiled, entry };
  });
}

function createEnvironment(deployed: Deployed, options: LambdaOptions, logs: LogWriter): Leased {
  const { fn, compiled, entry } = deployed;
  const line = new Lifeline();
  const logGroupName = logGroupOf(fn);
  const sdk = directClientConfig(
    {
      router: whileAlive(line, options.router),
      caller: { kind: 'function', name: fn.name },
      nextRequestId: () => options.entropy.uuid(),
      onHang: () => line.hang(),
    },
    options.region,
  );
  const environment: Environment = new Environment(fn, compiled, entry, sdk, options, (requestId, text) => {
    const { logStreamName } = environment;
    logs.write({ functionName: fn.name, requestId, logGroupName, logStreamName, time: options.clock.now(), text });
  });
  return { environment, line };
}

/** H2. The calls of an environment that was cut off are not carried out, and never answered. */
function whileAlive(line: Lifeline, router: Router): Router {
  const never = () => new Promise<never>(() => undefined);
  return {
    undisturbed: () => router.undisturbed(),
    watched: () => router.watched(),
    route: (call) => (line.alive ? router.route(call) : never()),
    call: (...call) => (line.alive ? router.call(...call) : never()),
  };
}
