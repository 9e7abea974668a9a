/**
 * One step of a saga, asked to act, asked again, asked late, and asked to undo, and to undo again, at the same time: every
 * interleaving of the requests that these calls send to the step's table.
 *
 * A call that goes on no more is one that died, or whose last reply was lost: since the laws hold in every state, and not in
 * the last ones alone, they hold whoever dies where.
 */
import type { JsonObject } from '../../lib/units';
import type { Space } from '../search';
import type { Call, Participants, Progress } from './participants';
import { shortener } from './shortener';
import type { Rows } from './tables';

export interface StepState {
  readonly rows: Rows;
  /** In the order of the calls. */
  readonly calls: readonly Progress[];
}

/** Whose turn it is: the call of this number. */
export type Turn = number;

export interface SagaCall extends Call {
  readonly saga: string;
}

export async function interleavings(
  participants: Participants,
  rows: Rows,
  calls: readonly SagaCall[],
  check: Space<StepState, Turn>['check'],
): Promise<Space<StepState, Turn>> {
  const short = shortener();
  return {
    start: { rows, calls: await standingsOf(participants, calls) },
    moves: (state) => waiting(state),
    async next(state, turn) {
      const { call, progress } = at(calls, state, turn);
      if (progress.standing.kind !== 'asks') throw new Error(`'${call.title}' asks for nothing`);
      const { rows: after, reply } = await participants.carryOut(state.rows, progress.standing.request);
      const next = await participants.stand(call, [...progress.replies, reply]);
      return { rows: after, calls: state.calls.with(turn, next) };
    },
    keyOf: (state) => [state.rows.key, ...state.calls.map(({ key }) => key)].map(short).join(' '),
    tell: (turn, before, after) => `${calls[turn]?.title}: ${told(before.calls[turn], after.calls[turn])}`,
    check,
  };
}

/** What a call asked, what it was told, and what it ended with if that was its last request. */
function told(before: Progress | undefined, after: Progress | undefined): string {
  const asked = before?.standing.kind === 'asks' ? before.standing.request.operation : '';
  const reply = after?.replies.at(-1);
  const outcome = reply?.kind === 'refused' ? `is refused with ${reply.error.code}` : 'is carried out';
  return `${asked} ${outcome}${endTold(after)}`;
}

function endTold(progress: Progress | undefined): string {
  switch (progress?.standing.kind) {
    case 'answered':
      return `; it answers ${progress.standing.payload}`;
    case 'failed':
      return `; it fails with ${progress.standing.error}`;
    default:
      return '';
  }
}

/** As `interleavings`, where each call is made from its beginning to its end before another begins. */
export async function oneAfterTheOther(
  participants: Participants,
  rows: Rows,
  calls: readonly SagaCall[],
  seen: (rows: Rows) => void,
): Promise<Space<StepState, Turn>> {
  const space = await interleavings(participants, rows, calls, ({ rows: found }) => {
    seen(found);
    return [];
  });
  return {
    ...space,
    async next(state, turn) {
      let next = await space.next(state, turn);
      while (next.calls[turn]?.standing.kind === 'asks') next = await space.next(next, turn);
      return next;
    },
  };
}

/** Made from its beginning to its end, while no other is; `result` is undefined where it failed. */
export async function made(
  participants: Participants,
  rows: Rows,
  call: Call,
): Promise<{ readonly rows: Rows; readonly result: JsonObject | undefined }> {
  let after = rows;
  let progress = await participants.stand(call);
  while (progress.standing.kind === 'asks') {
    const done = await participants.carryOut(after, progress.standing.request);
    after = done.rows;
    progress = await participants.stand(call, [...progress.replies, done.reply]);
  }
  const { standing } = progress;
  return {
    rows: after,
    result: standing.kind === 'answered' ? (JSON.parse(standing.payload) as JsonObject) : undefined,
  };
}

async function standingsOf(participants: Participants, calls: readonly Call[]): Promise<readonly Progress[]> {
  const standings: Progress[] = [];
  for (const call of calls) standings.push(await participants.stand(call));
  return standings;
}

const waiting = ({ calls }: StepState): readonly Turn[] =>
  calls.flatMap(({ standing }, turn) => (standing.kind === 'asks' ? [turn] : []));

function at(calls: readonly SagaCall[], state: StepState, turn: Turn) {
  const [call, progress] = [calls[turn], state.calls[turn]];
  if (call === undefined || progress === undefined) throw new RangeError(`there is no call ${turn}`);
  return { call, progress };
}
