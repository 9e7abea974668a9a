/** What a distributed Map state says beyond an inline one. Step Functions Developer Guide, "Using Map state in Distributed mode". */
import type { MapState, QueryLanguage } from '../../../lib/asl/language';
import { hashOf, type Json, type JsonObject } from '../../../lib/units';
import type { Expression, Scope } from '../expression';
import { isObject, textOf } from '../json';
import { isJsonata, requiredValue, unexpectedType } from '../jsonata/expression';
import { compileJsonataTemplate, queryAt } from '../jsonata/template';
import { compileSelectingPath } from '../paths/compile-path';
import { runtimeError } from '../state-error';
import { compileTemplate } from '../template';
import { compileMapNumber, type MapNumber } from './map-fields';

/** What to read the items from; plain data. */
export interface ReadItems {
  readonly resource: string;
  readonly parameters: JsonObject;
  /** `ReaderConfig`, its paths and expressions resolved. */
  readonly config: JsonObject;
}

/** Where the results go; plain data. */
export interface WriteResults {
  /** Nothing: they become the state's result. */
  readonly destination: { readonly bucket: string; readonly prefix: string } | null;
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly outputType: 'JSON' | 'JSONL';
}

export interface Distribution {
  /** In the ARNs of the state's map runs. */
  readonly label: string;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  readonly reader: ((scope: Scope) => ReadItems) | undefined;
  readonly batch: ((scope: Scope, items: readonly Json[]) => readonly Batch[]) | undefined;
  readonly toleratedCount: MapNumber;
  readonly toleratedPercentage: MapNumber;
  readonly writer: (scope: Scope) => WriteResults;
}

export interface MapRunLimits {
  /** 0: as many as can be. */
  readonly maxConcurrency: number;
  /** Nothing where the state does not say. */
  readonly toleratedFailureCount: number | null;
  readonly toleratedFailurePercentage: number | null;
}

/** The input of one child execution, and how many items are in it. */
export interface Batch {
  readonly input: Json;
  readonly items: number;
}

export function compileDistribution(name: string, state: MapState, language: QueryLanguage): Distribution {
  const processor = state.ItemProcessor ?? state.Iterator;
  return {
    label: state.Label ?? generatedLabel(name),
    executionType: processor?.ProcessorConfig?.ExecutionType ?? 'STANDARD',
    reader: state.ItemReader === undefined ? undefined : compileReader(state.ItemReader, language),
    batch: state.ItemBatcher === undefined ? undefined : compileBatcher(state.ItemBatcher, language),
    toleratedCount: compileMapNumber(state, 'ToleratedFailureCount', language),
    toleratedPercentage: compileMapNumber(state, 'ToleratedFailurePercentage', language),
    writer: compileWriter(state.ResultWriter, language),
  };
}

/** "If you don't specify a label, Step Functions automatically generates a unique label": one for each state's name. */
function generatedLabel(name: string): string {
  const hex = hashOf(name);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const argumentsOf = (field: JsonObject, language: QueryLanguage): Json | undefined =>
  language === 'JSONata' ? field.Arguments : field.Parameters;

/** The template of a sub-field, in the state's language; always an object. */
function compileSub(template: Json | undefined, language: QueryLanguage, field: string): (scope: Scope) => JsonObject {
  const value: Expression =
    template === undefined
      ? () => ({})
      : language === 'JSONata'
        ? compileJsonataTemplate(template, field)
        : compileTemplate(template, field);
  return (scope) => {
    const found = value(scope);
    return isObject(found) ? found : {};
  };
}

function compileReader(reader: JsonObject, language: QueryLanguage): (scope: Scope) => ReadItems {
  const resource = String(reader.Resource ?? '');
  const inner = language === 'JSONata' ? 'ItemReader/Arguments' : 'ItemReader';
  const parameters = compileSub(argumentsOf(reader, language), language, inner);
  const { MaxItemsPath: _path, ...config } = isObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  const most = compileSubNumber(
    isObject(reader.ReaderConfig) ? reader.ReaderConfig : {},
    'MaxItems',
    language,
    'ItemReader/ReaderConfig',
  );
  return (scope) => {
    const maxItems = most(scope);
    return {
      resource,
      parameters: parameters(scope),
      config: maxItems === undefined ? config : { ...config, MaxItems: maxItems },
    };
  };
}

/** A whole number of a sub-field: literal, `…Path`, or an expression. */
function compileSubNumber(fields: JsonObject, name: string, language: QueryLanguage, at: string): MapNumber {
  const literal = fields[name];
  const field = `${at}/${name}`;
  if (typeof literal === 'string' && language === 'JSONata' && isJsonata(literal)) {
    const query = queryAt(literal, field);
    return (scope) => {
      const value = requiredValue(query, scope, field);
      const count = integerOf(value);
      if (count !== undefined) return count;
      throw unexpectedType(query, field, 'integer', value);
    };
  }
  const path = fields[`${name}Path`];
  if (typeof path !== 'string') return () => (typeof literal === 'number' ? literal : undefined);
  const select = compileSelectingPath(path, `${name}Path`);
  return (scope) => {
    const value = select(scope);
    const count = integerOf(value);
    if (count !== undefined) return count;
    throw runtimeError(
      `The ${name}Path field refers to value "${textOf(value)}" which is not a valid integer: ${path}`,
    );
  };
}

/** Read as text: `"2"` is an integer as well. */
function integerOf(value: Json): number | undefined {
  const text = typeof value === 'string' ? value : textOf(value);
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function compileBatcher(batcher: JsonObject, language: QueryLanguage): Distribution['batch'] {
  const mostItems = compileSubNumber(batcher, 'MaxItemsPerBatch', language, 'ItemBatcher');
  const mostBytes = compileSubNumber(batcher, 'MaxInputBytesPerBatch', language, 'ItemBatcher');
  const { BatchInput: batchInput } = batcher;
  const fixed = batchInput === undefined ? undefined : compileSub(batchInput, language, 'ItemBatcher/BatchInput');
  return (scope, items) => {
    const given: JsonObject = fixed === undefined ? {} : { BatchInput: fixed(scope) };
    const room = { items: mostItems(scope) ?? Number.POSITIVE_INFINITY, bytes: mostBytes(scope) ?? MAX_BATCH_BYTES };
    return groups(items, room, Buffer.byteLength(textOf({ ...given, Items: [] }))).map((group) => {
      return { input: { ...given, Items: group }, items: group.length };
    });
  };
}

/** "The maximum size of a batch … up to 256 KiB." */
const MAX_BATCH_BYTES = 262_144;

function groups(
  items: readonly Json[],
  room: { readonly items: number; readonly bytes: number },
  emptyBytes: number,
): readonly (readonly Json[])[] {
  const all: Json[][] = [];
  let group: Json[] = [];
  let bytes = emptyBytes;
  for (const item of items) {
    const more = Buffer.byteLength(textOf(item)) + 1;
    if (group.length > 0 && (group.length >= room.items || bytes + more > room.bytes)) {
      all.push(group);
      group = [];
      bytes = emptyBytes;
    }
    group.push(item);
    bytes += more;
  }
  if (group.length > 0) all.push(group);
  return all;
}

function compileWriter(writer: JsonObject | undefined, language: QueryLanguage): (scope: Scope) => WriteResults {
  if (writer === undefined) {
    return () => ({ destination: null, transformation: 'COMPACT', outputType: 'JSON' });
  }
  const { Transformation, OutputType } = isObject(writer.WriterConfig) ? writer.WriterConfig : {};
  const isExported = writer.Resource !== undefined;
  const transformation =
    Transformation === 'COMPACT' || Transformation === 'FLATTEN' || Transformation === 'NONE' ? Transformation : 'NONE';
  const outputType = OutputType === 'JSONL' ? 'JSONL' : 'JSON';
  const inner = language === 'JSONata' ? 'ResultWriter/Arguments' : 'ResultWriter';
  const parameters = compileSub(argumentsOf(writer, language), language, inner);
  return (scope) => {
    if (!isExported) return { destination: null, transformation, outputType };
    const { Bucket: bucket, Prefix: prefix } = parameters(scope);
    return {
      destination: { bucket: String(bucket ?? ''), prefix: typeof prefix === 'string' ? prefix : '' },
      transformation,
      outputType,
    };
  };
}
