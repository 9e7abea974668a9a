/**
 * Whether a mocked result has the shape of the service's answer, by the schemas that the AWS SDK's clients carry. Answers of
 * services that the model has no client of are taken as they come.
 */
import { assertNever, type Json } from '../../../lib/units';
import type { TaskResource } from '../interpreter/task-resource';
import { isObject } from '../json';
import type { FieldValidationMode } from './request';

/** The client's package, by the name of the service in a Resource. */
const CLIENTS: { readonly [service: string]: string | undefined } = {
  lambda: '@aws-sdk/client-lambda',
  dynamodb: '@aws-sdk/client-dynamodb',
  sqs: '@aws-sdk/client-sqs',
  sns: '@aws-sdk/client-sns',
  events: '@aws-sdk/client-eventbridge',
  eventbridge: '@aws-sdk/client-eventbridge',
  states: '@aws-sdk/client-sfn',
  sfn: '@aws-sdk/client-sfn',
  cloudwatch: '@aws-sdk/client-cloudwatch',
  cloudwatchlogs: '@aws-sdk/client-cloudwatch-logs',
};

/** What is wrong with the result, or nothing. */
export function shapeMismatch(resource: TaskResource, result: Json, mode: FieldValidationMode): string | undefined {
  if (mode === 'NONE' || resource.kind !== 'service') return undefined;
  const schema = answerSchema(resource.service.replace(/^aws-sdk:/, ''), resource.action);
  return schema === undefined ? undefined : mismatch(schema, result, mode, '');
}

/** An operation of the SDK's: `[9, namespace, name, traits, input, output]`. */
function answerSchema(service: string, action: string): Shape | undefined {
  const client = CLIENTS[service];
  // With a pattern (`.sync`, `.waitForTaskToken`) the result is another than the operation's answer.
  if (client === undefined || action.includes('.')) return undefined;
  const operations = require(client) as { readonly [name: string]: unknown };
  const operation = operations[`${pascal(action)}$`];
  return Array.isArray(operation) && operation[0] === 9 ? shapeOf(operation[5]) : undefined;
}

const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

type Shape =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'anything' }
  | { readonly kind: 'list' | 'map'; readonly of: () => Shape }
  | {
      readonly kind: 'structure';
      readonly members: readonly { readonly name: string; readonly shape: () => Shape }[];
      /** So many of the first members must be there. */
      readonly required: number;
    };

/** The SDK writes a schema as a number, or as a list that begins with what it is; a member may be wrapped with its traits. */
function shapeOf(schema: unknown): Shape {
  if (typeof schema === 'function') return shapeOf(schema());
  if (typeof schema === 'number') return simpleShape(schema);
  if (!Array.isArray(schema)) return ANYTHING;
  if (typeof schema[1] !== 'string') return shapeOf(schema[0]);
  const [kind, , , , ...rest]: readonly unknown[] = schema;
  switch (kind) {
    case 0:
      return shapeOf(rest[0]);
    case 1:
      return { kind: 'list', of: () => shapeOf(rest[0]) };
    case 2:
      return { kind: 'map', of: () => shapeOf(rest[1]) };
    case 3: {
      const [names, types, required] = rest;
      if (!Array.isArray(names) || !Array.isArray(types)) return ANYTHING;
      const members = names.map((name, index) => ({ name: pascal(String(name)), shape: () => shapeOf(types[index]) }));
      return { kind: 'structure', members, required: typeof required === 'number' ? required : 0 };
    }
    default:
      return ANYTHING;
  }
}

const ANYTHING: Shape = { kind: 'anything' };
const TEXT: Shape = { kind: 'text' };
/** A list or a map of a simple schema is that schema's number with one of these added. */
const LIST = 64;
const MAP = 128;
/** Timestamps of each format: Step Functions hands them on as text. */
const TIMESTAMPS: readonly number[] = [4, 5, 6, 7];

function simpleShape(schema: number): Shape {
  if (schema >= MAP) return { kind: 'map', of: () => simpleShape(schema - MAP) };
  if (schema >= LIST) return { kind: 'list', of: () => simpleShape(schema - LIST) };
  if (schema === 0 || TIMESTAMPS.includes(schema)) return TEXT;
  if (schema === 1) return { kind: 'number' };
  return schema === 2 ? { kind: 'boolean' } : ANYTHING;
}

function mismatch(shape: Shape, value: Json, mode: FieldValidationMode, at: string): string | undefined {
  switch (shape.kind) {
    case 'anything':
      return undefined;
    case 'text':
      return typeof value === 'string' ? undefined : `${at} must be a string`;
    case 'number':
    case 'boolean':
      return typeof value === shape.kind ? undefined : `${at} must be a ${shape.kind}`;
    case 'list':
      if (!Array.isArray(value)) return `${at} must be an array`;
      return first(value.map((item: Json, index) => mismatch(shape.of(), item, mode, `${at}[${index}]`)));
    case 'map':
      if (!isObject(value)) return `${at} must be an object`;
      return first(Object.entries(value).map(([key, item]) => mismatch(shape.of(), item, mode, `${at}.${key}`)));
    case 'structure': {
      if (!isObject(value)) return `${at === '' ? 'the result' : at} must be an object`;
      return first(
        shape.members.map(({ name, shape: member }, index) => {
          const path = at === '' ? name : `${at}.${name}`;
          const given = value[name];
          if (given !== undefined) return mismatch(member(), given, mode, path);
          return mode === 'STRICT' && index < shape.required ? `${path} is required` : undefined;
        }),
      );
    }
    default:
      return assertNever(shape);
  }
}

const first = (mismatches: readonly (string | undefined)[]) => mismatches.find((found) => found !== undefined);
