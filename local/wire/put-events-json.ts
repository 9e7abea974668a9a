/** PutEvents' input as EventBridge's client writes it, without the text. */
import type { Json, JsonObject } from '../../lib/units';

const TEXTS: ReadonlySet<string> = new Set(['Source', 'DetailType', 'Detail', 'EventBusName']);

/** Undefined for what is rarely given: the client's own serializer knows it all. */
export function putEventsJson(input: object): JsonObject | undefined {
  const { Entries, ...others }: { readonly Entries?: unknown } = input;
  if (!Array.isArray(Entries) || Object.keys(others).length > 0) return undefined;
  const entries: JsonObject[] = [];
  for (const given of Entries) {
    const entry = entryJson(given);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return { Entries: entries };
}

function entryJson(given: unknown): JsonObject | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const entry: Record<string, Json> = {};
  for (const [member, value] of Object.entries(given)) {
    if (TEXTS.has(member) && typeof value === 'string') entry[member] = value;
    else if (member === 'Time' && value instanceof Date) entry[member] = value.getTime() / 1000;
    else if (value !== undefined) return undefined;
  }
  return entry;
}
