/** The laws of every saga, whatever its business. */
import type { Invariant } from '../invariant';
import { boundedWork } from './bounded-work';
import { compensationComplete } from './compensation-complete';
import { durability } from './durability';
import { effectOnce } from './effect-once';
import { ended } from './ended';
import { expectedEnd } from './expected-end';
import { fenceMonotone } from './fence-monotone';
import { history } from './history';
import { idempotency } from './idempotency';
import { ledgerTrue } from './ledger-true';
import { messageBalance } from './message-balance';
import { noWayBack } from './no-way-back';
import { outbox } from './outbox';
import { peopleInNeed } from './people-in-need';
import { privacy } from './privacy';
import { recoveryIdempotent } from './recovery-idempotent';
import { reverseOrder } from './reverse-order';
import { sameAnswer } from './same-answer';
import { streamIsState } from './stream-is-state';
import { undoingGoesOn } from './undoing-goes-on';

export const sagaLaws: readonly Invariant[] = [
  ended,
  compensationComplete,
  fenceMonotone,
  effectOnce,
  reverseOrder,
  noWayBack,
  outbox,
  idempotency,
  durability,
  history,
  streamIsState,
  messageBalance,
  privacy,
  boundedWork,
  recoveryIdempotent,
  ledgerTrue,
  expectedEnd,
  peopleInNeed,
  sameAnswer,
  undoingGoesOn,
];
