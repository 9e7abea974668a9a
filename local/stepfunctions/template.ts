/** Payload templates: Parameters, ResultSelector, ItemSelector. Parts without a path are built once and shared. */
import type { PayloadTemplate } from '../../lib/asl/language';
import type { Json, JsonObject } from '../../lib/units';
import type { Expression, Scope } from './expression';
import { isObject } from './json';
import { compileFieldValue } from './paths/compile-path';
import { ExpressionError, inField } from './paths/scanner';

/**
 * `field` is the state's field that holds the template. Throws `ExpressionError` for a field ending in `.$` that holds
 * neither a path nor an intrinsic function.
 */
export function compileTemplate(template: PayloadTemplate, field: string): Expression {
  try {
    return compilePart(template);
  } catch (error) {
    throw error instanceof ExpressionError ? new ExpressionError(error.message, field) : error;
  }
}

function compilePart(template: PayloadTemplate): Expression {
  if (isConstant(template)) return () => template;
  if (Array.isArray(template)) {
    const items = template.map(compilePart);
    return (scope) => items.map((item) => item(scope));
  }
  return isObject(template) ? compileObject(template) : () => template;
}

function compileObject(template: JsonObject): Expression {
  const fields = Object.entries(template).map(([field, value]) => compileField(field, value));
  return (scope: Scope) => {
    const object: { [field: string]: Json } = {};
    for (const { name, value } of fields) object[name] = value(scope);
    return object;
  };
}

function compileField(field: string, value: Json): { readonly name: string; readonly value: Expression } {
  if (!field.endsWith('.$')) return { name: field, value: compilePart(value) };
  const wanted = 'a valid JSONPath or a valid intrinsic function call';
  return { name: field.slice(0, -2), value: inField(field, wanted, () => compileFieldValue(String(value), field)) };
}

function isConstant(template: Json): boolean {
  if (Array.isArray(template)) return template.every(isConstant);
  if (!isObject(template)) return true;
  return Object.entries(template).every(([field, value]) => !field.endsWith('.$') && isConstant(value));
}
