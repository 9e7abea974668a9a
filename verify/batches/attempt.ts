/**
 * One invocation of a batch's function, request by request: what may become of each, with and without a fault.
 *
 * A fault stands for the one that all tries of the SDK could not mend: its error is one after which no client tries again.
 */
import type { JsonObject } from '../../lib/units';
import type { InvocationResult } from '../../local/lambda/invocation';
import { AwsError } from '../../local/service';
import type { Call, Participants, Reply, Request, Standing } from '../one-step/participants';
import type { Rows } from '../one-step/tables';

/** What becomes of one request. */
export interface Answer {
  readonly title: string;
  readonly isFault: boolean;
  readonly isCarriedOut: boolean;
  /** False: the caller gets an error, whatever was done. */
  readonly isHeard: boolean;
  /** Of the entries of PutEvents that are not taken though the call is answered: their numbers. */
  readonly refused: readonly number[];
}

const WELL: Answer = { title: 'is carried out', isFault: false, isCarriedOut: true, isHeard: true, refused: [] };
const FAULTS: readonly Answer[] = [
  { title: 'fails, and nothing was done', isFault: true, isCarriedOut: false, isHeard: false, refused: [] },
  { title: 'fails, though it was carried out', isFault: true, isCarriedOut: true, isHeard: false, refused: [] },
];

export function answersTo(request: Request, mayFail: boolean): readonly Answer[] {
  if (!mayFail) return [WELL];
  const entries = entriesOf(request);
  const refusals = Array.from({ length: 2 ** entries.length - 1 }, (_, subset) => {
    const refused = entries.flatMap((_, index) => (((subset + 1) >> index) & 1 ? [index] : []));
    const title = `takes all of its ${entries.length} entries but ${refused.map((index) => index + 1).join(' and ')}`;
    return { title, isFault: true, isCarriedOut: true, isHeard: true, refused };
  });
  return [WELL, ...FAULTS, ...refusals];
}

export interface Carried {
  readonly rows: Rows;
  /** Ids of the events that the bus took. */
  readonly published: readonly string[];
  readonly reply: Reply;
}

const FAILED: Reply = { kind: 'refused', error: new AwsError('AccessDeniedException', 'a fault of the search') };

export async function carriedOut(
  participants: Participants,
  rows: Rows,
  request: Request,
  answer: Answer = WELL,
): Promise<Carried> {
  if (!answer.isCarriedOut) return { rows, published: [], reply: FAILED };
  if (request.operation !== 'PutEvents') {
    const done = await participants.carryOut(rows, request);
    return { rows: done.rows, published: [], reply: answer.isHeard ? done.reply : FAILED };
  }
  const entries = entriesOf(request);
  const published = entries.flatMap((entry, index) => (answer.refused.includes(index) ? [] : [idOf(entry)]));
  return { rows, published, reply: answer.isHeard ? replyOf(entries, answer.refused) : FAILED };
}

/** An invocation from its beginning to its end, with nothing going wrong. */
export async function wholly(
  participants: Participants,
  rows: Rows,
  call: Call,
): Promise<{ readonly rows: Rows; readonly published: readonly string[] }> {
  const published: string[] = [];
  let after = rows;
  let progress = await participants.stand(call);
  while (progress.standing.kind === 'asks') {
    const done = await carriedOut(participants, after, progress.standing.request);
    after = done.rows;
    published.push(...done.published);
    progress = await participants.stand(call, [...progress.replies, done.reply]);
  }
  return { rows: after, published };
}

/** What the poller hears; a function that is lost, or out of time, is one that failed. */
export function resultOf(standing: Standing): InvocationResult {
  return standing.kind === 'answered' ? { kind: 'returned', payload: standing.payload } : LOST;
}

export const LOST: InvocationResult = {
  kind: 'failed',
  errorType: 'Sandbox.Timedout',
  errorMessage: 'Task timed out',
  payload: '{}',
};

const entriesOf = ({ operation, input }: Request): readonly JsonObject[] =>
  operation === 'PutEvents' ? (input.Entries as readonly JsonObject[]) : [];

const idOf = ({ Detail }: JsonObject): string => String((JSON.parse(String(Detail)) as JsonObject).id);

function replyOf(entries: readonly JsonObject[], refused: readonly number[]): Reply {
  const Entries = entries.map(
    (_, index): JsonObject =>
      refused.includes(index) ? { ErrorCode: 'InternalFailure', ErrorMessage: '' } : { EventId: `event-${index}` },
  );
  return { kind: 'answered', output: { FailedEntryCount: refused.length, Entries } };
}
