/** A schema whose refusals are sentences: where the value is wrong and what is allowed, never the value itself. */
import type * as z from 'zod/mini';
import type { Schema } from '../saga/definition';

type Issue = z.core.$ZodIssue;

/** Enough to mend a request; the rest would only lengthen the message. */
const MAX_SENTENCES = 5;

export function inWords<T>(schema: z.ZodMiniType<T>): Schema<T> {
  return {
    parse(value) {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      throw new Error(sentencesOf(parsed.error.issues), { cause: parsed.error });
    },
  };
}

function sentencesOf(issues: readonly Issue[]): string {
  const shown = issues.slice(0, MAX_SENTENCES).map((issue) => `${placeOf(issue.path)} ${ruleOf(issue)}`);
  const more = issues.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function placeOf(path: Issue['path']): string {
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return place === '' ? 'it' : place.replace(/^\./, '');
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return `must ${bound(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${bound(issue.origin, 'at most', issue.maximum)}`;
    case 'invalid_format':
      return `must match ${issue.pattern ?? issue.format}`;
    case 'unrecognized_keys':
      return `has unknown fields (${issue.keys.join(', ')}); remove them`;
    default:
      return `is not valid (${issue.code})`;
  }
}

const NOUNS: { readonly [expected: string]: string } = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
};

function bound(origin: string, side: 'at least' | 'at most', limit: number | bigint): string {
  if (origin === 'array') return `have ${side} ${limit} ${Number(limit) === 1 ? 'entry' : 'entries'}`;
  return `be ${side} ${limit}`;
}
