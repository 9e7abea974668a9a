/** Arguments, Output, Assign and their like: JSON whose texts `{% … %}` are expressions. */
import type { Json, JsonObject } from '../../../lib/units';
import type { Expression, Scope } from '../expression';
import { isObject } from '../json';
import { ExpressionError } from '../paths/scanner';
import { compileQuery, isJsonata, requiredValue } from './expression';

/** `field` is where the template stands: messages name the way down from there, as in `Output/items[0]`. */
export function compileJsonataTemplate(template: Json, field: string): Expression {
  return compileNode(template, field) ?? (() => template);
}

/** Nothing where the template holds no expression. */
function compileNode(node: Json, field: string): Expression | undefined {
  if (typeof node === 'string') return isJsonata(node) ? compileExpression(node, field) : undefined;
  if (Array.isArray(node)) {
    const items = node.map((item: Json, index) => compileNode(item, `${field}[${index}]`));
    return items.every((item) => item === undefined)
      ? undefined
      : (scope) => node.map((item: Json, index) => items[index]?.(scope) ?? item);
  }
  return isObject(node) ? compileObject(node, field) : undefined;
}

function compileObject(node: JsonObject, field: string): Expression | undefined {
  const fields = Object.entries(node).map(([name, value]) => {
    return { name, value, expression: compileNode(value, `${field}/${name}`) };
  });
  if (fields.every(({ expression }) => expression === undefined)) return undefined;
  return (scope) =>
    Object.fromEntries(fields.map(({ name, value, expression }) => [name, expression?.(scope) ?? value]));
}

function compileExpression(text: string, field: string): Expression {
  const query = queryAt(text, field);
  return (scope: Scope) => requiredValue(query, scope, field);
}

export function queryAt(text: string, field: string) {
  try {
    return compileQuery(text);
  } catch (error) {
    if (error instanceof ExpressionError) throw new ExpressionError(error.message, field);
    throw error;
  }
}
