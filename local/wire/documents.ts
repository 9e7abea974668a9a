/**
 * What a document client does to its commands and answers, done in one step: JavaScript values to the protocol's JSON and
 * back, where the client itself goes over attribute values with bytes on the way. Only for what is commonly put into
 * items; everything else, and every setting but `removeUndefinedValues`, is left to the client's own translation, which
 * also knows what to say of a value that cannot be kept.
 * Source of the shapes: `inputKeyNodes` and `outputKeyNodes` of the commands of `@aws-sdk/lib-dynamodb`.
 */
import type { Json, JsonObject } from '../../lib/units';
import { fromItemJson, toItemJson } from './item-json';

/** Which members hold values: none within means this one, an empty one all of its members, `*` each of them. */
export type KeyNodes = { readonly [member: string]: KeyNodes } | readonly never[] | null | undefined;

export interface TranslateConfig {
  readonly marshallOptions?: { readonly [option: string]: unknown };
  readonly unmarshallOptions?: { readonly [option: string]: unknown };
}

type Convert<From, To> = (value: From) => To;

/** Thrown where the client has to translate for itself. */
const UNCOMMON = Symbol('uncommon');

export interface Translation {
  /** Nothing where the client has to do it. */
  input(input: object): JsonObject | undefined;
  output(answer: JsonObject): object | undefined;
}

/** Nothing when the client was given settings that change what values become. */
export function translationFor(
  nodes: { readonly input: KeyNodes; readonly output: KeyNodes },
  { marshallOptions = {}, unmarshallOptions = {} }: TranslateConfig = {},
): Translation | undefined {
  const { removeUndefinedValues, convertTopLevelContainer = true, ...others } = marshallOptions;
  const { convertWithoutMapWrapper = true, ...otherWays } = unmarshallOptions;
  if (convertTopLevelContainer !== true || convertWithoutMapWrapper !== true) return undefined;
  if (Object.values(others).some(Boolean) || Object.values(otherWays).some(Boolean)) return undefined;
  const toAttribute = removeUndefinedValues ? attributeWithoutUndefined : attribute;
  const input = converter<unknown, Json>(nodes.input, toAttribute, toItemJson);
  const output = converter<Json, unknown>(nodes.output, native, fromItemJson);
  return {
    input: (value) => unlessUncommon(() => input(value) as JsonObject),
    output: (value) => unlessUncommon(() => output(value) as object),
  };
}

function unlessUncommon<T>(convert: () => T): T | undefined {
  try {
    return convert();
  } catch (error) {
    if (error === UNCOMMON) return undefined;
    throw error;
  }
}

/** Converts the members that `nodes` names as values, and the others as they are. */
function converter<From, To>(nodes: KeyNodes, value: Convert<From, To>, plain: Convert<From, To>): Convert<From, To> {
  if (nodes === null || nodes === undefined) return value;
  const names = Object.keys(nodes);
  if (names.length === 0) return eachMember(value);
  const within = new Map(Object.entries(nodes).map(([name, inner]) => [name, converter(inner, value, plain)]));
  const every = names.length === 1 ? within.get('*') : undefined;
  if (every !== undefined) return eachMember(every);
  return (given) => {
    if (Array.isArray(given)) throw UNCOMMON;
    return members(given, (member, name) => (within.get(name) ?? plain)(member));
  };
}

const eachMember =
  <From, To>(convert: Convert<From, To>): Convert<From, To> =>
  (given) =>
    Array.isArray(given) ? (given.map((member) => convert(known(member))) as To) : members(given, convert);

function members<From, To>(given: From, convert: (member: From, name: string) => To): To {
  if (typeof given !== 'object' || given === null) throw UNCOMMON;
  const converted: { [name: string]: To } = {};
  for (const name of Object.keys(given)) {
    const member = (given as { readonly [name: string]: From | undefined })[name];
    if (member !== undefined) converted[name] = convert(member, name);
  }
  return converted as To;
}

function known<T>(value: T): T {
  if (value === undefined) throw UNCOMMON;
  return value;
}

const attribute = (value: unknown) => attributeOf(value, false);
const attributeWithoutUndefined = (value: unknown) => attributeOf(value, true);

function attributeOf(value: unknown, withoutUndefined: boolean): Json {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) throw UNCOMMON;
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      return value === null ? { NULL: true } : containerOf(value, withoutUndefined);
    default:
      throw UNCOMMON;
  }
}

function containerOf(value: object, withoutUndefined: boolean): Json {
  if (Array.isArray(value)) {
    const L: Json[] = [];
    for (const element of value) {
      if (element !== undefined || !withoutUndefined) L.push(attributeOf(element, withoutUndefined));
    }
    return { L };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw UNCOMMON;
  const M: { [name: string]: Json } = {};
  for (const name of Object.keys(value)) {
    const member: unknown = Reflect.get(value, name);
    if (member !== undefined || !withoutUndefined) M[name] = attributeOf(member, withoutUndefined);
  }
  return { M };
}

/** An attribute value of the model, which has exactly one member. */
function native(value: Json): unknown {
  const { S, N, BOOL, NULL, M, L } = value as { readonly [type: string]: Json | undefined };
  if (S !== undefined) return S;
  if (N !== undefined) return numberOf(String(N));
  if (BOOL !== undefined) return BOOL;
  if (NULL !== undefined) return null;
  if (M !== undefined) return members<Json, unknown>(M, native);
  if (Array.isArray(L)) return L.map(native);
  throw UNCOMMON;
}

/** The client makes a `bigint` of a number that is not safe. */
function numberOf(text: string): number {
  const number = Number(text);
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) throw UNCOMMON;
  return number;
}
