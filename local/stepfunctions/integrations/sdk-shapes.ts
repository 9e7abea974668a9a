/**
 * Between the AWS SDK integrations and the services' own protocols. "Parameters are expressed in PascalCase", whatever
 * the service writes; times are ISO 8601 texts. Developer Guide, "Learning to use AWS service SDK integrations".
 */
import type { Json, JsonObject } from '../../../lib/units';
import { isObject } from '../json';

type Rename = (name: string) => string;

const lowerFirst: Rename = (name) => name.slice(0, 1).toLowerCase() + name.slice(1);
const upperFirst: Rename = (name) => name.slice(0, 1).toUpperCase() + name.slice(1);

/** For services whose members begin in lower case (Step Functions, CloudWatch Logs). */
export const toLowerCamel = (input: JsonObject): JsonObject => renamed(input, lowerFirst);
export const toPascal = (answer: JsonObject): JsonObject => renamed(answer, upperFirst);

/** Maps whose keys are the caller's own. */
const MAPS: ReadonlySet<string> = new Set(['tags', 'Tags']);

const renamed = (fields: JsonObject, rename: Rename): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      rename(name),
      MAPS.has(name) && isObject(value) ? value : renamedWithin(value, rename),
    ]),
  );

function renamedWithin(value: Json, rename: Rename): Json {
  if (Array.isArray(value)) return value.map((item: Json) => renamedWithin(item, rename));
  return isObject(value) ? renamed(value, rename) : value;
}

/** Members that hold times; quantities of time end otherwise (`WaitTimeSeconds`). */
const TIME = /(?:Date|Time|Timestamp)s?$/;

/** Epoch seconds under the name of a time become text as Java writes an instant: no fraction where there is none. */
export const withIsoTimes = (answer: JsonObject): JsonObject =>
  mapTimes(answer, (value) => (typeof value === 'number' ? isoOf(value) : value));

/** The other way round. */
export const withEpochTimes = (input: JsonObject): JsonObject => mapTimes(input, secondsOf);

function mapTimes(fields: JsonObject, map: (value: Json) => Json): JsonObject {
  const within = (value: Json, isTime: boolean): Json => {
    if (Array.isArray(value)) return value.map((item: Json) => within(item, isTime));
    if (isObject(value)) return mapTimes(value, map);
    return isTime ? map(value) : value;
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, within(value, TIME.test(name))]));
}

const isoOf = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString().replace('.000Z', 'Z');

const ISO = /^\d{4}-\d{2}-\d{2}T/;

export function secondsOf(value: Json): Json {
  if (typeof value !== 'string' || !ISO.test(value)) return value;
  const millis = Date.parse(value);
  return Number.isNaN(millis) ? value : millis / 1000;
}
