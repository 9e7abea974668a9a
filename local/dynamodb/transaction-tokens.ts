/**
 * Client request tokens of TransactWriteItems: the same token and request within ten minutes is the same call.
 * Source: DynamoDB API Reference, TransactWriteItems, "ClientRequestToken": "valid for 10 minutes after the first
 * request that uses it is completed".
 *
 * The SDK sends a token with every transaction, so tokens live in the store, not in memory, by generations of ten
 * minutes: a valid one is in the present generation or the one before, and older ones go a few at a time.
 *
 *   |-- generation 7 --|-- generation 8 --|-- generation 9 --
 *            used ^.......valid.......^ here a token of 7 has expired
 */
import type { Clock } from '../../lib/units';
import { AwsError } from '../service';
import { type Change, type Key, keyOf, type Store } from '../store/store';

export const TOKEN_LIFETIME_MILLIS = 10 * 60 * 1000;
/** Old tokens deleted with each new one: more than one, so that they become fewer. */
const DELETED_AT_ONCE = 4;

interface Token {
  readonly request: number;
  /** Epoch milliseconds. */
  readonly completedAt: number;
}

const PLACE = keyOf('dynamodb', 'token');

export class TransactionTokens {
  /** The generation before which nothing is left. */
  private cleanBefore = 0;

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** Whether this very request has been done already; refuses another one under its token. */
  isReplay(token: string, request: number): boolean {
    const now = this.clock.now();
    const known = this.find(token, generationOf(now)) ?? this.find(token, generationOf(now) - 1);
    if (known === undefined || now - known.completedAt >= TOKEN_LIFETIME_MILLIS) return false;
    if (known.request === request) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    );
  }

  /** What to commit with the transaction: its token, and the end of a few old ones. */
  remember(token: string, request: number): readonly Change[] {
    const completedAt = this.clock.now();
    const generation = generationOf(completedAt);
    const value: Token = { request, completedAt };
    return [{ kind: 'put', key: tokenKey(generation, token), value }, ...this.forgetBefore(generation - 1)];
  }

  private find(token: string, generation: number): Token | undefined {
    return this.store.get(tokenKey(generation, token)) as Token | undefined;
  }

  private forgetBefore(generation: number): readonly Change[] {
    if (this.cleanBefore >= generation) return [];
    const forgotten: Change[] = [];
    for (const [key] of this.store.range({ from: `${PLACE}\u0000`, to: generationStart(generation) })) {
      forgotten.push({ kind: 'delete', key });
      if (forgotten.length === DELETED_AT_ONCE) return forgotten;
    }
    this.cleanBefore = generation;
    return forgotten;
  }
}

const generationOf = (time: number) => Math.floor(time / TOKEN_LIFETIME_MILLIS);
/** In hex, eight digits: text order is number order. */
const generationStart = (generation: number): Key => `${PLACE}\u0000${generation.toString(16).padStart(8, '0')}`;
const tokenKey = (generation: number, token: string): Key => `${generationStart(generation)}\u0000${keyOf(token)}`;
