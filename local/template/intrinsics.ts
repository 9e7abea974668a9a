/**
 * Intrinsic functions (CloudFormation Template Reference, "Intrinsic functions"). Errors are plain sentences; the
 * caller adds where they arose.
 */
import type { Json, JsonObject } from '../../lib/units';
import type { Template } from './template';

/** What names mean where an expression stands. */
export interface Scope {
  readonly mappings: NonNullable<Template['Mappings']>;
  /** A parameter's value, a pseudo parameter, or a resource's physical id. */
  ref(name: string): Resolved;
  attribute(logicalId: string, attribute: string): Json;
  condition(name: string): boolean;
  importValue(exportName: string): Json;
  stackOutput(stackName: string, outputName: string): Json;
}

/** `AWS::NoValue`: the property or entry that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');
export type Resolved = Json | typeof NO_VALUE;

/** The value with every function applied; fields and entries that are `AWS::NoValue` are gone. */
export function resolve(value: Json, scope: Scope): Resolved {
  if (Array.isArray(value)) return value.map((entry) => resolve(entry, scope)).filter(isPresent);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as JsonObject;
  const [name, ...others] = Object.keys(object);
  if (name !== undefined && others.length === 0) {
    const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (apply !== undefined) return apply(object[name] ?? null, scope);
    if (name.startsWith('Fn::')) throw new Error(`${name} is not known to the local model`);
  }
  const fields: Record<string, Json> = {};
  for (const [field, inner] of Object.entries(object)) {
    const resolved = resolve(inner, scope);
    if (resolved !== NO_VALUE) fields[field] = resolved;
  }
  return fields;
}

const isPresent = (value: Resolved): value is Json => value !== NO_VALUE;

type Intrinsic = (argument: Json, scope: Scope) => Resolved;

const FUNCTIONS: { readonly [name: string]: Intrinsic | undefined } = {
  Ref: (argument, scope) => scope.ref(text(argument, 'Ref')),
  Condition: (argument, scope) => scope.condition(text(argument, 'Condition')),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] = attributeOf(argument);
    return scope.attribute(logicalId, text(present(attribute, scope, 'Fn::GetAtt'), 'Fn::GetAtt'));
  },
  'Fn::Sub': (argument, scope) => {
    const [format, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return substitute(text(format ?? null, 'Fn::Sub'), object(variables ?? {}, 'Fn::Sub'), scope);
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = list(argument, 'Fn::Join');
    const parts = list(present(values ?? [], scope, 'Fn::Join'), 'Fn::Join');
    return parts.map((part) => scalar(part, 'Fn::Join')).join(text(delimiter ?? '', 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = list(argument, 'Fn::Select');
    const at = Number(present(index ?? 0, scope, 'Fn::Select'));
    const entries = list(present(values ?? [], scope, 'Fn::Select'), 'Fn::Select');
    const entry = entries[at];
    if (entry === undefined) throw new Error(`Fn::Select takes entry ${at} of a list of ${entries.length}`);
    return entry;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = list(argument, 'Fn::Split');
    return text(present(source ?? '', scope, 'Fn::Split'), 'Fn::Split').split(text(delimiter ?? '', 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list(argument, 'Fn::If');
    return resolve((scope.condition(text(condition ?? null, 'Fn::If')) ? yes : no) ?? null, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, 'Fn::Equals').map((side) => present(side, scope, 'Fn::Equals'));
    return JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));
  },
  'Fn::And': (argument, scope) => list(argument, 'Fn::And').every((each) => truth(each, scope)),
  'Fn::Or': (argument, scope) => list(argument, 'Fn::Or').some((each) => truth(each, scope)),
  'Fn::Not': (argument, scope) => !truth(list(argument, 'Fn::Not')[0] ?? false, scope),
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (argument, scope) =>
    scope.importValue(text(present(argument, scope, 'Fn::ImportValue'), 'Fn::ImportValue')),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName } = object(present(argument, scope, 'Fn::GetStackOutput'), 'Fn::GetStackOutput');
    return scope.stackOutput(
      text(StackName ?? null, 'Fn::GetStackOutput'),
      text(OutputName ?? null, 'Fn::GetStackOutput'),
    );
  },
  'Fn::Base64': (argument, scope) =>
    Buffer.from(scalar(present(argument, scope, 'Fn::Base64'), 'Fn::Base64')).toString('base64'),
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(present(argument, scope, 'Fn::ToJsonString')),
  'Fn::Length': (argument, scope) => list(present(argument, scope, 'Fn::Length'), 'Fn::Length').length,
  'Fn::GetAZs': (_argument, scope) => {
    const region = scope.ref('AWS::Region');
    return ['a', 'b', 'c'].map((zone) => `${String(region)}${zone}`);
  },
};

function findInMap(argument: Json, scope: Scope): Resolved {
  const [map, top, second, options] = list(argument, 'Fn::FindInMap').map((part) =>
    present(part, scope, 'Fn::FindInMap'),
  );
  const found = scope.mappings[String(map)]?.[String(top)]?.[String(second)];
  if (found !== undefined) return found;
  const fallback = object(options ?? {}, 'Fn::FindInMap').DefaultValue;
  if (fallback === undefined) throw new Error(`the mappings have no ${String(map)}.${String(top)}.${String(second)}`);
  return fallback;
}

/** `${Name}`, `${Name.Attribute}`, `${Variable}`; `${!Literal}` stays `${Literal}`. */
function substitute(format: string, variables: JsonObject, scope: Scope): string {
  return format.replace(SUB_REFERENCE, (_whole, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const variable = variables[name];
    if (variable !== undefined) return scalar(present(variable, scope, 'Fn::Sub'), 'Fn::Sub');
    const dot = name.indexOf('.');
    const value = dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    if (value === NO_VALUE) return '';
    return scalar(value, 'Fn::Sub');
  });
}
export const SUB_REFERENCE = /\$\{(!?)\s*([^}!\s][^}]*?)\s*\}/g;

/** `Fn::GetAtt` in both its forms. */
export function attributeOf(argument: Json): readonly [string, Json] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  const [logicalId, attribute] = list(argument, 'Fn::GetAtt');
  return [text(logicalId ?? null, 'Fn::GetAtt'), attribute ?? ''];
}

function truth(value: Json, scope: Scope): boolean {
  const resolved = present(value, scope, 'a condition');
  return resolved === true || resolved === 'true';
}

function present(value: Json, scope: Scope, where: string): Json {
  const resolved = resolve(value, scope);
  if (resolved === NO_VALUE) throw new Error(`${where} cannot take AWS::NoValue`);
  return resolved;
}

/** CloudFormation compares text: `true` and `"true"`, `1` and `"1"` are the same. */
const comparable = (value: Json | undefined): Json =>
  typeof value === 'boolean' || typeof value === 'number' ? String(value) : (value ?? null);

function text(value: Json, where: string): string {
  if (typeof value !== 'string') throw new Error(`${where} takes text here, not ${JSON.stringify(value)}`);
  return value;
}

function scalar(value: Json, where: string): string {
  if (typeof value === 'object') throw new Error(`${where} takes text here, not ${JSON.stringify(value)}`);
  return String(value);
}

function list(value: Json, where: string): readonly Json[] {
  if (!Array.isArray(value)) throw new Error(`${where} takes a list here, not ${JSON.stringify(value)}`);
  return value;
}

function object(value: Json, where: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${where} takes an object here, not ${JSON.stringify(value)}`);
  }
  return value as JsonObject;
}
