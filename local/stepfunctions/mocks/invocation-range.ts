/** `"0"` is one invocation of a state, `"1-3"` are several, both ends included. */

export interface InvocationRange {
  readonly first: number;
  readonly last: number;
}

const RANGE = /^(?<first>\d{1,9})(?:-(?<last>\d{1,9}))?$/;

/** `undefined` for what is neither, and for a range that ends before it begins. */
export function parseInvocations(text: string): InvocationRange | undefined {
  const groups = RANGE.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const first = Number(groups.first);
  const last = groups.last === undefined ? first : Number(groups.last);
  return last < first ? undefined : { first, last };
}
