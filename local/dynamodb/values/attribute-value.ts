/** Attribute values in the shape of the AWS JSON protocol: `B` and `BS` are base64 text, `N` is decimal text. */

export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';
export type KeyType = 'S' | 'N' | 'B';

export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: boolean }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

/** Attributes by name: an item, a key, or a map inside one. */
export interface Item {
  readonly [name: string]: AttributeValue;
}

/**
 * A value seen by all of its possible members. Hot paths take them this way: to read a member that is not there is
 * several times as fast as to ask `in`, where values of all types come by.
 */
export interface Members {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}

export const EMPTY_ITEM: Item = Object.freeze({});

export function typeOf(value: AttributeValue): AttributeType {
  const members: Members = value;
  if (members.S !== undefined) return 'S';
  if (members.N !== undefined) return 'N';
  if (members.M !== undefined) return 'M';
  if (members.L !== undefined) return 'L';
  if (members.BOOL !== undefined) return 'BOOL';
  if (members.B !== undefined) return 'B';
  if (members.SS !== undefined) return 'SS';
  if (members.NS !== undefined) return 'NS';
  if (members.BS !== undefined) return 'BS';
  return 'NULL';
}

/** The attribute itself, never something inherited: `constructor` is a lawful attribute name. */
export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** The elements of a set, or nothing when the value is no set. */
export function elementsOf(value: AttributeValue): readonly string[] | undefined {
  if ('SS' in value) return value.SS;
  if ('NS' in value) return value.NS;
  if ('BS' in value) return value.BS;
  return undefined;
}

/** A set of the type that `like` has. */
export function setLike(like: AttributeValue, elements: readonly string[]): AttributeValue {
  if ('SS' in like) return { SS: elements };
  if ('NS' in like) return { NS: elements };
  return { BS: elements };
}

/** Equality as DynamoDB sees it, on canonical values: same type, same content; sets have no order. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a === b) return true;
  const [one, other]: readonly [Members, Members] = [a, b];
  if (one.S !== undefined) return one.S === other.S;
  if (one.N !== undefined) return one.N === other.N;
  if ('B' in a) return 'B' in b && a.B === b.B;
  if ('BOOL' in a) return 'BOOL' in b && a.BOOL === b.BOOL;
  if ('NULL' in a) return 'NULL' in b;
  if ('M' in a) return 'M' in b && equalItems(a.M, b.M);
  if ('L' in a) return 'L' in b && equalLists(a.L, b.L);
  const left = elementsOf(a) ?? [];
  const right = typeOf(a) === typeOf(b) ? elementsOf(b) : undefined;
  return right !== undefined && left.length === right.length && left.every((element) => right.includes(element));
}

export function equalItems(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const left = attributeOf(a, name);
    const right = attributeOf(b, name);
    return left !== undefined && right !== undefined && equalValues(left, right);
  });
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return (
    a.length === b.length &&
    a.every((element, at) => {
      const other = b[at];
      return other !== undefined && equalValues(element, other);
    })
  );
}
