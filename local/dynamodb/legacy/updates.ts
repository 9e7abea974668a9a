/** AttributeUpdates of UpdateItem, as the update expression they stand for. */
import { invalidParameter } from '../errors';
import type { Bindings } from '../expressions/bindings';
import type { Update, UpdateAction } from '../expressions/expression';
import type { ValueUpdate } from '../requests/legacy-members';
import { type AttributeValue, typeOf } from '../values/attribute-value';
import { canonicalValue } from '../values/canonical';

const ADDABLE = ['L', 'SS', 'NS', 'BS', 'N'];
const SETS = ['SS', 'NS', 'BS'];
const EMPTY_LIST = ':empty';

/** Placeholders begin with `:u`, apart from those of a translated condition. */
export function translateUpdates(updates: { readonly [name: string]: ValueUpdate }): {
  readonly update: Update;
  readonly bindings: Bindings;
} {
  const values: { [placeholder: string]: AttributeValue } = { [EMPTY_LIST]: { L: [] } };
  const update = Object.entries(updates).map(([name, { Action = 'PUT', Value }], at): UpdateAction => {
    if (Value === undefined) {
      if (Action === 'DELETE') return { kind: 'REMOVE', path: [name] };
      throw invalidParameter('Only DELETE action is allowed when no attribute value is specified');
    }
    const placeholder = `:u${at}`;
    values[placeholder] = canonicalValue(Value);
    return actionOf(Action, name, placeholder, typeOf(values[placeholder]));
  });
  return { update, bindings: { names: {}, values } };
}

function actionOf(action: 'ADD' | 'PUT' | 'DELETE', name: string, placeholder: string, type: string): UpdateAction {
  const path = [name];
  const value = { kind: 'value', placeholder } as const;
  if (action === 'PUT') return { kind: 'SET', path, value };
  if (action === 'DELETE') {
    if (!SETS.includes(type)) throw invalidParameter(`DELETE action with value is not supported for the type ${type}`);
    return { kind: 'DELETE', path, placeholder };
  }
  if (!ADDABLE.includes(type)) throw invalidParameter(`ADD action is not supported for the type ${type}`);
  if (type !== 'L') return { kind: 'ADD', path, placeholder };
  const otherwise = { kind: 'value', placeholder: EMPTY_LIST } as const;
  return {
    kind: 'SET',
    path,
    value: { kind: 'list_append', first: { kind: 'if_not_exists', path, otherwise }, second: value },
  };
}
