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

/** A name that patterns ask for, or one on the way to such a name. */
interface Asked {
  readonly name: string;
  readonly below: Map<string, Asked>;
}

/** The names that patterns ask for, as a tree of their parts: an event is followed down no further than it reaches. */
export class Names {
  readonly root: Asked = { name: '', below: new Map() };

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  private add(name: string): void {
    let asked = this.root;
    for (const part of name.split('.')) {
      const next = asked.below.get(part) ?? {
        name: asked === this.root ? part : `${asked.name}.${part}`,
        below: new Map(),
      };
      asked.below.set(part, next);
      asked = next;
    }
  }
}

/** A field's own name may hold dots: it then stands for as many parts. */
function below(asked: Asked, field: string): Asked | undefined {
  const found = asked.below.get(field);
  if (found !== undefined || !field.includes('.')) return found;
  let next: Asked | undefined = asked;
  for (const part of field.split('.')) next = next?.below.get(part);
  return next;
}

/** The leaves of `event` that `names` asks for. */
export function fieldsOf(event: JsonObject, names: Names): Fields {
  const fields = new Map<string, Field[]>();
  let arrays = 0;

  const add = (asked: Asked, value: Json, membership: Membership): void => {
    if (Array.isArray(value)) addItems(asked, value, membership);
    else if (typeof value === 'object' && value !== null) addFields(asked, value as JsonObject, membership);
    else addLeaf(asked.name, { value: value as Leaf, membership });
  };
  const addLeaf = (name: string, field: Field): void => {
    const same = fields.get(name);
    if (same === undefined) fields.set(name, [field]);
    else same.push(field);
  };
  const addFields = (asked: Asked, object: JsonObject, membership: Membership): void => {
    for (const field of Object.keys(object)) {
      const next = below(asked, field);
      const value = object[field];
      if (next !== undefined && value !== undefined) add(next, value, membership);
    }
  };
  const addItems = (asked: Asked, items: readonly Json[], membership: Membership): void => {
    const array = arrays++;
    items.forEach((item, index) => {
      const isLeaf = typeof item !== 'object' || item === null;
      add(asked, item, isLeaf ? membership : new Map(membership).set(array, index));
    });
  };

  addFields(names.root, event, NOWHERE);
  return fields;
}
