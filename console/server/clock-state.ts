/** The model's clock, as the page shows it and moves it. */
import type { JsonObject } from '../../lib/units';
import { SystemClock, VirtualClock } from '../../local/clock';
import type { Local } from '../../local/start';
import type { ClockState } from '../api';
import { fieldCount, fieldOneOf } from './asked';
import { Refused } from './refused';

/** A year. */
const MAX_ADVANCE_MILLIS = 366 * 24 * 60 * 60 * 1000;

export function clockOf({ clock }: Pick<Local, 'clock'>): ClockState {
  const now = clock.now();
  if (clock instanceof SystemClock || !(clock instanceof VirtualClock)) return { kind: 'real', mode: 'real', now };
  return { kind: 'virtual', mode: clock.mode, now };
}

/** @throws Refused */
export async function moveClock({ clock }: Pick<Local, 'clock'>, body: JsonObject): Promise<void> {
  if (!(clock instanceof VirtualClock)) {
    throw new Refused(409, 'the model runs on real time; start it with --clock virtual to move its clock');
  }
  const kind = fieldOneOf(body, 'kind', ['advance', 'mode']);
  if (kind === 'advance') return clock.advance(fieldCount(body, 'millis', MAX_ADVANCE_MILLIS));
  if (fieldOneOf(body, 'mode', ['skip', 'hold']) === 'hold') clock.pause();
  else clock.resume();
}
