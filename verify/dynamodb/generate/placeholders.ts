/**
 * Expressions are written with these placeholders, so that what a request binds follows from its text, and a request
 * that is made smaller stays a request.
 */
import type { JsonObject } from '../../../lib/units';

export const NAMES: { readonly [placeholder: string]: string } = {
  '#pk': 'pk',
  '#a': 'a',
  '#b': 'b',
  '#c': 'c',
  '#l': 'l',
  '#m': 'm',
  '#g': 'g',
  '#n': 'n',
  '#x': 'x-y',
  '#size': 'size',
};

export const VALUES: { readonly [placeholder: string]: JsonObject } = {
  ':zero': { N: '0' },
  ':one': { N: '1' },
  ':two': { N: '2.50' },
  ':big': { N: '99999999999999999999999999999999999999' },
  ':tiny': { N: '1e-130' },
  ':s': { S: 'a' },
  ':s2': { S: 'ab' },
  ':s3': { S: 'é' },
  ':empty': { S: '' },
  ':bin': { B: 'AQI=' },
  ':bin2': { B: 'AQ==' },
  ':true': { BOOL: true },
  ':null': { NULL: true },
  ':ss': { SS: ['a', 'b'] },
  ':ss2': { SS: ['b', 'c'] },
  ':ns': { NS: ['1', '2'] },
  ':bs': { BS: ['AQ==', 'AgM='] },
  ':list': { L: [{ S: 'a' }, { N: '1' }] },
  ':map': { M: { a: { S: 'a' }, b: { N: '1' } } },
  ':type': { S: 'N' },
  ':type2': { S: 'SS' },
  ':notype': { S: 'number' },
};

/** The members that bind what the texts name, and nothing else. */
export function bindings(...texts: readonly (string | undefined)[]): JsonObject {
  const used = texts.flatMap((text) => text?.match(/[#:][A-Za-z0-9_]+/g) ?? []);
  const names = Object.fromEntries(Object.entries(NAMES).filter(([name]) => used.includes(name)));
  const values = Object.fromEntries(Object.entries(VALUES).filter(([name]) => used.includes(name)));
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}
