/**
 * The expressions of one request: parsed once per text, checked against the request's placeholders every time.
 * The order of checks is that of the service: combinations of parameters, then the placeholder maps themselves, then
 * each expression, then placeholders that nothing uses.
 */
import { validationError } from '../errors';
import type { RawItem } from '../requests/attribute-values';
import type { AttributeValue } from '../values/attribute-value';
import { canonicalValue } from '../values/canonical';
import { type Bindings, NO_BINDINGS } from './bindings';
import type { Condition, Projection, Update } from './expression';
import { parseCondition } from './parse-condition';
import { parseProjection } from './parse-projection';
import { parseUpdate } from './parse-update';
import type { Parsed } from './parsed';
import { ExpressionFault } from './reader';
import { RecentCache } from './recent-cache';

export interface Placeholders {
  readonly ExpressionAttributeNames: { readonly [placeholder: string]: string } | undefined;
  readonly ExpressionAttributeValues?: RawItem | undefined;
}

type Outcome<Tree> =
  | { readonly kind: 'parsed'; readonly parsed: Parsed<Tree> }
  | { readonly kind: 'fault'; readonly message: string };

/** Texts kept parsed, for each grammar. */
const KEPT_TEXTS = 1000;

class Grammar<Tree> {
  private readonly cache = new RecentCache<Outcome<Tree>>(KEPT_TEXTS);

  constructor(private readonly parse: (text: string) => Parsed<Tree>) {}

  /** `parameter` names the expression in the message: `FilterExpression`. */
  read(text: string, parameter: string, bindings: Bindings): Parsed<Tree> {
    const outcome = this.cache.get(text, this.outcomeOf);
    if (outcome.kind === 'fault') throw validationError(`Invalid ${parameter}: ${outcome.message}`);
    for (const check of outcome.parsed.checks) {
      const fault = check(bindings);
      if (fault !== undefined) throw validationError(`Invalid ${parameter}: ${fault}`);
    }
    return outcome.parsed;
  }

  private readonly outcomeOf = (text: string): Outcome<Tree> => {
    try {
      return { kind: 'parsed', parsed: this.parse(text) };
    } catch (fault) {
      if (fault instanceof ExpressionFault) return { kind: 'fault', message: fault.message };
      throw fault;
    }
  };
}

const CONDITIONS = new Grammar<Condition>(parseCondition);
const UPDATES = new Grammar<Update>(parseUpdate);
const PROJECTIONS = new Grammar<Projection>(parseProjection);

export class RequestExpressions {
  private readonly used: Parsed<unknown>[] = [];

  private constructor(
    readonly bindings: Bindings,
    private readonly placeholders: Placeholders,
  ) {}

  static of(placeholders: Placeholders): RequestExpressions {
    return new RequestExpressions(bindingsOf(placeholders), placeholders);
  }

  condition(text: string | undefined, parameter: string): Condition | undefined {
    return this.read(CONDITIONS, text, parameter);
  }

  update(text: string | undefined): Update | undefined {
    return this.read(UPDATES, text, 'UpdateExpression');
  }

  projection(text: string | undefined): Projection | undefined {
    return this.read(PROJECTIONS, text, 'ProjectionExpression');
  }

  /** Call after every expression is read. */
  refuseUnused(): void {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = this.placeholders;
    if (names !== undefined) this.refuse('ExpressionAttributeNames', 'names', names);
    if (values !== undefined) this.refuse('ExpressionAttributeValues', 'values', values);
  }

  private refuse(member: keyof Placeholders, kind: 'names' | 'values', given: object): void {
    let unused: string[] | undefined;
    for (const key of Object.keys(given)) {
      if (!this.isUsed(kind, key)) unused = [...(unused ?? []), key];
    }
    if (unused === undefined) return;
    throw validationError(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
  }

  private isUsed(kind: 'names' | 'values', key: string): boolean {
    for (const expression of this.used) if (expression[kind].has(key)) return true;
    return false;
  }

  private read<Tree>(grammar: Grammar<Tree>, text: string | undefined, parameter: string): Tree | undefined {
    if (text === undefined) return undefined;
    const parsed = grammar.read(text, parameter, this.bindings);
    this.used.push(parsed);
    return parsed.tree;
  }
}

/** Source: DynamoDB Developer Guide, "Quotas", Expression parameters: an expression attribute name or value is at most 255 bytes. */
const MAX_KEY_BYTES = 255;
const NAME_KEY = /^#[0-9a-zA-Z_]+$/;
const VALUE_KEY = /^:[0-9a-zA-Z_]+$/;

function bindingsOf({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }: Placeholders): Bindings {
  if (names === undefined && values === undefined) return NO_BINDINGS;
  if (names !== undefined) checkNames(names);
  if (values === undefined) return { names: names ?? NO_BINDINGS.names, values: NO_BINDINGS.values };
  const keys = Object.keys(values);
  checkKeys('ExpressionAttributeValues', keys, VALUE_KEY);
  const canonical: { [placeholder: string]: AttributeValue } = {};
  for (const key of keys) {
    const value = values[key];
    if (value !== undefined) canonical[key] = canonicalValue(value, invalidValue, key);
  }
  return { names: names ?? NO_BINDINGS.names, values: canonical };
}

const invalidValue = (fault: string, key: string) =>
  `ExpressionAttributeValues contains invalid value: ${fault} for key ${key}`;

function checkKeys(member: string, keys: readonly string[], pattern: RegExp): void {
  if (keys.length === 0) throw validationError(`${member} must not be empty`);
  for (const key of keys) {
    if (!pattern.test(key)) throw validationError(`${member} contains invalid key: Syntax error; key: "${key}"`);
    if (key.length > MAX_KEY_BYTES) throw validationError(`${member} contains invalid key: Too long; key: "${key}"`);
  }
}

function checkNames(names: { readonly [placeholder: string]: string }): void {
  const keys = Object.keys(names);
  checkKeys('ExpressionAttributeNames', keys, NAME_KEY);
  const empty = keys.find((key) => names[key] === '');
  if (empty === undefined) return;
  throw validationError(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${empty}`);
}

const NO_LEGACY: { readonly [parameter: string]: unknown } = {};

/** The combinations of parameters that are refused before anything is parsed. */
export function checkExpressionParameters(
  request: Placeholders,
  expressions: { readonly [parameter: string]: string | undefined },
  legacy = NO_LEGACY,
): void {
  refuseMixture(expressions, legacy);
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = request;
  if (names === undefined && values === undefined) return;
  const parameters = Object.keys(expressions);
  if (names !== undefined && parameters.every((parameter) => expressions[parameter] === undefined)) {
    throw validationError('ExpressionAttributeNames can only be specified when using expressions');
  }
  const valued = parameters.filter((parameter) => parameter !== 'ProjectionExpression');
  const usable = valued.some((parameter) => expressions[parameter] !== undefined);
  if (values === undefined || usable || valued.length === 0) return;
  const verb = valued.length > 1 ? 'are' : 'is';
  throw validationError(
    `ExpressionAttributeValues can only be specified when using expressions: ${valued.join(' and ')} ${verb} null`,
  );
}

function refuseMixture(
  expressions: { readonly [parameter: string]: string | undefined },
  legacy: { readonly [parameter: string]: unknown },
): void {
  const old = Object.keys(legacy).filter((parameter) => legacy[parameter] !== undefined);
  if (old.length === 0) return;
  const given = Object.keys(expressions).filter((parameter) => expressions[parameter] !== undefined);
  // KeyConditions stand beside a FilterExpression, only not beside a KeyConditionExpression.
  const mixed = given.includes('KeyConditionExpression') ? old : old.filter((each) => each !== 'KeyConditions');
  if (given.length === 0 || mixed.length === 0) return;
  throw validationError(
    `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${mixed.join(', ')}} Expression parameters: {${given.join(', ')}}`,
  );
}
