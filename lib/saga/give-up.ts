/**
 * Giving up on a function whose event was tried often enough, so that its saga still ends and says how.
 *
 * G1. Whatever the function has done, or another has decided, stands: the fence is asked in the same transaction.
 * G2. An action that never ran is fenced for good, and its failure is told, which starts the undoing of what came before.
 * G3. A compensation that fails for good is parked for a person, with its event and the reason, and what else has to be
 *     undone is undone all the same.
 * G4. An action past the point of no return is parked, too: nothing is undone, since nothing may be.
 * G5. A parked step is open for as long as its fence is as the parking found it. Whoever then does what was given up,
 *     be it a late delivery or a person who has the event delivered again, settles it by that alone.
 */
import type { EpochMillis } from '../units';
import type { Envelope } from './envelope';
import type { FenceKey } from './fence';
import { outboxRecords } from './outbox';
import { type FenceChange, type ParticipantStore, type Transaction, tombstone } from './participant';
import type { DomainEvent } from './rule';
import type { RowKey, Write } from './write';

export type GivenUp =
  /** G2 */
  | 'failed'
  /** G3, G4 */
  | 'parked'
  /** The action never ran and now never may, which is told. */
  | 'nothingToUndo'
  /** G1 */
  | 'alreadyDecided';

export interface Abandoned {
  readonly key: FenceKey;
  readonly functionName: string;
  /** What it did not act on. */
  readonly envelope: Envelope;
  /** What is known of the reason, for a person. */
  readonly why: string;
  readonly at: EpochMillis;
}

/** Each commit that finds the fence changed under it makes one more necessary; a fence changes twice at the most. */
const MAX_COMMITS = 4;

/** G2 */
export async function giveUpAction(
  store: ParticipantStore,
  abandoned: Abandoned,
  failure: readonly DomainEvent[],
): Promise<GivenUp> {
  const outcome = await store.commit(bury(abandoned, failure));
  if (outcome.kind === 'committed') return 'failed';
  if (outcome.kind === 'fenceFound' && outcome.fence !== undefined) return 'alreadyDecided';
  throw unsettled(abandoned);
}

/**
 * G3
 * @param parked what is told with the parking
 * @param nothing what is told where there is nothing to undo
 */
export async function giveUpCompensation(
  store: ParticipantStore,
  abandoned: Abandoned,
  { parked, nothing }: { readonly parked: readonly DomainEvent[]; readonly nothing: readonly DomainEvent[] },
): Promise<GivenUp> {
  for (let commits = 0; commits < MAX_COMMITS; commits += 2) {
    const parking = await store.commit(park(abandoned, 'APPLIED', parked));
    if (parking.kind === 'committed' || parking.kind === 'writeRefused') return 'parked';
    if (parking.kind === 'fenceFound' && parking.fence !== undefined) return 'alreadyDecided';
    const burial = await store.commit(bury(abandoned, nothing));
    if (burial.kind === 'committed') return 'nothingToUndo';
  }
  throw unsettled(abandoned);
}

/** G4 */
export async function giveUpRetriable(store: ParticipantStore, abandoned: Abandoned): Promise<GivenUp> {
  const outcome = await store.commit(park(abandoned, 'nothing', []));
  if (outcome.kind === 'committed' || outcome.kind === 'writeRefused') return 'parked';
  if (outcome.kind === 'fenceFound' && outcome.fence !== undefined) return 'alreadyDecided';
  throw unsettled(abandoned);
}

/** Where a parked step waits for a person. */
export const parkKey = ({ sagaId, step }: FenceKey): RowKey => ({ pk: `saga#${sagaId}`, sk: `park#${step}` });

function park(
  abandoned: Abandoned,
  found: Extract<FenceChange, { kind: 'expect' }>['found'],
  events: readonly DomainEvent[],
): Transaction {
  const { key, functionName, envelope, why, at } = abandoned;
  const row: Write = {
    kind: 'insert',
    key: parkKey(key),
    row: {
      sagaId: key.sagaId,
      step: key.step,
      function: functionName,
      // G5
      fence: found,
      why,
      parkedAt: at,
      event: { ...envelope },
    },
  };
  return { key, fence: { kind: 'expect', found }, writes: [row], outbox: told(abandoned, events) };
}

const bury = (abandoned: Abandoned, events: readonly DomainEvent[]): Transaction => ({
  ...tombstone(abandoned.key, abandoned.at),
  outbox: told(abandoned, events),
});

/** Under ids of their own: the function may yet run, once someone resumes it, and tell its own. */
function told({ key, functionName, envelope, at }: Abandoned, events: readonly DomainEvent[]) {
  return outboxRecords(events, {
    sagaId: key.sagaId,
    functionName: `${functionName}.gaveUp`,
    at,
    style: envelope.style,
    eventId: envelope.id,
  });
}

const unsettled = ({ functionName, key }: Abandoned): Error =>
  new Error(`giving up '${functionName}' of saga '${key.sagaId}' did not settle; it will be tried again`);
