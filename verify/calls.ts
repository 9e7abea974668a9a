/**
 * Stands before every call of a run: records it, counts its place, and does to it what the schedule says.
 *
 * C1. A place is a function, an operation and how many of these came before; it depends on nothing else of the run.
 * C2. What a lost process was still doing is heard of no more.
 * C3. Calls that are still to be carried out are part of the run: it has not come to rest before them.
 * C4. Calls that begin in one turn of the event loop are made in the order of their names, not of their arrival: whether a
 *     function was cold, and took a few promises more, changes nothing.
 */
import { assertNever, epochMillis, type JsonObject } from '../lib/units';
import type { VirtualClock } from '../local/clock';
import type { CallSite, Interceptor, Ways } from '../local/faults';
import { AwsError } from '../local/service';
import type { CallOutcome, CallSeen, DeliverySeen } from './observed';
import type { CallPosition, ErrorReply, Fault, Schedule } from './schedule';

type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { readonly kind: Kind }>;
type PlacedFault = Exclude<Fault, FaultOf<'crash' | 'flaw'>>;

/** What a fault asks of the stage beside the call. */
export type Act = (fault: FaultOf<'stop' | 'operator' | 'deploy' | 'delete' | 'sweep'>) => Promise<void>;

/** No run needs so many; one that makes more runs in circles. */
export const MAX_CALLS = 4_000;

interface Recorded {
  at: CallPosition;
  time: CallSeen['time'];
  input: JsonObject;
  struck: boolean;
  outcome: CallOutcome;
}

export class Calls {
  private recorded: Recorded[] = [];
  private readonly counts = new Map<string, number>();
  private faults: readonly PlacedFault[] = [];
  private waiting: Waiting[] = [];
  private generation = 0;
  private pending = 0;
  private isOn = false;
  private whenDone: (() => void)[] = [];
  private overrun: () => void = () => undefined;

  constructor(
    private readonly clock: VirtualClock,
    /** The name in the stack of a function by its physical name. */
    private readonly nameOf: (physical: string) => string,
    private readonly act: Act,
  ) {}

  begin(schedule: Schedule, overrun: () => void): void {
    this.recorded = [];
    this.counts.clear();
    this.faults = schedule.filter((fault): fault is PlacedFault => fault.kind !== 'crash' && fault.kind !== 'flaw');
    this.isOn = true;
    this.pending = 0;
    this.overrun = overrun;
  }

  end(): void {
    this.isOn = false;
    this.faults = [];
  }

  /** From here on nothing goes wrong any more. */
  stopFaults(): void {
    this.faults = [];
  }

  /** C2 */
  lose(): void {
    this.generation++;
    this.pending = 0;
    this.waiting = [];
  }

  get calls(): readonly CallSeen[] {
    return this.recorded;
  }

  get deliveries(): readonly DeliverySeen[] {
    return this.recorded.flatMap(deliveryOf);
  }

  get isSettled(): boolean {
    return this.pending === 0;
  }

  /** C3. Resolves when no call is left that waits for its time. */
  async settled(): Promise<void> {
    while (this.pending > 0) await new Promise<void>((resolve) => this.whenDone.push(resolve));
  }

  readonly intercept: Interceptor = <T>(site: CallSite, ways: Ways<T>): Promise<T> => {
    if (!this.isOn) return ways.run();
    return this.turnOf(site).then(() => this.make(site, ways));
  };

  /** C4 */
  private turnOf(site: CallSite): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({ site, name: this.nameOfCall(site), resolve });
      if (this.waiting.length > 1) return;
      const turn = new Promise<void>((over) =>
        setImmediate(() => {
          for (const next of this.waiting.splice(0).sort(inOrder)) next.resolve();
          over();
        }),
      );
      void this.clock.busy(turn);
    });
  }

  private make<T>(site: CallSite, ways: Ways<T>): Promise<T> {
    const call = this.record(site);
    const fault = this.faultAt(call.at);
    const { generation } = this;
    const work = fault === undefined ? ways.run() : this.perform(fault, call, ways);
    return work.then(
      (answer) => {
        if (generation !== this.generation) return new Promise<never>(() => undefined);
        call.outcome = answered(site, answer);
        return answer;
      },
      (error: unknown) => {
        if (generation !== this.generation) return new Promise<never>(() => undefined);
        call.outcome = refusedBy(error);
        throw error;
      },
    );
  }

  private nameOfCall({ service, operation, input, caller }: CallSite): string {
    return `${this.functionOf(service, operation, input, caller)}:${service}.${operation}`;
  }

  private record({ service, operation, input, caller, payload }: CallSite): Recorded {
    const fn = this.functionOf(service, operation, input, caller);
    const key = `${fn}:${service}.${operation}`;
    const nth = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, nth);
    const event = payload === undefined ? input : (JSON.parse(payload) as JsonObject);
    const call: Recorded = {
      at: { service, operation, function: fn, nth },
      time: this.clock.now(),
      input: event,
      struck: false,
      outcome: { kind: 'pending' },
    };
    this.recorded.push(call);
    if (this.recorded.length === MAX_CALLS) this.overrun();
    return call;
  }

  private functionOf(service: string, operation: string, input: JsonObject, caller: CallSite['caller']): string {
    if (service === 'lambda' && operation === 'Invoke') return this.nameOf(String(input.FunctionName));
    if (caller === undefined || caller.kind === 'client') return 'client';
    return caller.kind === 'stateMachine' ? 'machine' : this.nameOf(caller.name);
  }

  private faultAt({ service, operation, function: fn, nth }: CallPosition): PlacedFault | undefined {
    return this.faults.find((fault) => {
      const { at } = fault;
      if (at.service !== service || at.operation !== operation || at.function !== fn) return false;
      const times = fault.kind === 'call' ? (fault.times ?? 1) : 1;
      return nth >= at.nth && nth < at.nth + times;
    });
  }

  private async perform<T>(fault: PlacedFault, call: Recorded, ways: Ways<T>): Promise<T> {
    call.struck = true;
    switch (fault.kind) {
      case 'call':
        return this.fail(fault, call, ways);
      case 'duplicate': {
        if (fault.delayMillis > 0) {
          this.later(fault.delayMillis, ways);
          return ways.run();
        }
        await quietly(ways.run());
        return ways.run();
      }
      case 'delay': {
        ways.onHang?.();
        await this.wait(fault.delayMillis);
        return ways.run();
      }
      case 'clock':
        this.clock.leap(fault.jumpMillis);
        return ways.run();
      case 'stop':
      case 'operator':
      case 'delete':
        this.beside(this.act(fault));
        return ways.run();
      case 'deploy':
        // Code is bundled in real time, of which a run must not depend.
        await this.clock.busy(this.act(fault));
        return ways.run();
      case 'sweep':
        this.beside(this.wait(fault.afterMillis).then(() => this.act(fault)));
        return ways.run();
      default:
        return assertNever(fault);
    }
  }

  private async fail<T>(fault: FaultOf<'call'>, { at }: Recorded, ways: Ways<T>): Promise<T> {
    if (fault.how === 'replyLost') await quietly(ways.run());
    if (fault.how === 'late') this.later(fault.delayMillis ?? 0, ways);
    if (fault.error.name === HANG) {
      ways.onHang?.();
      return new Promise<never>(() => undefined);
    }
    if (at.service === 'lambda' && at.operation === 'Invoke') return ways.refuse(fault.error);
    throw errorOf(fault.error);
  }

  private later<T>(delayMillis: number, ways: Ways<T>): void {
    this.beside(this.wait(delayMillis).then(() => ways.run()));
  }

  private wait(delayMillis: number): Promise<void> {
    const { generation } = this;
    this.pending++;
    return new Promise((resolve) => {
      this.clock.at(epochMillis(this.clock.now() + delayMillis), () => {
        if (generation === this.generation) this.done();
        resolve();
      });
    });
  }

  private beside(work: Promise<unknown>): void {
    const { generation } = this;
    this.pending++;
    void quietly(work).then(() => {
      if (generation === this.generation) this.done();
    });
  }

  private done(): void {
    this.pending--;
    if (this.pending === 0) for (const resolve of this.whenDone.splice(0)) resolve();
  }
}

interface Waiting {
  readonly site: CallSite;
  readonly name: string;
  readonly resolve: () => void;
}

/** Calls of one name by what they carry. */
function inOrder(one: Waiting, other: Waiting): number {
  if (one.name !== other.name) return one.name < other.name ? -1 : 1;
  const [text, otherText] = [one, other].map(({ site }) => site.payload ?? JSON.stringify(site.input));
  return text === otherText ? 0 : String(text) < String(otherText) ? -1 : 1;
}

/** In place of an error's name: no reply comes at all. */
export const HANG = 'never';

/** What came of a request whose reply nobody hears is nobody's business. */
const quietly = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );

/** Amazon DynamoDB API Reference, "TransactWriteItems": the reasons stand in the order of the request's items. */
function errorOf({ name, message }: ErrorReply): AwsError {
  const [code = name, reason] = name.split(':');
  const status = SERVER_ERRORS.has(code) ? 500 : 400;
  if (reason === undefined) return new AwsError(code, message, status);
  return new AwsError(code, message, status, { CancellationReasons: [{ Code: reason, Message: message }] });
}

const SERVER_ERRORS = new Set(['InternalServerError', 'InternalFailure', 'InternalException', 'ServiceUnavailable']);

function answered({ service, operation }: CallSite, answer: unknown): CallOutcome {
  const output = answer as JsonObject;
  if (service !== 'lambda' || operation !== 'Invoke') return { kind: 'answered', output };
  const { kind, payload, errorType, errorMessage } = output;
  if (kind === 'failed') return { kind: 'refused', error: String(errorType), message: String(errorMessage) };
  return { kind: 'answered', output: { Payload: JSON.parse(String(payload)) } };
}

function refusedBy(error: unknown): CallOutcome {
  if (error instanceof AwsError) return { kind: 'refused', error: error.code, message: error.message };
  const [name, message] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
  return { kind: 'refused', error: name, message };
}

function deliveryOf({ at, input, time, outcome }: CallSeen): readonly DeliverySeen[] {
  const { detail } = input;
  if (typeof detail !== 'object' || detail === null || !('sagaId' in detail)) return [];
  const { id, type } = detail as JsonObject;
  const ended = outcome.kind === 'answered' ? 'well' : 'badly';
  return [{ function: at.function, id: String(id), type: String(type), time, ended }];
}
