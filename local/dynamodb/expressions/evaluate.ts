/** Whether an item meets a condition. */
import { assertNever } from '../../../lib/units';
import { type AttributeValue, elementsOf, equalValues, type Item, typeOf } from '../values/attribute-value';
import { base64Bytes } from '../values/item-size';
import { compareValues } from '../values/order';
import { type Bindings, boundValue, valueAt } from './bindings';
import type { Comparator, Condition, Operand } from './expression';

export function meets(item: Item, condition: Condition, bindings: Bindings): boolean {
  const value = (operand: Operand) => operandValue(item, operand, bindings);
  switch (condition.kind) {
    case 'and':
      return meets(item, condition.left, bindings) && meets(item, condition.right, bindings);
    case 'or':
      return meets(item, condition.left, bindings) || meets(item, condition.right, bindings);
    case 'not':
      return !meets(item, condition.condition, bindings);
    case 'compare':
      return compares(condition.operator, value(condition.left), value(condition.right));
    case 'between':
      return (
        compares('>=', value(condition.operand), value(condition.low)) &&
        compares('<=', value(condition.operand), value(condition.high))
      );
    case 'in':
      return condition.candidates.some((candidate) => compares('=', value(condition.operand), value(candidate)));
    case 'attribute_exists':
      return value(condition.operand) !== undefined;
    case 'attribute_not_exists':
      return value(condition.operand) === undefined;
    case 'attribute_type':
      return hasType(value(condition.operand), value(condition.type));
    case 'begins_with':
      return beginsWith(value(condition.operand), value(condition.prefix));
    case 'contains':
      return contains(value(condition.operand), value(condition.sought));
    default:
      return assertNever(condition);
  }
}

function operandValue(item: Item, operand: Operand, bindings: Bindings): AttributeValue | undefined {
  if (operand.kind === 'value') return boundValue(operand.placeholder, bindings);
  if (operand.kind === 'path') return valueAt(item, operand.path, bindings);
  const measured = operandValue(item, operand.operand, bindings);
  const size = measured === undefined ? undefined : sizeOf(measured);
  return size === undefined ? undefined : { N: String(size) };
}

/** A string's size is its length in UTF-16 code units, a binary's in bytes. */
function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return value.S.length;
  if ('B' in value) return base64Bytes(value.B);
  if ('L' in value) return value.L.length;
  if ('M' in value) return Object.keys(value.M).length;
  return elementsOf(value)?.length;
}

/** A missing attribute compares with nothing; only `<>` is then true. */
export function compares(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return operator === '<>';
  if (operator === '=') return equalValues(left, right);
  if (operator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function hasType(value: AttributeValue | undefined, type: AttributeValue | undefined): boolean {
  return value !== undefined && type !== undefined && 'S' in type && typeOf(value) === type.S;
}

export function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value === undefined || prefix === undefined) return false;
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  if ('B' in value && 'B' in prefix) return binary(value.B).startsWith(binary(prefix.B));
  return false;
}

function contains(value: AttributeValue | undefined, sought: AttributeValue | undefined): boolean {
  if (value === undefined || sought === undefined) return false;
  if ('S' in value) return 'S' in sought && value.S.includes(sought.S);
  if ('B' in value) return 'B' in sought && binary(value.B).includes(binary(sought.B));
  if ('SS' in value) return 'S' in sought && value.SS.includes(sought.S);
  if ('NS' in value) return 'N' in sought && value.NS.includes(sought.N);
  if ('BS' in value) return 'B' in sought && value.BS.includes(sought.B);
  return 'L' in value && value.L.some((element) => equalValues(element, sought));
}

const binary = (base64: string) => Buffer.from(base64, 'base64').toString('latin1');
