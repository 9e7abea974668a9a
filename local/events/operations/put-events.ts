/** PutEvents. Source: API Reference, "PutEvents", "PutEventsRequestEntry"; user guide, "Calculating event entry size". */
import { epochMillis, type Json, type JsonObject } from '../../../lib/units';
import { busNameOf } from '../arns';
import { throttled, validationError } from '../errors';
import type { EventEntry } from '../ingest';
import { isObject, requiredList } from '../members';
import { DEFAULT_BUS } from '../model';
import type { Operation } from './operation';

const MAX_ENTRIES = 10;
/** "Time: 14 bytes". */
const TIME_BYTES = 14;

type ReadEntry =
  | { readonly kind: 'accepted'; readonly entry: EventEntry }
  | { readonly kind: 'failed'; readonly ErrorCode: string; readonly ErrorMessage: string };

export const putEvents: Operation = async (model, input) => {
  const entries = requiredList(input, 'Entries', MAX_ENTRIES).map((entry) => {
    if (!isObject(entry)) throw validationError('entries must be a list of objects');
    return entry;
  });
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > model.maxRequestBytes) {
    throw validationError('Total size of the entries in the request is over the limit.');
  }
  const outages = entries.map((entry) => model.outages.of(busNamed(entry), entry));
  if (outages.includes('ThrottlingException')) throw throttled();

  const read = entries.map((entry, index) => (outages[index] === undefined ? readEntry(entry) : INTERNAL_FAILURE));
  const accepted = read.flatMap((result) => (result.kind === 'accepted' ? [result.entry] : []));
  const ids = [...(await model.ingest.put(accepted))];
  const results = read.map((result): JsonObject => {
    if (result.kind === 'accepted') return { EventId: ids.shift() ?? '' };
    return { ErrorCode: result.ErrorCode, ErrorMessage: result.ErrorMessage };
  });
  return { FailedEntryCount: entries.length - accepted.length, Entries: results };
};

const failed = (ErrorCode: string, ErrorMessage: string): ReadEntry => ({ kind: 'failed', ErrorCode, ErrorMessage });
const missing = (member: string) =>
  failed('InvalidArgument', `Parameter ${member} is not valid. Reason: ${member} is a required argument.`);
const INTERNAL_FAILURE = failed('InternalFailure', 'Internal Service Failure');

const textOf = (value: Json | undefined) => (typeof value === 'string' && value !== '' ? value : undefined);
const busNamed = (entry: JsonObject) => busNameOf(textOf(entry.EventBusName) ?? DEFAULT_BUS);

function readEntry(entry: JsonObject): ReadEntry {
  const source = textOf(entry.Source);
  const detailType = textOf(entry.DetailType);
  const detailText = textOf(entry.Detail);
  if (source === undefined) return missing('Source');
  if (detailType === undefined) return missing('DetailType');
  if (detailText === undefined) return missing('Detail');
  if (source.startsWith('aws.')) return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parseDetail(detailText);
  if (detail === undefined) return failed('MalformedDetail', 'Detail is malformed.');
  const { Resources: resources, Time: time } = entry;
  return {
    kind: 'accepted',
    entry: {
      source,
      detailType,
      detail,
      eventBusName: busNamed(entry),
      ...(Array.isArray(resources) ? { resources: resources.map(String) } : {}),
      ...(typeof time === 'number' ? { time: epochMillis(time * 1000) } : {}),
    },
  };
}

function parseDetail(text: string): JsonObject | undefined {
  try {
    const detail: Json = JSON.parse(text);
    return isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

function sizeOf(entry: JsonObject): number {
  const { Source, DetailType, Detail, Resources, Time } = entry;
  const resources = Array.isArray(Resources) ? Resources : [];
  const texts = [Source, DetailType, Detail, ...resources].filter((value) => typeof value === 'string');
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return bytes + (Time === undefined ? 0 : TIME_BYTES);
}
