/** What a resource type's loader is given, and what it gives back. */
import type { Json, JsonObject } from '../../lib/units';
import type { EventSources } from '../lambda/event-sources/event-sources';
import type { LambdaFunction } from '../lambda/function';
import type { Service } from '../service';
import type { Place } from './names';
import type { Stack } from './template';

/** A resource whose properties are plain JSON. */
export interface Declared {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
}

/** What loading needs of the model. */
export interface Target extends Place {
  readonly cloudwatch: Service;
  readonly dynamodb: Service;
  readonly events: Service;
  readonly lambda: Service & { readonly eventSources: Pick<EventSources, 'declare'> };
  readonly logs: Service;
  readonly sns: Service;
  readonly sqs: Service;
  readonly stepfunctions: Service;
  /** Metadata `backstep:entry` is relative to it. */
  readonly projectRoot: string;
  /** Functions are bundled together, after everything else has loaded. */
  addFunction(fn: LambdaFunction): void;
  /** Whether a function of that name or ARN has been added. */
  hasFunction(functionName: string): boolean;
  /** What must wait until the functions are there; its failure is the resource's. */
  whenDeployed(work: () => Promise<void>): void;
}

export interface Loaded {
  readonly name: string;
  readonly arn: string;
  /** What `Ref` answers. */
  readonly ref: string;
  readonly attributes: { readonly [attribute: string]: Json };
}

export type Loading =
  | ({ readonly kind: 'modelled' } & Loaded)
  /** Kept as data (roles, log groups): nothing of it acts in the model, and nothing is lost by that. */
  | ({ readonly kind: 'data' } & Loaded)
  | ({ readonly kind: 'notModelled'; readonly reason: string } & Loaded);

/** Throws plain errors; the caller adds the stack and the logical id. */
export type Loader = (declared: Declared, target: Target) => Promise<Loading> | Loading;

/** A problem of one property. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
  constructor(
    readonly property: string,
    message: string,
  ) {
    super(message);
  }
}

/** A property as text; `fallback` where the template has none. */
export function textOf(properties: JsonObject, property: string, fallback: string): string {
  const value = properties[property];
  if (value === undefined) return fallback;
  if (typeof value !== 'string') throw new PropertyError(property, `must be text, not ${JSON.stringify(value)}`);
  return value;
}

/** CloudFormation takes `"30"` for 30. */
export function numberOf(properties: JsonObject, property: string, fallback: number): number {
  const value = properties[property];
  if (value === undefined) return fallback;
  const number = Number(value);
  if (typeof value === 'object' || !Number.isFinite(number)) {
    throw new PropertyError(property, `must be a number, not ${JSON.stringify(value)}`);
  }
  return number;
}

/** Members of the API begin with a small letter where a template's have a capital one: `LogGroupArn`, `logGroupArn`. */
export function asInApi(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => asInApi(item) ?? null);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, inner]) => {
    return [name.charAt(0).toLowerCase() + name.slice(1), asInApi(inner) ?? null];
  });
  return Object.fromEntries(members);
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
