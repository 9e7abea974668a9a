/**
 * The items of an ItemReader: objects of a bucket, or what is in one of them.
 * Step Functions Developer Guide, "ItemReader (Map)".
 */
import { gunzipSync } from 'node:zlib';
import type { Json, JsonObject } from '../../../lib/units';
import type { ReadItems } from '../interpreter/distribution';
import { isObject, parseJson } from '../json';
import type { Objects } from '../objects/objects';
import { DELIMITERS, parseCsv, recordOf } from './csv';

/** Why the items cannot be read; the run fails with `States.ItemReaderFailed`. */
export class ItemReaderFailed extends Error {
  override readonly name = 'ItemReaderFailed';
}

const fail = (reason: string): never => {
  throw new ItemReaderFailed(reason);
};

/** "a Distributed Map state … up to 100,000,000 items": as many as a process holds. */
const MAX_ITEMS = 1_000_000;

export async function readItems(
  { resource, parameters, config }: ReadItems,
  objects: Objects,
): Promise<readonly Json[]> {
  const { MaxItems: most } = config;
  if (typeof most === 'number' && most < 0) return fail('field MaxItems must be positive');
  const items = resource.endsWith(':s3:listObjectsV2')
    ? await listed(parameters, objects)
    : await contained(parameters, config, objects);
  return items.slice(0, Math.min(typeof most === 'number' && most > 0 ? most : MAX_ITEMS, MAX_ITEMS));
}

async function listed(parameters: JsonObject, objects: Objects): Promise<readonly Json[]> {
  const bucket = textAt(parameters, 'Bucket');
  const { Prefix: prefix } = parameters;
  const found = await objects.list(bucket, typeof prefix === 'string' ? prefix : '');
  if (found === undefined) return fail(`The specified bucket does not exist: ${bucket}`);
  return found.map(({ key, size, etag, lastModifiedSeconds }) => {
    return { Etag: etag, Key: key, LastModified: lastModifiedSeconds, Size: size, StorageClass: 'STANDARD' };
  });
}

async function contained(parameters: JsonObject, config: JsonObject, objects: Objects): Promise<readonly Json[]> {
  const bucket = textAt(parameters, 'Bucket');
  const body = await bodyOf(objects, bucket, textAt(parameters, 'Key'));
  switch (config.InputType) {
    case 'CSV':
      return rowsOf(body, config);
    case 'JSONL':
      return body
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(parsed);
    case 'MANIFEST':
      return inventory(body, bucket, objects);
    case 'JSON':
    case undefined:
      return pointed(parsed(body), config.ItemsPointer);
    default:
      return fail(`The InputType ${JSON.stringify(config.InputType)} is not supported`);
  }
}

async function bodyOf(objects: Objects, bucket: string, key: string): Promise<string> {
  const body = await objects.get(bucket, key);
  if (body === undefined) return fail(`The specified key does not exist: ${bucket}/${key}`);
  return (key.endsWith('.gz') ? gunzipSync(body) : body).toString('utf8');
}

function rowsOf(body: string, config: JsonObject): readonly Json[] {
  const { CSVDelimiter: name, CSVHeaderLocation: location, CSVHeaders: given } = config;
  const delimiter = DELIMITERS[typeof name === 'string' ? name : 'COMMA'] ?? fail(`There is no delimiter ${name}`);
  const rows = parseCsv(body, delimiter);
  if (location !== 'GIVEN') {
    const [headers, ...rest] = rows;
    return rest.map((row) => recordOf(headers ?? [], row));
  }
  if (!Array.isArray(given)) return fail('CSVHeaders must be given');
  return rows.map((row) => recordOf(given.map(String), row));
}

/** "ItemsPointer: a JSON Pointer"; without one "the file must contain an array" or an object of items. */
function pointed(document: Json, pointer: Json | undefined): readonly Json[] {
  const steps = typeof pointer === 'string' && pointer !== '' ? pointer.split('/').slice(1) : [];
  let value: Json | undefined = document;
  for (const step of steps) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Array.isArray(value)
      ? value[Number(name)]
      : isObject(value) && Object.hasOwn(value, name)
        ? value[name]
        : undefined;
  }
  if (Array.isArray(value)) return value;
  if (isObject(value)) return Object.entries(value).map(([Key, Value]) => ({ Key, Value }));
  return fail('Attempting to map over non-iterable node.');
}

/** An S3 inventory: the manifest names files of rows, and the schema of a row. */
async function inventory(body: string, bucket: string, objects: Objects): Promise<readonly Json[]> {
  const manifest = parsed(body);
  if (!isObject(manifest)) return fail('The manifest is not an object');
  const { fileSchema: schema, files } = manifest;
  if (typeof schema !== 'string' || !Array.isArray(files)) return fail('The manifest has no fileSchema or no files');
  const headers = schema.split(',').map((header) => header.trim());
  const rows = await Promise.all(
    files.map(async (file: Json) =>
      parseCsv(await bodyOf(objects, bucket, isObject(file) ? textAt(file, 'key') : ''), ','),
    ),
  );
  return rows.flat().map((row) => recordOf(headers, row));
}

function textAt(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === 'string' ? value : fail(`The field '${field}' must be a string`);
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    return fail(`Unable to parse JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
