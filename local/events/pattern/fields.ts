/** An event as the list of its leaves, by the dotted name of each. */
import type { Json, JsonObject } from '../../../lib/units';
import type { Leaf } from './condition';

/** Which element of which array a leaf lies in: array number to index. */
export type Membership = ReadonlyMap<number, number>;

export interface Field {
  readonly value: Leaf;
  readonly membership: Membership;
}

export type Fields = ReadonlyMap<string, readonly Field[]>;

const NOWHERE: Membership = new Map();

/** The names that patterns ask for, and every name on the way to them. */
export class Names {
  private readonly onTheWay = new Set<string>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) this.onTheWay.add(name.slice(0, dot));
    this.onTheWay.add(name);
  }

  has(name: string): boolean {
    return this.onTheWay.has(name);
  }
}

/** The leaves of `event` that `names` asks for. */
export function fieldsOf(event: JsonObject, names: Names): Fields {
  const fields = new Map<string, Field[]>();
  let arrays = 0;

  const add = (name: string, value: Json, membership: Membership): void => {
    if (Array.isArray(value)) addItems(name, value, membership);
    else if (typeof value === 'object' && value !== null) addFields(`${name}.`, value as JsonObject, membership);
    else addLeaf(name, { value: value as Leaf, membership });
  };
  const addLeaf = (name: string, field: Field): void => {
    const same = fields.get(name);
    if (same === undefined) fields.set(name, [field]);
    else same.push(field);
  };
  const addFields = (prefix: string, object: JsonObject, membership: Membership): void => {
    for (const step of Object.keys(object)) {
      const value = object[step];
      const name = prefix + step;
      if (value !== undefined && names.has(name)) add(name, value, membership);
    }
  };
  const addItems = (name: string, items: readonly Json[], membership: Membership): void => {
    const array = arrays++;
    items.forEach((item, index) => {
      const isLeaf = typeof item !== 'object' || item === null;
      add(name, item, isLeaf ? membership : new Map(membership).set(array, index));
    });
  };

  addFields('', event, NOWHERE);
  return fields;
}
