/** What an update expression asks of the request. */
import { type AttributeType, typeOf } from '../values/attribute-value';
import { type Bindings, boundPath, boundValue, showPath } from './bindings';
import { pathNeeded, wrongCount, wrongType } from './condition-checks';
import type { Path, SetOperand, UpdateAction } from './expression';
import { type Check, undefinedName, undefinedValue } from './parsed';

export interface FunctionUse {
  readonly name: string;
  readonly operands: readonly SetOperand[];
}

export function bindingChecks(names: ReadonlySet<string>, values: ReadonlySet<string>): readonly Check[] {
  return [
    (bindings) => {
      for (const name of names) if (bindings.names[name] === undefined) return undefinedName(name);
      return undefined;
    },
    (bindings) => {
      for (const value of values) if (bindings.values[value] === undefined) return undefinedValue(value);
      return undefined;
    },
  ];
}

/** No path may be another one, nor lead into it; nor may one value be both a list and a map. */
export function overlapCheck(paths: readonly Path[]): Check {
  return (bindings) => {
    const bound = paths.map((path) => boundPath(path, bindings));
    if (bound.every((path) => path.length === 1) && new Set(bound.map(([name]) => name)).size === bound.length) {
      return undefined;
    }
    let conflict: string | undefined;
    for (const [at, second] of bound.entries()) {
      for (const first of bound.slice(0, at)) {
        const relation = relate(first, second);
        const pair = `must remove or rewrite one of these paths; path one: ${showPath(first)}, path two: ${showPath(second)}`;
        if (relation === 'overlap') return `Two document paths overlap with each other; ${pair}`;
        if (relation === 'conflict') conflict ??= `Two document paths conflict with each other; ${pair}`;
      }
    }
    return conflict;
  };
}

function relate(a: Path, b: Path): 'apart' | 'overlap' | 'conflict' {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    if (typeof a[at] !== typeof b[at]) return 'conflict';
    if (a[at] !== b[at]) return 'apart';
  }
  return 'overlap';
}

export function operandChecks(actions: readonly UpdateAction[], uses: readonly FunctionUse[]): readonly Check[] {
  const sections = actions.flatMap((action) => {
    if (action.kind !== 'ADD' && action.kind !== 'DELETE') return [];
    return [(bindings: Bindings) => sectionFault(action.kind, typeOf(boundValue(action.placeholder, bindings)))];
  });
  return [...sections, ...uses.map((use) => (bindings: Bindings) => functionFault(use, bindings))];
}

const TYPE_NAMES: { readonly [T in AttributeType]?: string } = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

/** ADD takes numbers and sets, DELETE takes sets. */
function sectionFault(section: 'ADD' | 'DELETE', type: AttributeType): string | undefined {
  const name = TYPE_NAMES[type];
  if (name === undefined || (section === 'ADD' && type === 'N')) return undefined;
  return `Incorrect operand type for operator or function; operator: ${section}, operand type: ${name}`;
}

const OPERAND_TYPES: { readonly [name: string]: AttributeType } = { list_append: 'L', '+': 'N', '-': 'N' };

function functionFault({ name, operands }: FunctionUse, bindings: Bindings): string | undefined {
  if (operands.length !== 2) return wrongCount(name, operands.length);
  if (name === 'if_not_exists') return operands[0]?.kind === 'path' ? undefined : pathNeeded(name);
  for (const operand of operands) {
    const type = operand.kind === 'value' ? typeOf(boundValue(operand.placeholder, bindings)) : undefined;
    if (type !== undefined && type !== OPERAND_TYPES[name]) return wrongType(name, type);
  }
  return undefined;
}
