/** What only Map states have: a processor and its mode, a reader, a batcher, a writer, a label. */
import { isObject } from '../json';
import { type Diagnostic, requiredFields, wrongSchema } from './diagnostic';
import {
  anything,
  checkFields,
  type Fields,
  inBoth,
  inJsonata,
  inJsonPath,
  integer,
  object,
  oneOf,
  orExpression,
  path,
  template,
  text,
  type ValueCheck,
} from './value-checks';

const PROCESSOR_CONFIG: Fields = {
  Mode: inBoth(oneOf('INLINE', 'DISTRIBUTED')),
  ExecutionType: inBoth(oneOf('STANDARD', 'EXPRESS')),
};

/** Its states are checked with those of every other scope. */
export const checkProcessor: ValueCheck = (value, { at, language }): readonly Diagnostic[] => {
  if (!isObject(value)) return [wrongSchema('Expected value of type Object', at)];
  const { ProcessorConfig: config } = value;
  if (config === undefined) return [];
  const place = `${at}/ProcessorConfig`;
  if (!isObject(config)) return [wrongSchema('Expected value of type Object', place)];
  // "ExecutionType … you must provide this field if you specify DISTRIBUTED for the Mode sub-field."
  const isMissing = config.Mode === 'DISTRIBUTED' && config.ExecutionType === undefined;
  return [
    ...(isMissing ? [requiredFields(['ExecutionType'], place)] : []),
    ...checkFields(config, PROCESSOR_CONFIG, language, place),
  ];
};

const holding =
  (fields: Fields, required: readonly string[] = []): ValueCheck =>
  (value, { at, language }) => {
    if (!isObject(value)) return [wrongSchema('Expected value of type Object', at)];
    const missing = required.filter((field) => value[field] === undefined);
    return missing.length > 0 ? [requiredFields(missing, at)] : checkFields(value, fields, language, at);
  };

const given: Fields = { Parameters: inJsonPath(template), Arguments: inJsonata(anything) };

export const readerFields = holding({ ...given, Resource: inBoth(text), ReaderConfig: inBoth(object) }, ['Resource']);

export const writerFields = holding({ ...given, Resource: inBoth(text), WriterConfig: inBoth(object) });

const count = orExpression(integer(1));

export const batcherFields = holding({
  BatchInput: inBoth((value, seen) => (seen.language === 'JSONPath' ? template(value, seen) : [])),
  MaxItemsPerBatch: inBoth(count),
  MaxItemsPerBatchPath: inJsonPath(path),
  MaxInputBytesPerBatch: inBoth(count),
  MaxInputBytesPerBatchPath: inJsonPath(path),
});

/** "Labels can't exceed 40 characters in length", nor hold blanks, wildcards, brackets or special characters. */
const MAX_LABEL_LENGTH = 40;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const FORBIDDEN = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/;

export const label: ValueCheck = (value, { at }) => {
  if (typeof value !== 'string') return [wrongSchema('Expected value of type String', at)];
  if (value !== '' && Array.from(value).length <= MAX_LABEL_LENGTH && !FORBIDDEN.test(value)) return [];
  return [{ code: 'INVALID_LABEL_NAME', message: `Invalid label name: ${value}`, location: at }];
};
