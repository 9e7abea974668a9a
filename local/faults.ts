/**
 * Faults on purpose, at the border of a service. Each comes in three kinds: the request never arrived; it was carried
 * out and the reply was lost; the error came first and the request was carried out afterwards.
 */
import { epochMillis, type JsonObject } from '../lib/units';
import type { LocalClock } from './clock';
import type { Caller, ServiceName } from './service';

export interface FaultTarget {
  readonly service: ServiceName;
  readonly operation: string;
  /** A table's, function's or state machine's name or ARN; any resource if left out. */
  readonly resource?: string;
}

/**
 * `notApplied`: answered without running. `replyLost`: run to the end, then answered. `late`: answered at once, and run
 * `delayMillis` later. The others have no use for the error, since the call answers for itself: `slow` runs `delayMillis`
 * later, `duplicate` runs twice, one after the other, and the first is heard.
 */
export type FaultKind = 'notApplied' | 'replyLost' | 'late' | 'slow' | 'duplicate';

/** `never`: no reply comes at all, and only the caller's own time-out ends the wait. */
export type FaultReply = { readonly name: string; readonly message: string } | 'never';

export interface FaultSpec {
  readonly target: FaultTarget;
  readonly kind: FaultKind;
  readonly error: FaultReply;
  /** @default 1; `Infinity` for every call */
  readonly times?: number;
  /** Matching calls that pass before the first fault. @default 0 */
  readonly skip?: number;
  /** For `late` and `slow`, on the model's clock. @default 0 */
  readonly delayMillis?: number;
}

/** `struck` counts the calls it has changed, `seen` those it matched. */
export interface Fault extends FaultSpec {
  readonly id: string;
  readonly seen: number;
  readonly struck: number;
}

export interface CallSite {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: JsonObject;
  /** Who calls, where that is known: whoever has a function invoked is not. */
  readonly caller?: Caller;
  /** Of an invocation: the event as JSON text. */
  readonly payload?: string;
}

/** Stands before every call and decides what becomes of it: it may run it, later or twice, or answer in its place. */
export type Interceptor = <T>(site: CallSite, ways: Ways<T>) => Promise<T>;

export interface Ways<T> {
  run(): Promise<T>;
  /** Answers the error as this border writes it, or throws it. */
  refuse(error: { readonly name: string; readonly message: string }): T;
  readonly onHang?: (() => void) | undefined;
}

/** More than any test sets; a list that only grows is a leak. */
const MAX_FAULTS = 10_000;

export class FaultList {
  private readonly faults: { spec: FaultSpec; id: string; seen: number; struck: number }[] = [];
  private nextId = 1;
  private interceptor: Interceptor | undefined;

  constructor(private readonly clock: LocalClock) {}

  get any(): boolean {
    return this.faults.length > 0;
  }

  get watched(): boolean {
    return this.interceptor !== undefined;
  }

  add(spec: FaultSpec): Fault {
    if (this.faults.length >= MAX_FAULTS) throw new RangeError(`more than ${MAX_FAULTS} faults; clear them first`);
    const entry = { spec, id: String(this.nextId++), seen: 0, struck: 0 };
    this.faults.push(entry);
    return view(entry);
  }

  list(): readonly Fault[] {
    return this.faults.map(view);
  }

  clear(): void {
    this.faults.length = 0;
  }

  /** Takes one away; harmless where there is none. */
  remove(id: string): void {
    const index = this.faults.findIndex((fault) => fault.id === id);
    if (index >= 0) this.faults.splice(index, 1);
  }

  /** One at a time, before the faults of the list; `undefined` takes it away. */
  intercept(interceptor: Interceptor | undefined): void {
    this.interceptor = interceptor;
  }

  /** Runs the call, or does to it what the first fault says that matches and has strikes left. */
  around<T>(site: CallSite, ways: Ways<T>): Promise<T> {
    if (this.interceptor === undefined) return this.struck(site, ways);
    return this.interceptor(site, { ...ways, run: () => this.struck(site, ways) });
  }

  private struck<T>(site: CallSite, ways: Ways<T>): Promise<T> {
    const spec = this.faults.length === 0 ? undefined : this.strike(site);
    return spec === undefined ? ways.run() : this.perform(spec, ways);
  }

  private strike(site: CallSite): FaultSpec | undefined {
    for (const fault of this.faults) {
      const { spec } = fault;
      if (!matches(spec.target, site)) continue;
      fault.seen++;
      if (fault.seen <= (spec.skip ?? 0) || fault.struck >= (spec.times ?? 1)) continue;
      fault.struck++;
      return spec;
    }
    return undefined;
  }

  private async perform<T>({ kind, error, delayMillis = 0 }: FaultSpec, ways: Ways<T>): Promise<T> {
    const due = epochMillis(this.clock.now() + delayMillis);
    if (kind === 'slow') {
      await new Promise<void>((resolve) => this.clock.at(due, resolve));
      return ways.run();
    }
    if (kind === 'duplicate') {
      const first = ways.run();
      await settled(first);
      await settled(ways.run());
      return first;
    }
    if (kind === 'replyLost') await settled(ways.run());
    if (kind === 'late') this.clock.at(due, () => void settled(ways.run()));
    if (error !== 'never') return ways.refuse(error);
    ways.onHang?.();
    return new Promise<T>(() => undefined);
  }
}

/** What came of a request whose reply nobody hears is nobody's business. */
const settled = async (work: Promise<unknown>): Promise<void> => {
  await work.then(
    () => undefined,
    () => undefined,
  );
};

const view = ({ spec, id, seen, struck }: { spec: FaultSpec; id: string; seen: number; struck: number }): Fault => ({
  ...spec,
  id,
  seen,
  struck,
});

function matches(target: FaultTarget, { service, operation, input }: CallSite): boolean {
  if (target.service !== service || target.operation !== operation) return false;
  return target.resource === undefined || names(input, target.resource);
}

const RESOURCE_FIELDS = [
  'TableName',
  'FunctionName',
  'stateMachineArn',
  'executionArn',
  'QueueUrl',
  'EventBusName',
  'TopicArn',
];

/** Whether the input, or an entry of a transaction or batch in it, names the resource. */
function names(input: JsonObject, resource: string): boolean {
  for (const [field, value] of Object.entries(input)) {
    if (typeof value === 'string') {
      if (RESOURCE_FIELDS.includes(field) && lastNameOf(value) === lastNameOf(resource)) return true;
    } else if (field === 'TransactItems' || field === 'RequestItems' || field === 'Entries') {
      if (mentions(value, lastNameOf(resource))) return true;
    }
  }
  return false;
}

function mentions(value: unknown, resource: string): boolean {
  if (Array.isArray(value)) return value.some((entry) => mentions(entry, resource));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([field, inner]) => {
    if (field === resource) return true;
    if (typeof inner === 'string') return RESOURCE_FIELDS.includes(field) && lastNameOf(inner) === resource;
    return ['Put', 'Update', 'Delete', 'Get', 'ConditionCheck'].includes(field) && mentions(inner, resource);
  });
}

const lastNameOf = (nameOrArn: string) =>
  nameOrArn.startsWith('arn:') || nameOrArn.includes('/') ? (nameOrArn.split(/[:/]/).at(-1) ?? '') : nameOrArn;
