/** What a request binds to the placeholders of its expressions. */
import type { AttributeValue, Item } from '../values/attribute-value';
import { attributeOf } from '../values/attribute-value';
import { isNamePlaceholder, type Path } from './expression';

export interface Bindings {
  readonly names: { readonly [placeholder: string]: string };
  readonly values: { readonly [placeholder: string]: AttributeValue };
}
export const NO_BINDINGS: Bindings = { names: {}, values: {} };

/** Defined placeholders only: parsed expressions are checked against the bindings before use. */
export const boundName = (element: string, bindings: Bindings): string =>
  isNamePlaceholder(element) ? (bindings.names[element] ?? element) : element;

export const boundPath = (path: Path, bindings: Bindings): Path =>
  path.map((element) => (typeof element === 'string' ? boundName(element, bindings) : element));

export function boundValue(placeholder: string, bindings: Bindings): AttributeValue {
  const value = bindings.values[placeholder];
  if (value === undefined) throw new Error(`${placeholder} is not bound`);
  return value;
}

/** The value at a path of an item, or nothing where the path leads nowhere. */
export function valueAt(item: Item, path: Path, bindings: Bindings): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const element of path) {
    value = child(value, typeof element === 'string' ? boundName(element, bindings) : element);
    if (value === undefined) return undefined;
  }
  return value;
}

export function child(value: AttributeValue, element: string | number): AttributeValue | undefined {
  if (typeof element === 'number') return 'L' in value ? value.L[element] : undefined;
  return 'M' in value ? attributeOf(value.M, element) : undefined;
}

/** As the service's messages show a path: `[a, [1], b]`. */
export const showPath = (path: Path): string =>
  `[${path.map((element) => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`;
