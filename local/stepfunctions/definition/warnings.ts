/**
 * What looks like a mistake in a JSONPath state and can be created all the same. API Reference,
 * "ValidateStateMachineDefinitionDiagnostic", "List of warning codes".
 */
import { branchesOf } from '../../../lib/asl/graph';
import type { Branch, QueryLanguage, State } from '../../../lib/asl/language';
import type { Json } from '../../../lib/units';
import { isObject } from '../json';
import type { Warning, WarningCode } from './diagnostic';

export function warningsOf({ States }: Branch, language: QueryLanguage, at = ''): readonly Warning[] {
  return Object.entries(States).flatMap(([name, state]) => {
    const place = `${at}/States/${name}`;
    return [
      ...((state.QueryLanguage ?? language) === 'JSONPath' ? stateWarnings(state, place) : []),
      ...branchesOf(state).flatMap(({ field, branch }) => warningsOf(branch, language, `${place}/${field}`)),
    ];
  });
}

const looksLikePath = (value: Json): value is string =>
  typeof value === 'string' && (/^\$\$?[.[]/.test(value) || /^States\.[A-Za-z0-9]+\(.*\)$/.test(value));

/** Fields whose value could have been found by a path. */
const WITH_PATH = ['TimeoutSeconds', 'HeartbeatSeconds', 'Error', 'Cause'];
const TEMPLATES = ['Parameters', 'ItemSelector', 'ResultSelector', 'Assign'];

function stateWarnings(state: State, at: string): readonly Warning[] {
  return Object.entries(state).flatMap(([field, value]: [string, Json]): readonly Warning[] => {
    const place = `${at}/${field}`;
    if (TEMPLATES.includes(field)) return templateWarnings(value, place);
    if (field === 'Result') {
      return pathsIn(
        value,
        place,
        'PASS_RESULT_IS_STATIC',
        () => 'The Result of a Pass state is static: it is not a path',
      );
    }
    if (!WITH_PATH.includes(field) || !looksLikePath(value)) return [];
    const message = `The value of '${field}' looks like a path; did you mean '${field}Path'?`;
    return [{ code: 'NO_PATH', message, location: place }];
  });
}

const templateWarnings = (template: Json, at: string): readonly Warning[] =>
  pathsIn(
    template,
    at,
    'NO_DOLLAR',
    (field) => `The value of '${field}' looks like a path; did you mean '${field}.$'?`,
  );

function pathsIn(value: Json, at: string, code: WarningCode, message: (field: string) => string): readonly Warning[] {
  if (looksLikePath(value)) return [{ code, message: message(at.slice(at.lastIndexOf('/') + 1)), location: at }];
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => pathsIn(item, `${at}[${index}]`, code, message));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    field.endsWith('.$') ? [] : pathsIn(inner, `${at}/${field}`, code, message),
  );
}
