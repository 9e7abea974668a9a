/** What the batch operations have in common: up to ten entries, each with an id of its own. */
import type { JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import {
  batchEntryIdsNotDistinct,
  emptyBatchRequest,
  invalidBatchEntryId,
  tooManyEntriesInBatchRequest,
} from '../errors';
import { isObject } from '../members';

const MAX_ENTRIES = 10;

export interface Entry {
  readonly id: string;
  readonly input: JsonObject;
}

/** `entryType` is AWS's name of an entry, for the refusal of an empty batch. */
export function entriesOf(input: JsonObject, entryType: string): readonly Entry[] {
  const given = Array.isArray(input.Entries) ? input.Entries : [];
  if (given.length === 0) throw emptyBatchRequest(`There should be at least one ${entryType} in the request.`);
  if (given.length > MAX_ENTRIES) {
    throw tooManyEntriesInBatchRequest(
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${given.length}.`,
    );
  }
  const ids = new Set<string>();
  return given.map((entry) => {
    const id = isObject(entry) ? String(entry.Id ?? '') : '';
    if (!isObject(entry) || !/^[\w-]{1,80}$/.test(id)) throw invalidBatchEntryId(INVALID_ID);
    if (ids.has(id)) throw batchEntryIdsNotDistinct(`Id ${id} repeated.`);
    ids.add(id);
    return { id, input: entry };
  });
}

const INVALID_ID =
  'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';

/** Runs each entry by itself: one that is refused does not hold up the others. */
export async function runEach(
  entries: readonly Entry[],
  run: (entry: JsonObject) => JsonObject | Promise<JsonObject>,
): Promise<JsonObject> {
  const Successful: JsonObject[] = [];
  const Failed: JsonObject[] = [];
  for (const { id, input } of entries) {
    try {
      Successful.push({ Id: id, ...(await run(input)) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, ...(Failed.length === 0 ? {} : { Failed }) };
}
