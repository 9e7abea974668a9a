/**
 * Hashes of a run: times count from its beginning, so that the same run on another day has the same hash; ids of requests
 * are left out.
 */
import { createHash } from 'node:crypto';
import type { Observed } from './observed';
import type { Gathered } from './run-watch';
import { positionText } from './schedule';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Milliseconds and seconds since 1970, and dates, in JSON text. */
const TIMES = /\b[12]\d{12}\b|\b[12]\d{9}\b|\b20\d\d-\d\d-\d\d(?:T[\d:.]+Z)?/g;

/** Counted (run-entropy.ts), those of cold functions among them. */
const IDS = /[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}/g;

function relative(text: string, began: number): string {
  return text.replace(IDS, 'id').replace(TIMES, (time) => {
    if (time.includes('-')) return `@${Date.parse(time) - began}`;
    return time.length === 13 ? `@${Number(time) - began}` : `@${Number(time) - Math.floor(began / 1000)}s`;
  });
}

/** Of what is durable: the ledger's records and the services' rows. */
export function stateHashOf({ sagas, tables }: Gathered, began: number): string {
  return hash(relative(JSON.stringify([sagas, tables]), began));
}

export function traceHashOf(observed: Observed, began: number): string {
  const { calls, answers, executions, sagas, tables, millis, sweeps, commits } = observed;
  const told = [
    calls.map(({ at, time, struck, outcome }) => [
      positionText(at),
      time - began,
      struck,
      outcome.kind,
      outcome.kind === 'refused' ? outcome.error : '',
    ]),
    answers,
    executions.map(({ name, status, error, history }) => [name, status, error, history.map(({ type }) => type)]),
    sagas,
    tables,
    [millis, sweeps, commits],
  ];
  return hash(relative(JSON.stringify(told), began));
}

/** Without ids, times and counts. */
export function endHashOf({ sagas, tables, executions, deadLetters, isQuiet }: Observed): string {
  const rows = Object.values(tables).flatMap((items) =>
    items.map(({ sk, status, kind, type }) => [sk, status ?? kind ?? '', type ?? ''].join(' ')),
  );
  const ends = sagas.map(({ state, steps, compensations }) => [
    state,
    Object.entries(steps).map(([step, { outcome }]) => [step, outcome]),
    Object.entries(compensations).map(([step, { outcome }]) => [step, outcome]),
  ]);
  const runs = executions.map(({ machine, status, error }) => [machine, status, error]);
  return hash(JSON.stringify([ends, rows.sort(), runs, deadLetters.length, isQuiet]));
}
