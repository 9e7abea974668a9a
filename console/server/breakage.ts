/** What was broken on purpose: the faults of the model, and the buses that were stopped from here. */
import type { JsonObject } from '../../lib/units';
import type { Fault, FaultSpec } from '../../local/faults';
import type { Local } from '../../local/start';
import type { Break, BreakRequest, Breaks } from '../api';
import { fieldCount, fieldOneOf, fieldOptional, fieldText } from './asked';
import type { Places } from './places';
import { Refused } from './refused';

const KINDS: readonly BreakRequest['kind'][] = ['notApplied', 'replyLost', 'late', 'slow', 'duplicate', 'busStopped'];
const MAX_TIMES = 1_000_000;
const MAX_DELAY_MILLIS = 24 * 60 * 60 * 1000;
const BUS = 'bus-';

export class Breakage {
  private readonly stopped = new Map<string, string>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly local: Pick<Local, 'faults' | 'world'>,
    private readonly places: Places,
  ) {}

  /** Told when something was broken or mended from here. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  list(): Breaks {
    const buses = Array.from(this.stopped, ([bus, label]): Break => {
      const text = `the bus ${label} takes no events`;
      return { id: `${BUS}${bus}`, kind: 'busStopped', text, struck: 0, isOver: false };
    });
    return { active: [...this.local.faults.list().map((fault) => this.shown(fault)), ...buses] };
  }

  /** @throws Refused */
  add(body: JsonObject): void {
    const kind = fieldOneOf(body, 'kind', KINDS);
    if (kind === 'busStopped') this.stopBus(fieldText(body, 'bus'));
    else this.local.faults.add(this.specOf(kind, body));
    this.changed();
  }

  /** One, or all. @throws Refused */
  clear(id: string | undefined): void {
    const { faults, world } = this.local;
    const resume = (bus: string) => {
      world.services.events.resume(bus);
      this.stopped.delete(bus);
    };
    if (id === undefined) {
      faults.clear();
      for (const bus of [...this.stopped.keys()]) resume(bus);
    } else if (this.stopped.has(id.slice(BUS.length)) && id.startsWith(BUS)) resume(id.slice(BUS.length));
    else if (faults.list().some((fault) => fault.id === id)) faults.remove(id);
    else throw new Refused(404, `there is no fault '${id}' any more`);
    this.changed();
  }

  private stopBus(bus: string): void {
    if (this.places.stackOf('bus', bus) === null) throw new Refused(404, `there is no bus '${bus}'`);
    this.local.world.services.events.pause(bus);
    this.stopped.set(bus, this.places.labelOf('bus', bus));
  }

  private specOf(kind: Exclude<BreakRequest['kind'], 'busStopped'>, body: JsonObject): FaultSpec {
    const functionName = fieldText(body, 'functionName');
    const { lambda } = this.local.world.services;
    if (!lambda.functions().some(({ name }) => name === functionName)) {
      throw new Refused(404, `there is no function '${functionName}'`);
    }
    const answersForItself = kind === 'slow' || kind === 'duplicate';
    const isDelayed = kind === 'slow' || (kind === 'late' && body.delayMillis !== undefined);
    return {
      target: { service: 'lambda', operation: 'Invoke', resource: functionName },
      kind,
      error: answersForItself
        ? { name: '', message: '' }
        : { name: fieldText(body, 'error'), message: fieldOptional(body, 'message') ?? 'broken on purpose' },
      times: body.times === null ? Number.POSITIVE_INFINITY : fieldCount(body, 'times', MAX_TIMES),
      ...(isDelayed ? { delayMillis: fieldCount(body, 'delayMillis', MAX_DELAY_MILLIS) } : {}),
    };
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }

  private shown(fault: Fault): Break {
    const { id, kind, target, struck, times = 1 } = fault;
    const isOurs = target.service === 'lambda' && target.operation === 'Invoke';
    const what = isOurs
      ? (this.places.sagaFunctionOf(target.resource ?? '') ?? this.places.labelOf('function', target.resource ?? ''))
      : `${target.service} ${target.operation}${target.resource === undefined ? '' : ` of ${target.resource}`}`;
    const left = times - struck;
    const { calls, areMany } = callsLeft(left);
    const text = `${calls} of ${what} ${WORDS[kind](fault, areMany)}`;
    return { id, kind: isOurs ? kind : 'other', text, struck, isOver: left <= 0 };
  }
}

const nameOf = ({ error }: Fault): string => (error === 'never' ? 'no reply at all' : error.name);
const secondsOf = ({ delayMillis = 0 }: Fault): string => `${delayMillis / 1000} s`;

/** What the sentence is of, and whether that is many. */
function callsLeft(left: number): { readonly calls: string; readonly areMany: boolean } {
  if (left === Number.POSITIVE_INFINITY) return { calls: 'every call', areMany: false };
  if (left === 1) return { calls: 'the next call', areMany: false };
  return { calls: left <= 0 ? 'no more calls' : `the next ${left} calls`, areMany: true };
}

const WORDS: { readonly [kind in Fault['kind']]: (fault: Fault, areMany: boolean) => string } = {
  notApplied: (fault, areMany) => `${areMany ? 'fail before they run' : 'fails before it runs'}: ${nameOf(fault)}`,
  replyLost: (fault, areMany) => `${areMany ? 'fail after they ran' : 'fails after it ran'}: ${nameOf(fault)}`,
  late: (fault, areMany) =>
    `${areMany ? 'fail, and run' : 'fails, and runs'} ${secondsOf(fault)} later all the same: ${nameOf(fault)}`,
  slow: (fault, areMany) => `${areMany ? 'run' : 'runs'} ${secondsOf(fault)} late`,
  duplicate: (_, areMany) => `${areMany ? 'run' : 'runs'} twice`,
};
