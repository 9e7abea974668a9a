/**
 * How many wildcard prefixes one text can be in the midst of at once: more than ten on one field, and EventBridge refuses
 * the rule. Source: aws/event-ruler, "MachineComplexityEvaluator": "the maximum possible number of wildcard rule prefixes
 * that could match a theoretical input value". The limit is EventBridge's own; public reports of refused and accepted
 * patterns agree with it.
 */
import type { Condition } from './condition';

const MAX_PREFIXES = 10;
/** Beyond it the search ends and the pattern passes. */
const MAX_SETS_SEEN = 5_000;

/** A character, or any text. */
type Token = string | typeof STAR;
const STAR = Symbol('any text');

export function isTooComplex(conditions: readonly Condition[]): boolean {
  const patterns = conditions.flatMap(wildcardsOf);
  return patterns.length > 0 && exceeds(patterns.map(tokensOf));
}

function wildcardsOf(condition: Condition): readonly (readonly string[])[] {
  if (condition.kind === 'pieces') return [condition.pieces];
  return condition.kind === 'noneOf' ? condition.conditions.flatMap(wildcardsOf) : [];
}

/** Between quotes, which the service matches too. */
function tokensOf(pieces: readonly string[]): readonly Token[] {
  const tokens = pieces.flatMap((piece, index): readonly Token[] => (index === 0 ? [...piece] : [STAR, ...piece]));
  return ['"', ...tokens, '"'];
}

/** Where a text stands in a pattern: that many tokens of it are matched. */
type Position = readonly [pattern: number, matched: number];

/** Follows every text that the patterns tell apart, character by character. */
function exceeds(patterns: readonly (readonly Token[])[]): boolean {
  const first: readonly Position[] = patterns.map((_, index) => [index, 0]);
  const pending = [first];
  const seen = new Set<string>();
  for (let set = pending.pop(); set !== undefined && seen.size < MAX_SETS_SEEN; set = pending.pop()) {
    // Any other character leads where one that no pattern names does.
    const characters = new Set<Token>([STAR]);
    for (const [pattern, matched] of set) characters.add(patterns[pattern]?.[matched] ?? STAR);
    for (const character of characters) {
      const next = after(patterns, set, character);
      if (next.length > MAX_PREFIXES) return true;
      const name = next.join(';');
      if (seen.has(name)) continue;
      seen.add(name);
      pending.push(next);
    }
  }
  return false;
}

/** `STAR` is taken for a character that no pattern names. */
function after(
  patterns: readonly (readonly Token[])[],
  set: readonly Position[],
  character: Token,
): readonly Position[] {
  const next = new Map<string, Position>();
  const add = (pattern: number, matched: number): void => {
    next.set(`${pattern},${matched}`, [pattern, matched]);
    // The text that a wildcard stands for may be empty.
    if (patterns[pattern]?.[matched] === STAR) add(pattern, matched + 1);
  };
  for (const [pattern, matched] of set) {
    const tokens = patterns[pattern] ?? [];
    if (tokens[matched - 1] === STAR) add(pattern, matched);
    if (character !== STAR && tokens[matched] === character) add(pattern, matched + 1);
  }
  return [...next.values()].sort(([p, m], [q, n]) => p - q || m - n);
}
