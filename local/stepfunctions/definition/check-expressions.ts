/**
 * JSONata expressions of a definition: whether they parse, and whether they begin where they may. "A path that does not
 * start from `$states` or from a variable" reads a context that there is none of.
 */
import type { QueryLanguage } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { isObject } from '../json';
import { compileQuery, isJsonata } from '../jsonata/expression';
import { ExpressionError } from '../paths/scanner';
import type { Diagnostic } from './diagnostic';
import { topLevelReferences } from './jsonata-references';

export function checkExpressions(scope: JsonObject, machineLanguage: QueryLanguage, at: string): readonly Diagnostic[] {
  return Object.entries(objectIn(scope.States)).flatMap(([name, state]) =>
    isObject(state) ? checkState(state, machineLanguage, `${at}/States/${name}`) : [],
  );
}

const objectIn = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

function checkState(state: JsonObject, machineLanguage: QueryLanguage, at: string): readonly Diagnostic[] {
  const { Branches: branches, ItemProcessor: processor, Iterator: former, Retry: _retry, ...own } = state;
  const language = state.QueryLanguage ?? machineLanguage;
  return [
    ...(language === 'JSONata' ? Object.entries(own).flatMap(([field, value]) => within(value, `${at}/${field}`)) : []),
    ...(Array.isArray(branches) ? branches : []).flatMap((branch: Json, index) =>
      checkExpressions(objectIn(branch), machineLanguage, `${at}/Branches[${index}]`),
    ),
    ...checkExpressions(objectIn(processor), machineLanguage, `${at}/ItemProcessor`),
    ...checkExpressions(objectIn(former), machineLanguage, `${at}/Iterator`),
  ];
}

function within(value: Json, at: string): readonly Diagnostic[] {
  if (typeof value === 'string') return isJsonata(value) ? checkExpression(value, at) : [];
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => within(item, `${at}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([field, inner]) => within(inner, `${at}/${field}`));
}

/** JSONata's own codes (`S0202: …`) are not told. */
const CODE = /^[A-Z]\d{4}: /;

function checkExpression(text: string, location: string): readonly Diagnostic[] {
  try {
    return topLevelReferences(compileQuery(text).tree).map((name) => ({
      code: 'UNSUPPORTED_JSONATA_EXPRESSION',
      message: `Reference to '${name}' at the top level is not supported.`,
      location,
    }));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: error.message.replace(CODE, ''), location }];
  }
}
