import type { Invariant } from '../invariant';

export const recoveryIdempotent: Invariant = {
  name: 'I21 recovery idempotent',
  law: 'Sweeping and recovering once more changes nothing.',
  check: ({ stateHash, stateHashAgain }) =>
    stateHash === stateHashAgain
      ? []
      : ['what is kept changed when everything had ended and the sweepers ran once more'],
};
