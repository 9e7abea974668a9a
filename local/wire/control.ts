/** The model's own endpoints, under `/_backstep/`: health, outputs, idle, clock, faults. JSON in and out. */
import type { EpochMillis, Json, JsonObject } from '../../lib/units';
import type { VirtualClock, VirtualMode } from '../clock';
import type { FaultKind, FaultList, FaultReply, FaultSpec } from '../faults';
import type { ServiceName } from '../service';
import { messageOf, type WireReply, type WireRequest } from './message';

export interface Control {
  /** Whether waits take their time, or are skipped. */
  readonly clock: 'real' | 'virtual';
  /** The model's time. */
  now(): EpochMillis;
  /** Of a model on virtual time. */
  readonly virtualClock: VirtualClock | undefined;
  readonly faults: FaultList;
  /** Resolves when the templates are loaded; nothing is answered before. */
  loaded(): Promise<void>;
  /** Resolves when the model is quiet. */
  idle(): Promise<void>;
  outputs(): { readonly [stack: string]: { readonly [key: string]: string } };
}

const PREFIX = '/_backstep/';
export const isControlPath = (path: string) => path.startsWith(PREFIX);

type Endpoint = (control: Control, body: string) => unknown;

const ENDPOINTS: { readonly [methodAndPath: string]: Endpoint | undefined } = {
  'GET health': (control) => ({ status: 'ok', clock: control.clock, now: control.now() }),
  'GET outputs': (control) => control.outputs(),
  'GET idle': async (control) => {
    await control.idle();
    return {};
  },
  'GET clock': ({ virtualClock }) => clockState(virtualOf(virtualClock)),
  'POST clock': ({ virtualClock }, body) => moveClock(virtualOf(virtualClock), JSON.parse(body)),
  'GET faults': ({ faults }) => ({ faults: faults.list() }),
  'POST faults': ({ faults }, body) => faults.add(faultSpecOf(JSON.parse(body))),
  'DELETE faults': ({ faults }) => {
    faults.clear();
    return {};
  },
};

export async function answerControl(
  control: Control,
  { method, path, headers, body }: WireRequest,
): Promise<WireReply> {
  const endpoint = ENDPOINTS[`${method} ${path.slice(PREFIX.length)}`];
  if (endpoint === undefined) return json(404, { message: `there is no ${method} ${path}` });
  // Browsers send other types across sites without asking first.
  if (method === 'POST' && !/^application\/json\b/.test(headers['content-type'] ?? '')) {
    return json(415, { message: 'send Content-Type: application/json' });
  }
  await control.loaded();
  try {
    return json(200, await endpoint(control, body));
  } catch (error) {
    return json(400, { message: messageOf(error) });
  }
}

function json(statusCode: number, body: unknown): WireReply {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(`${JSON.stringify(body)}\n`),
  };
}

function virtualOf(clock: VirtualClock | undefined): VirtualClock {
  if (clock !== undefined) return clock;
  throw new Error('the model runs on real time; start it with --clock virtual to move its clock');
}

/** `{"advanceMillis": 900000}`, `{"mode": "hold"}` or `{"mode": "skip"}`. Answers once what came due has settled. */
async function moveClock(clock: VirtualClock, value: Json): Promise<JsonObject> {
  const { advanceMillis, mode } = objectOf(value, 'a move of the clock');
  if ((advanceMillis === undefined) === (mode === undefined)) throw new TypeError('give advanceMillis or mode');
  if (advanceMillis !== undefined) await clock.advance(countOf(advanceMillis, 'advanceMillis'));
  else if (oneOf(MODES, mode, 'mode') === 'hold') clock.pause();
  else clock.resume();
  return clockState(clock);
}

const MODES: readonly VirtualMode[] = ['skip', 'hold'];
const clockState = (clock: VirtualClock) => ({ time: new Date(clock.now()).toISOString(), mode: clock.mode });

const KINDS: readonly FaultKind[] = ['notApplied', 'replyLost', 'late', 'slow', 'duplicate'];
/** Of calls that answer for themselves. */
const NO_ERROR: FaultReply = { name: '', message: '' };
const SERVICES: readonly ServiceName[] = [
  'dynamodb',
  'stepfunctions',
  'lambda',
  'events',
  'sqs',
  'streams',
  'cloudwatch',
  'sns',
  'logs',
];

/** A fault from JSON, where `"times": null` stands for every call. Throws an error that says what is wrong. */
export function faultSpecOf(value: Json): FaultSpec {
  const spec = objectOf(value, 'a fault');
  const target = objectOf(spec.target, 'target');
  const resource = target.resource === undefined ? {} : { resource: textOf(target.resource, 'target.resource') };
  const service = oneOf(SERVICES, target.service, 'target.service');
  const operation = textOf(target.operation, 'target.operation');
  const kind = oneOf(KINDS, spec.kind, 'kind');
  const isHeard = kind === 'slow' || kind === 'duplicate';
  return {
    target: { service, operation, ...resource },
    kind,
    error: isHeard ? NO_ERROR : replyOf(spec.error),
    ...(spec.times === undefined ? {} : { times: spec.times === null ? Infinity : countOf(spec.times, 'times') }),
    ...(spec.skip === undefined ? {} : { skip: countOf(spec.skip, 'skip') }),
    ...(spec.delayMillis === undefined ? {} : { delayMillis: countOf(spec.delayMillis, 'delayMillis') }),
  };
}

function replyOf(value: Json | undefined): FaultReply {
  if (value === 'never') return value;
  const { name, message } = objectOf(value, "error (or the text 'never')");
  return { name: textOf(name, 'error.name'), message: message === undefined ? '' : textOf(message, 'error.message') };
}

function objectOf(value: Json | undefined, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new TypeError(`${what} must be an object, not ${JSON.stringify(value)}`);
}

function textOf(value: Json | undefined, what: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${what} must be text, not ${JSON.stringify(value)}`);
}

function countOf(value: Json, what: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new TypeError(`${what} must be a whole number from 0, not ${JSON.stringify(value)}`);
}

function oneOf<T extends string>(allowed: readonly T[], value: Json | undefined, what: string): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new TypeError(`${what} must be one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`);
}
