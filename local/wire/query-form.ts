/** A form's flat names as the input that they stand for: `Tags.member.1.Key=a` is `{ Tags: [{ Key: 'a' }] }`. */
import type { Json, JsonObject } from '../../lib/units';
import { AwsError } from '../service';
import type { QueryApi } from './aws-query';

type Tree = Map<string, Tree | string>;

/** Deeper than any request of the services here. */
const MAX_DEPTH = 16;

export function parseForm(form: URLSearchParams, api: QueryApi): JsonObject {
  const root: Tree = new Map();
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    const parts = name.split('.');
    if (parts.length > MAX_DEPTH) throw malformed(name);
    place(root, parts, value, name);
  }
  return objectOf(root, '', api);
}

function place(root: Tree, parts: readonly string[], value: string, name: string): void {
  let tree = root;
  for (const part of parts.slice(0, -1)) {
    const inner = tree.get(part) ?? new Map();
    if (typeof inner === 'string') throw malformed(name);
    tree.set(part, inner);
    tree = inner;
  }
  tree.set(parts.at(-1) ?? '', value);
}

/** `list` is the name of the list or map that the object is an entry of. */
function objectOf(tree: Tree, list: string, api: QueryApi): JsonObject {
  return Object.fromEntries(Array.from(tree, ([name, value]) => [name, memberOf(name, value, list, api)]));
}

function memberOf(name: string, value: Tree | string, list: string, api: QueryApi): Json {
  if (typeof value === 'string') return scalarOf(name, value, list, api);
  const members = value.get('member');
  if (members !== undefined) return typeof members === 'string' ? [] : inOrder(members).map((each) => entry(each));
  const entries = value.get('entry');
  if (entries === undefined) return objectOf(value, list, api);
  if (typeof entries === 'string') return {};
  return Object.fromEntries(inOrder(entries).map((each) => keyed(each)));

  function entry(each: Tree | string): Json {
    return typeof each === 'string' ? scalarOf(name, each, list, api) : objectOf(each, name, api);
  }

  function keyed(each: Tree | string): readonly [string, Json] {
    if (typeof each === 'string') throw malformed(name);
    const key = each.get('key') ?? each.get('Name') ?? '';
    const inner = each.get('value') ?? each.get('Value') ?? '';
    return [String(key), typeof inner === 'string' ? inner : objectOf(inner, name, api)];
  }
}

const inOrder = (members: Tree): readonly (Tree | string)[] =>
  [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);

function scalarOf(name: string, text: string, list: string, api: QueryApi): Json {
  if (api.booleans.has(name)) return text === 'true';
  if (!api.numbers.has(name) || api.textual.has(list)) return text;
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) throw malformed(name);
  return number;
}

const malformed = (name: string) => new AwsError('MalformedInput', `The value of ${name} is not valid.`);
