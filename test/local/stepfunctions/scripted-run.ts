/** Runs a machine through the pure interpreter: task results come from a script, time jumps from timer to timer. */
import type { StateMachineDefinition } from '../../../lib/asl/language';
import { epochMillis, type Json } from '../../../lib/units';
import { seededEntropy } from '../../../local/entropy';
import type { HistoryEvent } from '../../../local/stepfunctions/history/event';
import { advance } from '../../../local/stepfunctions/interpreter/advance';
import { branchAt, type Pending } from '../../../local/stepfunctions/interpreter/awaited';
import { newRun, type Run } from '../../../local/stepfunctions/interpreter/execution';
import {
  type EndedFrame,
  type Ending,
  type Frame,
  NEW_FRAME,
  type NewFrame,
} from '../../../local/stepfunctions/interpreter/frame';
import { compileMachine } from '../../../local/stepfunctions/interpreter/machine';
import type { Signal } from '../../../local/stepfunctions/interpreter/signal';

/** `never`: the task does not answer, and only its own limits end it. */
export type ScriptedResult = { readonly return: Json } | { readonly error: string; readonly cause?: string } | 'never';

export interface Script {
  /** By state, in the order of the attempts; the last one is repeated. */
  readonly [state: string]: readonly ScriptedResult[];
}

export interface ScriptedRun {
  readonly events: readonly HistoryEvent[];
  /** Undefined when the execution still waits and nothing is to come. */
  readonly ending: Ending | undefined;
  /** Every frame on the way. */
  readonly frames: readonly Frame[];
}

export const START = epochMillis(Date.UTC(2026, 0, 1));
const MAX_STEPS = 10_000;

export function aRun(definition: StateMachineDefinition, input: Json): Run {
  const home = 'arn:aws:states:us-east-1:000000000000';
  return newRun(compileMachine(definition), {
    executionArn: `${home}:execution:Machine:run-1`,
    name: 'run-1',
    stateMachineArn: `${home}:stateMachine:Machine`,
    stateMachineName: 'Machine',
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    region: 'us-east-1',
    inputText: JSON.stringify(input),
    input,
    startTime: START,
    maxSeconds: null,
  });
}

interface Due {
  readonly time: number;
  readonly order: number;
  readonly ticket: number;
  readonly signal: Signal;
}

/** Takes up a run that ended without success; its events are those that follow. */
export function redriveScripted(run: Run, { frames }: ScriptedRun, script: Script): ScriptedRun {
  const ended = frames.at(-1);
  if (ended?.kind !== 'ended') throw new Error('the run has not ended');
  return runScripted(run, script, undefined, undefined, ended);
}

/** `between` stands between any two steps: what it answers is the frame that the next step is given. */
export function runScripted(
  run: Run,
  script: Script,
  between: (frame: Frame) => Frame = (frame) => frame,
  chance = seededEntropy(1),
  from: NewFrame | EndedFrame = NEW_FRAME,
): ScriptedRun {
  const attempts = new Map<string, number>();
  const events: HistoryEvent[] = [];
  const frames: Frame[] = [from];
  const first: Signal = { kind: from.kind === 'new' ? 'start' : 'redrive' };
  let due: Due[] = [{ time: START, order: 0, ticket: -1, signal: first }];
  let frame: Frame = from;
  for (let order = 1; due.length > 0 && order < MAX_STEPS; order++) {
    const next = due.reduce((first, other) => (isBefore(other, first) ? other : first));
    due = due.filter((other) => other !== next);
    const step = advance(run, between(frame), next.signal, epochMillis(next.time), chance);
    frame = step.frame;
    frames.push(frame);
    events.push(...step.events);
    for (const command of step.commands) {
      if (command.kind === 'forget') due = due.filter(({ ticket }) => ticket !== command.ticket);
      else if (command.kind !== 'cancel' && command.kind !== 'startMapRun' && command.kind !== 'redriveMapRun') {
        due.push(...followUp(command, next.time, order, frame, script, attempts));
      }
    }
    if (frame.kind === 'ended') return { events, ending: frame.ending, frames };
    if (next.signal === first && frame.kind === 'running' && frame.deadline !== null) {
      due.push({ time: frame.deadline, order, ticket: 0, signal: { kind: 'deadline' } });
    }
  }
  return { events, ending: undefined, frames };
}

const isBefore = (a: Due, b: Due) => a.time < b.time || (a.time === b.time && a.order < b.order);

function followUp(
  command: Pending,
  now: number,
  order: number,
  frame: Frame,
  script: Script,
  attempts: Map<string, number>,
): readonly Due[] {
  const { at, ticket } = command;
  if (command.kind === 'wake') {
    const { reason, time } = command;
    return [{ time, order, ticket, signal: { kind: 'woken', at, ticket, reason } }];
  }
  if (command.kind === 'await') throw new Error('the script has no jobs');
  const state = frame.kind === 'running' ? (branchAt(frame, at)?.state ?? '') : '';
  const attempt = attempts.get(state) ?? 0;
  attempts.set(state, attempt + 1);
  const results = script[state] ?? [];
  const result = results[Math.min(attempt, results.length - 1)];
  if (result === undefined) throw new Error(`the script has no result for '${state}'`);
  if (result === 'never') return [];
  const signal: Signal =
    'return' in result
      ? { kind: 'taskSucceeded', at, ticket, output: result.return, text: JSON.stringify(result.return) }
      : { kind: 'taskFailed', at, ticket, error: result.error, cause: result.cause ?? null };
  return [{ time: now, order, ticket, signal }];
}

/** `6<5 TaskStateExited Reserve`: id, the event it links back to, type, and the state or iteration it names. */
export function signatureOf(event: HistoryEvent): string {
  const named = event.stateEnteredEventDetails ?? event.stateExitedEventDetails;
  const iteration = Object.entries(event).find(([field]) => field.startsWith('mapIteration'))?.[1];
  const about = named?.name ?? (isIteration(iteration) ? `${iteration.index}` : '');
  return `${event.id}<${event.previousEventId} ${event.type} ${about}`.trim();
}

const isIteration = (details: unknown): details is { readonly index: number } =>
  typeof details === 'object' && details !== null && 'index' in details;
