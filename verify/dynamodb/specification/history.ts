/**
 * Histories of concurrent clients, and whether some serial order explains them: each operation takes effect at one
 * instant between its call and its answer, and what it answered is what it would have answered alone at that instant.
 *
 * Source: Developer Guide, "Amazon DynamoDB Transactions: How it works", "Isolation levels": serializable isolation
 * between transactions and single reads and writes. It is searched for by trying (Wing and Gong), with what was tried
 * remembered, so histories are short.
 */
export type Operation =
  /** GetItem with ConsistentRead, or TransactGetItems for several keys. */
  | { readonly kind: 'read'; readonly keys: readonly string[] }
  /** A single write, or a transaction of several. All are done, or none where a condition is not met. */
  | { readonly kind: 'write'; readonly writes: readonly Write[] };
export interface Write {
  readonly key: string;
  /** Is added to the counter of the item, which begins at 0. */
  readonly amount: number;
  /** What the counter must be before. @default anything */
  readonly expected?: number;
}
export type Answer =
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'done' | 'refused' };

export interface Call {
  readonly operation: Operation;
  readonly answer: Answer;
  /** Places in the one order of all calls and answers. */
  readonly calledAt: number;
  readonly answeredAt: number;
}

type Counters = ReadonlyMap<string, number>;

/** A serial order that explains the history, or nothing where there is none. */
export function serialOrder(history: readonly Call[]): readonly Call[] | undefined {
  const hopeless = new Set<string>();
  const search = (rest: readonly Call[], counters: Counters): readonly Call[] | undefined => {
    if (rest.length === 0) return [];
    const seen = `${rest.map(({ calledAt }) => calledAt).join()} ${JSON.stringify([...counters].sort())}`;
    if (hopeless.has(seen)) return undefined;
    // Whatever was answered before another was called also took effect before it.
    const firstAnswer = Math.min(...rest.map(({ answeredAt }) => answeredAt));
    for (const call of rest.filter(({ calledAt }) => calledAt < firstAnswer)) {
      const next = after(call.operation, call.answer, counters);
      if (next === undefined) continue;
      const order = search(
        rest.filter((each) => each !== call),
        next,
      );
      if (order !== undefined) return [call, ...order];
    }
    hopeless.add(seen);
    return undefined;
  };
  return search(history, new Map());
}

/** The counters after the operation, or nothing where it would have answered otherwise. */
function after(operation: Operation, answer: Answer, counters: Counters): Counters | undefined {
  if (operation.kind === 'read') {
    const same =
      answer.kind === 'values' && operation.keys.every((key, at) => (counters.get(key) ?? 0) === answer.values[at]);
    return same ? counters : undefined;
  }
  const isMet = operation.writes.every(
    ({ key, expected }) => expected === undefined || (counters.get(key) ?? 0) === expected,
  );
  if (isMet !== (answer.kind === 'done')) return undefined;
  if (!isMet) return counters;
  return new Map([
    ...counters,
    ...operation.writes.map(({ key, amount }) => [key, (counters.get(key) ?? 0) + amount] as const),
  ]);
}
