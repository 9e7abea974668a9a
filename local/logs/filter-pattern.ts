/**
 * Filter patterns: terms, and conditions on JSON. Source: CloudWatch Logs User Guide, "Filter pattern syntax". Patterns of
 * space-delimited fields (`[ip, user, ...]`) are not modelled.
 */
import type { Json } from '../../lib/units';
import { invalidParameter, invalidPattern } from './errors';
import { jsonPatternOf } from './json-pattern';

/** Where the message is JSON, `json` has it; it is parsed at most once a message. */
export interface Candidate {
  readonly message: string;
  readonly json: () => Json | undefined;
}

export type FilterPattern = (candidate: Candidate) => boolean;

const MAX_PATTERN_LENGTH = 1_024;

/** Throws `InvalidParameterException`. */
export function filterPatternOf(pattern: string): FilterPattern {
  const text = pattern.trim();
  if (text.length > MAX_PATTERN_LENGTH) throw invalidPattern(pattern);
  if (text === '') return () => true;
  if (text.startsWith('{')) return jsonPatternOf(text);
  if (text.startsWith('[')) {
    throw invalidParameter('Invalid filter pattern: the local model takes no patterns of space-delimited fields');
  }
  return termsOf(text);
}

export function candidateOf(message: string): Candidate {
  let parsed: { readonly value: Json | undefined } | undefined;
  return {
    message,
    json: () => {
      parsed ??= { value: message.startsWith('{') || message.startsWith('[') ? parseJson(message) : undefined };
      return parsed.value;
    },
  };
}

type Term = (message: string) => boolean;

/** `a "b c"`: all of them; `?a ?b`: any; `-a`: not this one; `%a+%`: a regular expression. */
function termsOf(text: string): FilterPattern {
  const all: Term[] = [];
  const any: Term[] = [];
  const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"]+))(?:\s+|$)/y;
  while (TERM.lastIndex < text.length) {
    const found = TERM.exec(text);
    if (found === null) throw invalidPattern(text);
    const [, mark, quoted, expression, word] = found;
    const term = expression === undefined ? includes(unescaped(quoted) ?? word ?? '') : matching(expression, text);
    if (mark === '?') any.push(term);
    else all.push(mark === '-' ? (message) => !term(message) : term);
  }
  return ({ message }) => all.every((term) => term(message)) && (any.length === 0 || any.some((term) => term(message)));
}

const includes = (word: string) => (message: string) => message.includes(word);
const unescaped = (quoted: string | undefined) => quoted?.replace(/\\(.)/g, '$1');

function matching(source: string, pattern: string): Term {
  try {
    const expression = new RegExp(source);
    return (message) => expression.test(message);
  } catch {
    throw invalidPattern(pattern);
  }
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
