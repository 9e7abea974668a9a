/** A parsed expression: its tree, its placeholders, and what is still to be checked against the request. */
import type { AttributeValue } from '../values/attribute-value';
import type { Bindings } from './bindings';
import { isNamePlaceholder, type Path } from './expression';

/** A fault's message, or nothing. Called only when the placeholders it uses are bound. */
export type Check = (bindings: Bindings) => string | undefined;

export interface Parsed<Tree> {
  readonly tree: Tree;
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  /** In the service's order; the first fault is the answer. */
  readonly checks: readonly Check[];
}

export const undefinedName = (placeholder: string) =>
  `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`;
export const undefinedValue = (placeholder: string) =>
  `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`;

export function namesBound(path: Path): Check {
  const placeholders = path.filter(isNamePlaceholder);
  return ({ names }) => {
    for (const placeholder of placeholders) {
      if (names[placeholder] === undefined) return undefinedName(placeholder);
    }
    return undefined;
  };
}

export const valueBound =
  (placeholder: string): Check =>
  ({ values }) =>
    values[placeholder] === undefined ? undefinedValue(placeholder) : undefined;

export const showValue = (value: AttributeValue): string => `AttributeValue: ${shown(value)}`;

function shown(value: AttributeValue): string {
  if ('L' in value) return `{L:[${value.L.map(shown).join(', ')}]}`;
  if ('M' in value)
    return `{M:{${Object.entries(value.M)
      .map(([name, field]) => `${name}=${shown(field)}`)
      .join(', ')}}}`;
  const [type, content] = Object.entries(value)[0] ?? [];
  return `{${type}:${Array.isArray(content) ? `[${content.join(', ')}]` : String(content)}}`;
}
