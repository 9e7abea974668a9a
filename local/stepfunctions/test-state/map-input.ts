/** What a Map state makes of its input before its first iteration begins; a mock stands for the rest. */
import type { MapState, QueryLanguage } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { type Scope, within } from '../expression';
import { isObject, parseJson, textOf } from '../json';
import { isJsonata } from '../jsonata/expression';
import { compileJsonataTemplate } from '../jsonata/template';
import { compileSelectingPath } from '../paths/compile-path';
import { runtimeError, StateError } from '../state-error';
import { compileTemplate } from '../template';
import { type Inspected, inputStages, type Stage } from './inspect';

/** `readerData` stands for what an ItemReader reads. */
export function* mapStages(
  inspected: Inspected<MapState>,
  readerData: string | undefined,
): Generator<Stage, readonly Json[]> {
  const { state, language, scope } = inspected;
  const seen = within(scope, yield* inputStages(inspected));
  const items =
    state.ItemReader === undefined ? yield* itemStages(state, language, seen) : yield* readerStages(state, readerData);
  const inputs = yield* selectorStages(state, language, seen, items);
  yield* batcherStages(state, language, seen, inputs);
  yield* numberStages(state, language, seen);
  return items;
}

function* itemStages(state: MapState, language: QueryLanguage, scope: Scope): Generator<Stage, readonly Json[]> {
  if (language === 'JSONata') {
    const items = state.Items === undefined ? scope.input : compileJsonataTemplate(state.Items, 'Items')(scope);
    return arrayOf(items, 'Items');
  }
  const path = state.ItemsPath ?? '$';
  const items = compileSelectingPath(path, 'ItemsPath')(scope);
  // Messages name a path into the context object by what follows its first `$`.
  if (!Array.isArray(items)) throw runtimeError(`Reference path "${path.replace(/^\$\$/, '$')}" must point to array.`);
  yield ['afterItemsPath', textOf(items)];
  return items;
}

function arrayOf(items: Json, field: string): readonly Json[] {
  if (Array.isArray(items)) return items;
  if (isObject(items)) return Object.entries(items).map(([Key, Value]) => ({ Key, Value }));
  throw runtimeError(`The ${field} field must be an array or an object, but was ${textOf(items)}`);
}

function* readerStages({ ItemReader: reader }: MapState, data: string | undefined): Generator<Stage, readonly Json[]> {
  if (data === undefined) return [];
  const config = isObject(reader?.ReaderConfig) ? reader.ReaderConfig : {};
  const read = readData(data, config.InputType);
  const pointer = config.ItemsPointer;
  if (typeof pointer !== 'string') return arrayOf(read, 'ItemReader');
  const items = pointedAt(read, pointer);
  yield ['afterItemsPointer', textOf(items)];
  return arrayOf(items, 'ItemReader');
}

/** JSON, one JSON value a line, or text a line. */
function readData(data: string, inputType: Json | undefined): Json {
  const lines = () => data.split(/\r?\n/).filter((line) => line !== '');
  try {
    if (inputType === 'JSONL') return lines().map(parseJson);
    return inputType === 'CSV' ? lines() : parseJson(data);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StateError('States.ItemReaderFailed', `Attempting to read the items failed: ${reason}`);
  }
}

/** RFC 6901. */
function pointedAt(value: Json, pointer: string): Json {
  let at: Json | undefined = value;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    at = Array.isArray(at) ? at[Number(key)] : isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  if (at !== undefined) return at;
  throw new StateError('States.ItemReaderFailed', `The ItemsPointer '${pointer}' points to nothing`);
}

function* selectorStages(
  state: MapState,
  language: QueryLanguage,
  scope: Scope,
  items: readonly Json[],
): Generator<Stage, readonly Json[]> {
  const selector = state.ItemSelector ?? state.Parameters;
  if (selector === undefined) return items;
  const select =
    language === 'JSONata'
      ? compileJsonataTemplate(selector, 'ItemSelector')
      : compileTemplate(selector, 'ItemSelector');
  const inputs = items.map((Value, Index) =>
    select({ ...scope, context: () => ({ ...scope.context(), Map: { Item: { Index, Value } } }) }),
  );
  yield ['afterItemSelector', textOf(inputs)];
  return inputs;
}

function* batcherStages(
  { ItemBatcher: batcher }: MapState,
  language: QueryLanguage,
  scope: Scope,
  inputs: readonly Json[],
): Generator<Stage> {
  if (batcher === undefined) return;
  const size = numberOf(batcher, 'MaxItemsPerBatch', language, scope) ?? Number.POSITIVE_INFINITY;
  const bytes = numberOf(batcher, 'MaxInputBytesPerBatch', language, scope) ?? Number.POSITIVE_INFINITY;
  const { BatchInput: template } = batcher;
  const compiled =
    template === undefined
      ? undefined
      : language === 'JSONata'
        ? compileJsonataTemplate(template, 'BatchInput')
        : compileTemplate(template, 'BatchInput');
  const shared: JsonObject = compiled === undefined ? {} : { BatchInput: compiled(scope) };
  const batches = batchesOf(inputs, size, bytes).map((Items): JsonObject => ({ ...shared, Items }));
  yield ['afterItemBatcher', textOf(batches)];
}

function batchesOf(inputs: readonly Json[], size: number, bytes: number): readonly (readonly Json[])[] {
  const batches: Json[][] = [];
  for (const input of inputs) {
    const last = batches.at(-1);
    const fits = last !== undefined && last.length < size && Buffer.byteLength(textOf([...last, input])) <= bytes;
    if (fits) last.push(input);
    else batches.push([input]);
  }
  return batches;
}

function* numberStages(state: MapState, language: QueryLanguage, scope: Scope): Generator<Stage> {
  const count = numberOf(state, 'ToleratedFailureCount', language, scope);
  if (count !== undefined) yield ['toleratedFailureCount', count];
  const percentage = numberOf(state, 'ToleratedFailurePercentage', language, scope);
  if (percentage !== undefined) yield ['toleratedFailurePercentage', percentage];
  yield ['maxConcurrency', numberOf(state, 'MaxConcurrency', language, scope) ?? 0];
}

/** A number as it stands, by a path, or as an expression. */
function numberOf(
  fields: MapState | JsonObject,
  field: string,
  language: QueryLanguage,
  scope: Scope,
): number | undefined {
  const given = valueAt(fields, field);
  const path = valueAt(fields, `${field}Path`);
  if (given === undefined && path === undefined) return undefined;
  const value =
    typeof path === 'string'
      ? compileSelectingPath(path, `${field}Path`)(scope)
      : language === 'JSONata' && typeof given === 'string' && isJsonata(given)
        ? compileJsonataTemplate(given, field)(scope)
        : given;
  if (typeof value === 'number' && value >= 0) return value;
  throw runtimeError(`The ${field} field must be a number that is not negative, but was ${textOf(value ?? null)}`);
}

const valueAt = (fields: object, field: string): Json | undefined =>
  Object.entries(fields).find(([name]) => name === field)?.[1] as Json | undefined;
