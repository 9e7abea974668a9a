/** The local model put together: a store, a clock, the services, the templates loaded into them, and the ways in. */
import { join, resolve } from 'node:path';
import type { Json } from '../lib/units';
import { type LocalClock, SystemClock, VirtualClock } from './clock';
import { createDynamoDBElsewhere, type DynamoDBElsewhere } from './elsewhere/dynamodb';
import { endpointOf } from './elsewhere/json-endpoint';
import { type Entropy, systemEntropy } from './entropy';
import type { ScheduleMode } from './events/schedule/schedules';
import { FaultList } from './faults';
import type { LambdaFunction } from './lambda/function';
import { parseFunctionName } from './lambda/function-name';
import type { KeptEnvironments } from './lambda/kept-environments';
import type { Bundler } from './lambda/lambda';
import type { LogListener } from './lambda/logs';
import { CLIENT, type Service } from './service';
import { createServices, type Services, type WorldServices } from './services';
import type { MockConfig } from './stepfunctions/mocks/mock-config';
import { createFolderObjects } from './stepfunctions/objects/folder-objects';
import type { Objects } from './stepfunctions/objects/objects';
import { LmdbStore } from './store/lmdb';
import { MemoryStore } from './store/memory';
import type { Store } from './store/store';
import { readAssembly, readStack } from './template/assembly';
import { type LoadedStacks, loadStacks, type NotModelled, type Resource } from './template/load';
import type { Stack } from './template/template';
import { type DirectClientConfig, directClientConfig } from './wire/direct';
import { outsideRouter } from './wire/outside';
import type { Pages } from './wire/pages';
import { createRouter, type Router } from './wire/router';
import { listen, type WireServer } from './wire/server';

export interface WorldOptions {
  /** The folder that `cdk synth` wrote; its stacks load before `templates`. */
  readonly cdkOut?: string;
  /** Paths of CloudFormation templates in JSON, or stacks as objects. */
  readonly templates?: readonly (string | Stack)[];
  /** Values for parameters of any stack, over the templates' defaults. */
  readonly parameters?: { readonly [name: string]: Json };
  /** What the functions' source files are relative to. @default the working directory */
  readonly projectRoot?: string;
  /** Where state is kept. @default in memory */
  readonly dataDir?: string;
  /** In place of `dataDir`: a store of the caller's, who also closes it. */
  readonly store?: Store;
  /** With any but the system's clock, handlers see the model's time and chance. @default the system's */
  readonly clock?: LocalClock;
  /** @default the system's */
  readonly entropy?: Entropy;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default '000000000000' */
  readonly account?: string;
  /** Opens a port at once; 0 takes a free one. @default no port */
  readonly port?: number;
  /** Told of every line that a function writes. */
  readonly onLog?: LogListener;
  /** @default 'clock'; 'manual' on a clock that skips idle time, where a schedule would never rest */
  readonly schedules?: ScheduleMode;
  /**
   * A folder of folders: the buckets that distributed Map states read items from and write results to.
   * @default `objects` in `dataDir`; in memory without one
   */
  readonly objectsDir?: string;
  /**
   * How long a table is CREATING, UPDATING or DELETING by the model's clock, so that code that does not wait for ACTIVE
   * fails as it does on AWS. Tables of the templates are ACTIVE once these are loaded. @default 0: at once
   */
  readonly tableTransitionMillis?: number;
  /** The endpoint of an emulator that does DynamoDB in place of the model. @default the model does it */
  readonly dynamodbEndpoint?: string;
  /** Test cases that executions of state machines can be started with. @default none */
  readonly mockConfig?: MockConfig;
  /** How functions become a program. @default each deployment bundles their sources */
  readonly bundler?: Bundler;
  /** Environments of functions to take over from the model before, and to leave to the next. @default none */
  readonly environments?: KeptEnvironments;
}

export interface World {
  readonly region: string;
  readonly account: string;
  readonly clock: LocalClock;
  readonly store: Store;
  readonly faults: FaultList;
  readonly services: WorldServices;
  /** By stack and key. */
  readonly outputs: LoadedStacks['outputs'];
  readonly resources: readonly Resource[];
  /** What the templates ask for and the model does not do. */
  readonly notModelled: readonly NotModelled[];
  /** `http://127.0.0.1:<port>` once a port is open. */
  readonly endpoint: string | undefined;
  /** Opens a port for clients of other processes, and answers the endpoint. Throws `PortInUse`. */
  listen(port?: number): Promise<string>;
  /** What the port serves beside the protocols, from now on. */
  serve(pages: Pages): void;
  /** For official clients in this process: no network, no signing. */
  clientConfig(): DirectClientConfig;
  /**
   * Resolves when no step of an execution, no delivery, no batch of an event source mapping and no asynchronous
   * invocation is under way or due at the present time; on a clock that skips idle time, when nothing is left to come
   * but the next runs of schedules.
   */
  idle(): Promise<void>;
  /** Settles when everything that has happened so far is on disk. What clients are answered is on disk already. */
  durable(): Promise<void>;
  /** Reads the templates again: state stays, machines and functions are replaced, and nothing is deleted. */
  reload(): Promise<void>;
  /** Ends timers, connections and the store; calls afterwards are refused. */
  close(): Promise<void>;
}

export type { WorldServices };

/** Throws `TemplateError`, `BundleError`, `StoreUnusable`, `PortInUse` or `EndpointError`. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const store = options.store ?? (options.dataDir === undefined ? new MemoryStore() : LmdbStore.open(options.dataDir));
  const world = new LocalWorld(options, store);
  try {
    // Queue URLs name the port, so it is open first; calls wait until the templates are loaded.
    if (options.port !== undefined) await world.listen(options.port);
    // Where nothing answers, that is the error, and not what is loaded first.
    if (options.dynamodbEndpoint !== undefined) await world.services.dynamodb.call('ListTables', {}, CLIENT);
    await world.reload();
    return world;
  } catch (error) {
    await world.close();
    throw error;
  }
}

function objectsOf({ dataDir, objectsDir }: WorldOptions): Objects | undefined {
  const folder = objectsDir ?? (dataDir === undefined ? undefined : join(dataDir, 'objects'));
  return folder === undefined ? undefined : createFolderObjects(folder);
}

const elsewhereOf = (
  { dynamodbEndpoint }: WorldOptions,
  place: { readonly region: string; readonly clock: LocalClock },
): DynamoDBElsewhere | undefined =>
  dynamodbEndpoint === undefined
    ? undefined
    : createDynamoDBElsewhere({ endpoint: endpointOf(dynamodbEndpoint), ...place });

class LocalWorld implements World {
  readonly region: string;
  readonly account: string;
  readonly clock: LocalClock;
  readonly faults: FaultList;
  private readonly all: Services;
  private readonly elsewhere: DynamoDBElsewhere | undefined;
  private readonly entropy: Entropy;
  private readonly projectRoot: string;
  private readonly router: Router;
  private readonly outside: Router;
  private readonly loadedOnce: Promise<void>;
  private markLoaded: () => void = () => undefined;
  /** While tables of the templates are made. */
  private isLoading = true;
  private loaded: LoadedStacks = { resources: [], notModelled: [], outputs: {} };
  private server: WireServer | undefined;
  private pages: Pages | undefined;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly options: WorldOptions,
    readonly store: Store,
  ) {
    const { region = 'us-east-1', account = '000000000000', clock = new SystemClock() } = options;
    this.region = region;
    this.account = account;
    this.clock = clock;
    this.entropy = options.entropy ?? systemEntropy;
    this.projectRoot = resolve(options.projectRoot ?? '.');
    this.faults = new FaultList(clock);
    this.loadedOnce = new Promise((done) => {
      this.markLoaded = done;
    });
    const services: { [Name in keyof WorldServices]?: Service } = {};
    const route = createRouter(services, this.faults, (site, error) => this.all.refused(site, error));
    this.router = {
      undisturbed: () => route.undisturbed(),
      watched: () => route.watched(),
      route: (call) => (this.closing === undefined ? route.route(call) : Promise.reject(closedError())),
      call: (...call) => (this.closing === undefined ? route.call(...call) : Promise.reject(closedError())),
    };
    this.outside = outsideRouter(this.router, () => this.durable());
    this.elsewhere = elsewhereOf(options, { region, clock });
    this.all = this.createServices();
    Object.assign(services, this.all.services);
    if (options.onLog !== undefined) this.services.lambda.logs.subscribe(options.onLog);
  }

  get services() {
    return this.all.services;
  }

  get outputs() {
    return this.loaded.outputs;
  }

  get resources() {
    return this.loaded.resources;
  }

  get notModelled() {
    return this.loaded.notModelled;
  }

  get endpoint() {
    return this.server?.url;
  }

  async reload(): Promise<void> {
    const functions: LambdaFunction[] = [];
    const waiting: (() => Promise<void>)[] = [];
    const { region, account, projectRoot } = this;
    const target = {
      region,
      account,
      projectRoot,
      addFunction: (fn: LambdaFunction) => void functions.push(fn),
      hasFunction: (name: string) => functions.some((fn) => fn.name === parseFunctionName(name)?.name),
      whenDeployed: (work: () => Promise<void>) => void waiting.push(work),
      ...this.services,
    };
    this.isLoading = true;
    this.loaded = await loadStacks(stacksOf(this.options), target).finally(() => {
      this.isLoading = false;
    });
    await this.services.lambda.deploy(functions);
    for (const work of waiting) await work();
    this.all.start();
    this.markLoaded();
  }

  async idle(): Promise<void> {
    await this.all.idle();
    await this.durable();
  }

  durable(): Promise<void> {
    return this.clock.busy(this.store.durable());
  }

  async listen(port = 0): Promise<string> {
    if (this.closing !== undefined) throw closedError();
    if (this.server !== undefined) throw new Error(`the local model listens at ${this.server.url} already`);
    const clock = this.clock instanceof SystemClock ? 'real' : 'virtual';
    const control = {
      clock,
      now: () => this.clock.now(),
      virtualClock: this.clock instanceof VirtualClock ? this.clock : undefined,
      faults: this.faults,
      loaded: () => this.loadedOnce,
      idle: () => this.idle(),
      outputs: () => this.outputs,
    } as const;
    const router: Router = { ...this.outside, route: (call) => this.loadedOnce.then(() => this.outside.route(call)) };
    const nextRequestId = () => this.entropy.uuid();
    this.server = await listen(port, { router, control, nextRequestId, pages: () => this.pages });
    return this.server.url;
  }

  serve(pages: Pages): void {
    this.pages = pages;
  }

  clientConfig(): DirectClientConfig {
    const nextRequestId = () => this.entropy.uuid();
    return directClientConfig({ router: this.outside, caller: CLIENT, nextRequestId }, this.region);
  }

  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    await this.server?.close();
    this.all.close();
    this.elsewhere?.close();
    if (this.options.clock === undefined) this.clock.stop();
    if (this.options.store === undefined) await this.store.close();
  }

  private createServices(): Services {
    const { store, clock, entropy, region, account, faults, projectRoot, router } = this;
    return createServices({
      store,
      clock,
      entropy,
      region,
      account,
      faults,
      projectRoot,
      router,
      schedules: this.options.schedules,
      mockConfig: this.options.mockConfig,
      objects: objectsOf(this.options),
      dynamodb: this.elsewhere,
      tableTransitionMillis: () => (this.isLoading ? 0 : (this.options.tableTransitionMillis ?? 0)),
      bundler: this.options.bundler,
      environments: this.options.environments,
      endpoint: () => this.endpoint,
    });
  }
}

function stacksOf({ cdkOut, templates = [], parameters = {} }: WorldOptions): readonly Stack[] {
  const stacks = [
    ...(cdkOut === undefined ? [] : readAssembly(cdkOut)),
    ...templates.map((template) => (typeof template === 'string' ? readStack(template) : template)),
  ];
  return stacks.map((stack) => ({ ...stack, parameters: { ...stack.parameters, ...parameters } }));
}

const closedError = () => new Error('the local model is closed; create another');
