/** The fields of each state type, and what they hold. States Language, "State Types"; Developer Guide, a page a type. */
import type { StateType } from '../../../lib/asl/language';
import { checkChoices } from './check-choices';
import { batcherFields, checkProcessor, label, readerFields, writerFields } from './check-map';
import { checkCatchers, checkRetriers } from './check-rows';
import {
  anything,
  array,
  assign,
  type Fields,
  flag,
  inBoth,
  inJsonata,
  inJsonPath,
  integer,
  MAX_INTEGER,
  nullablePath,
  number,
  object,
  objectTemplate,
  oneOf,
  orExpression,
  path,
  pathOrIntrinsic,
  resource,
  resultPath,
  template,
  text,
  timestamp,
} from './value-checks';

const common: Fields = {
  Type: inBoth(text),
  Comment: inBoth(text),
  QueryLanguage: inBoth(oneOf('JSONPath', 'JSONata')),
};
const filtered: Fields = { InputPath: inJsonPath(nullablePath), OutputPath: inJsonPath(nullablePath) };
const output: Fields = { Output: inJsonata(anything) };
const assigns: Fields = { Assign: inBoth(assign) };
const leaves: Fields = { Next: inBoth(text), End: inBoth(flag) };
const placed: Fields = { ResultPath: inJsonPath(resultPath) };
const selected: Fields = { ResultSelector: inJsonPath(objectTemplate) };
const guarded: Fields = { Retry: inBoth(checkRetriers), Catch: inBoth(checkCatchers) };
const given: Fields = { Parameters: inJsonPath(template), Arguments: inJsonata(anything) };

const seconds = orExpression(integer(1));
const count = orExpression(integer(0));
const percentage = orExpression(number(0, 100));

export const STATE_FIELDS: { readonly [T in StateType]: Fields } = {
  Task: {
    ...{ ...common, ...filtered, ...given, ...output, ...assigns, ...leaves, ...placed, ...selected, ...guarded },
    Resource: inBoth(resource),
    TimeoutSeconds: inBoth(seconds),
    TimeoutSecondsPath: inJsonPath(path),
    HeartbeatSeconds: inBoth(seconds),
    HeartbeatSecondsPath: inJsonPath(path),
    Credentials: inBoth(object),
  },
  Pass: {
    ...{ ...common, ...filtered, ...output, ...assigns, ...leaves, ...placed },
    Result: inJsonPath(anything),
    Parameters: inJsonPath(template),
  },
  Choice: {
    ...{ ...common, ...filtered, ...output, ...assigns },
    Choices: inBoth(checkChoices),
    Default: inBoth(text),
  },
  Wait: {
    ...{ ...common, ...filtered, ...output, ...assigns, ...leaves },
    Seconds: inBoth(orExpression(integer(0, MAX_INTEGER))),
    SecondsPath: inJsonPath(path),
    Timestamp: inBoth(orExpression(timestamp)),
    TimestampPath: inJsonPath(path),
  },
  Succeed: { ...common, ...filtered, ...output },
  Fail: {
    ...common,
    Error: inBoth(text),
    ErrorPath: inJsonPath(pathOrIntrinsic),
    Cause: inBoth(text),
    CausePath: inJsonPath(pathOrIntrinsic),
  },
  Parallel: {
    ...{ ...common, ...filtered, ...given, ...output, ...assigns, ...leaves, ...placed, ...selected, ...guarded },
    Branches: inBoth(array),
  },
  Map: {
    ...{ ...common, ...filtered, ...output, ...assigns, ...leaves, ...placed, ...selected, ...guarded },
    ItemProcessor: inBoth(checkProcessor),
    Iterator: inBoth(checkProcessor),
    ItemsPath: inJsonPath(path),
    Items: inJsonata(anything),
    ItemSelector: inBoth((value, seen) => (seen.language === 'JSONPath' ? objectTemplate(value, seen) : [])),
    Parameters: inJsonPath(template),
    ItemReader: inBoth(readerFields),
    ItemBatcher: inBoth(batcherFields),
    ResultWriter: inBoth(writerFields),
    MaxConcurrency: inBoth(count),
    MaxConcurrencyPath: inJsonPath(path),
    ToleratedFailureCount: inBoth(count),
    ToleratedFailureCountPath: inJsonPath(path),
    ToleratedFailurePercentage: inBoth(percentage),
    ToleratedFailurePercentagePath: inJsonPath(path),
    Label: inBoth(label),
  },
};

export const REQUIRED: { readonly [T in StateType]: readonly string[] } = {
  Task: ['Resource'],
  Pass: [],
  Choice: ['Choices'],
  Wait: [],
  Parallel: ['Branches'],
  Map: [],
  Succeed: [],
  Fail: [],
};

/** At most one of each. */
export const EXCLUSIVE: { readonly [T in StateType]: readonly (readonly string[])[] } = {
  Task: [
    ['TimeoutSeconds', 'TimeoutSecondsPath'],
    ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ],
  Pass: [],
  Choice: [],
  Wait: [],
  Parallel: [],
  Map: [
    ['ItemProcessor', 'Iterator'],
    ['ItemSelector', 'Parameters'],
    ['MaxConcurrency', 'MaxConcurrencyPath'],
    ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
    ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ],
  Succeed: [],
  Fail: [
    ['Error', 'ErrorPath'],
    ['Cause', 'CausePath'],
  ],
};
