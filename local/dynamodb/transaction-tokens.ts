/**
 * Client request tokens of TransactWriteItems: the same token and request within ten minutes is the same call.
 * Source: DynamoDB API Reference, TransactWriteItems, "ClientRequestToken": "valid for 10 minutes after the first
 * request that uses it is completed".
 */
import type { Clock } from '../../lib/units';
import { AwsError } from '../service';
import { type Change, type Key, keyOf, type Store, within } from '../store/store';

export const TOKEN_LIFETIME_MILLIS = 10 * 60 * 1000;

interface Token {
  /** Digest of the request. */
  readonly request: string;
  readonly completedAt: number;
}

export class TransactionTokens {
  /** In the order of completion. */
  private readonly tokens: Map<string, Token>;

  constructor(
    store: Store,
    private readonly clock: Clock,
  ) {
    const { from, to } = within('dynamodb', 'token');
    const stored = [...store.range({ from, to })].map(
      ([key, value]) => [key.slice(from.length), value as Token] as const,
    );
    this.tokens = new Map(stored.sort(([, a], [, b]) => a.completedAt - b.completedAt));
  }

  /** Whether this very request has been done already; refuses another one under its token. */
  isReplay(token: string, request: string): boolean {
    const known = this.tokens.get(keyPart(token));
    if (known === undefined || this.hasExpired(known)) return false;
    if (known.request === request) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    );
  }

  /** What to commit with the transaction: the token, and the end of those that have expired. */
  remember(token: string, request: string): readonly Change[] {
    const changes: Change[] = [];
    for (const [part, known] of this.tokens) {
      if (!this.hasExpired(known)) break;
      this.tokens.delete(part);
      changes.push({ kind: 'delete', key: tokenKey(part) });
    }
    const part = keyPart(token);
    const entry: Token = { request, completedAt: this.clock.now() };
    this.tokens.delete(part);
    this.tokens.set(part, entry);
    changes.push({ kind: 'put', key: tokenKey(part), value: entry });
    return changes;
  }

  private hasExpired({ completedAt }: Token): boolean {
    return this.clock.now() - completedAt >= TOKEN_LIFETIME_MILLIS;
  }
}

const PLACE = keyOf('dynamodb', 'token');
const keyPart = (token: string): Key => keyOf(token);
const tokenKey = (part: Key): Key => `${PLACE}\u0000${part}`;
