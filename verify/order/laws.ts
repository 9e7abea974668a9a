/** The laws of the order's own business, beside those of every saga. */
import type { Invariant } from '../invariant';
import { effectsTold } from './effects-told';
import { money } from './money';
import { noStuckLock } from './no-stuck-lock';
import { orderTruth } from './order-truth';
import { reactionsOnce } from './reactions-once';
import { stock } from './stock';

export const orderLaws: readonly Invariant[] = [money, stock, orderTruth, effectsTold, reactionsOnce, noStuckLock];
