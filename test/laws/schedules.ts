/**
 * Every order in which the commits of several calls can reach one table, and every instant at which a call can die.
 * Calls run in this process; each waits before a commit until the schedule lets it go on.
 */
import type { CommitOutcome, ParticipantStore, Transaction } from '../../lib/saga/participant';
import type { MemoryParticipantStore } from '../fakes/memory-participant-store';

export type CallEnd<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'threw'; readonly error: string }
  | { readonly kind: 'died' };

export interface Call<T> {
  readonly name: string;
  readonly run: (store: ParticipantStore) => Promise<T>;
}

/** What happens at one point of a schedule: a call commits; or dies before its commit; or after, so the reply is lost. */
interface Move {
  readonly call: number;
  readonly how: 'commit' | 'dieBefore' | 'dieAfter';
}

interface Turn {
  readonly moves: readonly Move[];
  readonly chosen: number;
}

/** Of the microtask queue, between two commits of a call. */
const MAX_TICKS = 1_000;

/** Which of `count` possible moves comes next. */
export type Choose = (count: number, turn: number) => number;

/** Runs the calls in the order that `choose` says, with at most `deaths` of them dying. */
export async function runSchedule<T>(
  store: MemoryParticipantStore,
  calls: readonly Call<T>[],
  choose: Choose,
  deaths: number,
): Promise<{
  readonly ends: readonly CallEnd<T>[];
  readonly turns: readonly Turn[];
  readonly story: readonly string[];
}> {
  const running = calls.map((call) => new RunningCall(call, store));
  const turns: Turn[] = [];
  let deathsLeft = deaths;
  for (;;) {
    const waiting = await waitingCalls(running);
    if (waiting.length === 0) break;
    const hows: readonly Move['how'][] = deathsLeft > 0 ? ['commit', 'dieBefore', 'dieAfter'] : ['commit'];
    const moves = hows.flatMap((how) => waiting.map((call): Move => ({ call, how })));
    const chosen = choose(moves.length, turns.length);
    const move = moves[chosen];
    if (move === undefined) throw new RangeError(`there are ${moves.length} moves, not ${chosen + 1}`);
    if (move.how !== 'commit') deathsLeft--;
    turns.push({ moves, chosen });
    running[move.call]?.go(move.how);
  }
  const story = turns.map(({ moves, chosen }) => `${calls[moves[chosen]?.call ?? 0]?.name} ${moves[chosen]?.how}`);
  return { ends: running.map(({ end }) => end ?? { kind: 'died' }), turns, story };
}

/** Runs every schedule there is, each over what `prepare` makes; answers how many there were. */
export async function everySchedule<T>(
  prepare: () => { readonly store: MemoryParticipantStore; readonly calls: readonly Call<T>[] },
  deaths: number,
  check: (ends: readonly CallEnd<T>[], store: MemoryParticipantStore, story: readonly string[]) => void | Promise<void>,
): Promise<number> {
  let prefix: readonly number[] | undefined = [];
  let count = 0;
  while (prefix !== undefined) {
    const given: readonly number[] = prefix;
    const { store, calls } = prepare();
    const { ends, turns, story } = await runSchedule(store, calls, (_, turn) => given[turn] ?? 0, deaths);
    await check(ends, store, story);
    prefix = nextPrefix(turns);
    count++;
  }
  return count;
}

/** The next branch not yet taken, deepest first. */
function nextPrefix(turns: readonly Turn[]): readonly number[] | undefined {
  const last = turns.findLastIndex(({ moves, chosen }) => chosen + 1 < moves.length);
  return last < 0
    ? undefined
    : turns.slice(0, last + 1).map(({ chosen }, turn) => (turn === last ? chosen + 1 : chosen));
}

/** The indices of the calls that wait to commit, once every call waits or has ended. */
async function waitingCalls<T>(running: readonly RunningCall<T>[]): Promise<readonly number[]> {
  for (let ticks = 0; running.some((call) => call.isBusy); ticks++) {
    if (ticks === MAX_TICKS) throw new Error('a call waits for something other than its commit');
    await Promise.resolve();
  }
  return running.flatMap((call, index) => (call.isWaiting ? [index] : []));
}

class RunningCall<T> {
  end: CallEnd<T> | undefined;
  private pending: { readonly transaction: Transaction; readonly reply: (outcome: CommitOutcome) => void } | undefined;

  constructor(
    { run }: Call<T>,
    private readonly store: MemoryParticipantStore,
  ) {
    const commit = (transaction: Transaction) =>
      new Promise<CommitOutcome>((reply) => {
        this.pending = { transaction, reply };
      });
    run({ commit }).then(
      (answer) => {
        this.end = { kind: 'answered', answer };
      },
      (error: Error) => {
        this.end = { kind: 'threw', error: error.name };
      },
    );
  }

  get isWaiting(): boolean {
    return this.end === undefined && this.pending !== undefined;
  }

  get isBusy(): boolean {
    return this.end === undefined && this.pending === undefined;
  }

  go(how: Move['how']): void {
    const { pending } = this;
    if (pending === undefined) throw new Error('the call does not wait');
    const outcome = how === 'dieBefore' ? undefined : this.store.commitNow(pending.transaction);
    if (how === 'commit' && outcome !== undefined) {
      this.pending = undefined;
      pending.reply(outcome);
    } else {
      this.end = { kind: 'died' };
    }
  }
}
