/** The shape of a definition: which fields are there, what they hold, in which language, and the limits of their values. */
import type { QueryLanguage, StateType } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { isObject } from '../json';
import { type Diagnostic, requiredFields, unsupportedField, wrongSchema } from './diagnostic';
import { EXCLUSIVE, REQUIRED, STATE_FIELDS } from './state-fields';
import { anything, checkFields, exclusive, type Fields, inBoth, integer, object, oneOf, text } from './value-checks';

const scopeFields: Fields = { StartAt: inBoth(text), States: inBoth(object), Comment: inBoth(text) };
const MACHINE: Fields = {
  ...scopeFields,
  QueryLanguage: inBoth(oneOf('JSONPath', 'JSONata')),
  Version: inBoth(text),
  TimeoutSeconds: inBoth(integer(1)),
};
const BRANCH: Fields = scopeFields;
/** `ProcessorConfig` is checked with its Map state. */
const PROCESSOR: Fields = { ...scopeFields, ProcessorConfig: inBoth(anything) };

export function checkShape(definition: JsonObject): readonly Diagnostic[] {
  return checkScope(definition, MACHINE, languageOf(definition.QueryLanguage, 'JSONPath'), '');
}

/** Only the very word is JSONPath; what a wrong value means does not matter, since it is refused. */
function languageOf(given: Json | undefined, otherwise: QueryLanguage): QueryLanguage {
  if (given === undefined) return otherwise;
  return given === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

/** `language` is the machine's: the states of every scope speak it unless they say otherwise. */
function checkScope(scope: JsonObject, fields: Fields, language: QueryLanguage, at: string): readonly Diagnostic[] {
  const missing = ['StartAt', 'States'].filter((field) => scope[field] === undefined);
  const own = [
    ...(missing.length > 0 ? [requiredFields(missing, at)] : []),
    ...checkFields(scope, fields, language, at),
  ];
  const { States: states } = scope;
  if (!isObject(states)) return own;
  if (Object.keys(states).length === 0) return [...own, wrongSchema('At least one state is required', `${at}/States`)];
  return [
    ...own,
    ...Object.entries(states).flatMap(([name, state]) => checkState(name, state, language, `${at}/States/${name}`)),
  ];
}

const isStateType = (type: unknown): type is StateType => typeof type === 'string' && Object.hasOwn(REQUIRED, type);

/** "The state name, whose length MUST BE less than or equal to 80 Unicode characters." */
const MAX_NAME_LENGTH = 80;

function checkState(name: string, state: Json, machineLanguage: QueryLanguage, at: string): readonly Diagnostic[] {
  if (!isObject(state)) return [wrongSchema('Expected value of type Object', at)];
  const { length } = Array.from(name);
  if (length === 0 || length > MAX_NAME_LENGTH) {
    const message = `State name must have 1 to ${MAX_NAME_LENGTH} characters`;
    return [{ code: 'INVALID_STATE_NAME', message, location: at }];
  }
  const { Type: type } = state;
  if (type === undefined) return [requiredFields(['Type'], at)];
  if (!isStateType(type)) return [wrongSchema(`Unknown state type ${JSON.stringify(type)}`, `${at}/Type`)];
  const language = languageOf(state.QueryLanguage, machineLanguage);
  const missing = REQUIRED[type].filter((field) => state[field] === undefined);
  return [
    ...(language === 'JSONPath' && machineLanguage === 'JSONata' ? [mixedLanguages(at)] : []),
    ...(missing.length > 0 ? [requiredFields(missing, at)] : []),
    ...checkWayOn(type, state, at),
    ...checkFields(state, STATE_FIELDS[type], language, at),
    ...EXCLUSIVE[type].flatMap((fields) => exclusive(state, fields, at)),
    ...checkByType[type](state, machineLanguage, at),
  ];
}

const mixedLanguages = (at: string): Diagnostic =>
  wrongSchema(`'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`, at);

/** Types that need exactly one of Next and End. */
const GOES_ON: ReadonlySet<StateType> = new Set<StateType>(['Task', 'Pass', 'Wait', 'Parallel', 'Map']);

function checkWayOn(type: StateType, state: JsonObject, at: string): readonly Diagnostic[] {
  if (!GOES_ON.has(type)) return [];
  const given = [state.Next, state.End].filter((value) => value !== undefined && value !== false).length;
  return given === 1 ? [] : [wrongSchema("A state must have exactly one of 'Next' or 'End'", at)];
}

const nothing = (): readonly Diagnostic[] => [];

const checkByType: {
  readonly [T in StateType]: (state: JsonObject, language: QueryLanguage, at: string) => readonly Diagnostic[];
} = {
  Task: checkTask,
  Pass: nothing,
  Choice: nothing,
  Wait: checkWait,
  Parallel: checkParallel,
  Map: checkMap,
  Succeed: nothing,
  Fail: nothing,
};

/** "HeartbeatSeconds … MUST be smaller than the number of seconds in TimeoutSeconds." */
function checkTask({ TimeoutSeconds: most, HeartbeatSeconds: beat }: JsonObject, _: QueryLanguage, at: string) {
  const isLate = typeof most === 'number' && typeof beat === 'number' && beat >= most;
  return isLate ? [wrongSchema('HeartbeatSeconds must be smaller than TimeoutSeconds', at)] : [];
}

const WAITS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];

function checkWait(state: JsonObject, _: QueryLanguage, at: string): readonly Diagnostic[] {
  const given = WAITS.filter((field) => state[field] !== undefined);
  return given.length === 1 ? [] : [wrongSchema(`A Wait state must have exactly one of [${WAITS.join(', ')}]`, at)];
}

function checkParallel({ Branches: branches }: JsonObject, language: QueryLanguage, at: string): readonly Diagnostic[] {
  if (!Array.isArray(branches)) return [];
  return branches.flatMap((branch: Json, index) => {
    const place = `${at}/Branches[${index}]`;
    return isObject(branch)
      ? checkScope(branch, BRANCH, language, place)
      : [wrongSchema('Expected value of type Object', place)];
  });
}

function checkMap(state: JsonObject, language: QueryLanguage, at: string): readonly Diagnostic[] {
  const { ItemProcessor: processor, Iterator: former } = state;
  if (processor === undefined && former === undefined) return [requiredFields(['ItemProcessor'], at)];
  return [
    ...(isObject(processor) ? checkScope(processor, PROCESSOR, language, `${at}/ItemProcessor`) : []),
    ...(isObject(former) ? checkScope(former, PROCESSOR, language, `${at}/Iterator`) : []),
    ...(isDistributed(state)
      ? []
      : DISTRIBUTED_ONLY.filter((field) => field in state).map((field) => unsupportedField(field, at))),
  ];
}

/** "These fields … in Distributed mode" of the Developer Guide's page on it. */
const DISTRIBUTED_ONLY = ['ItemReader', 'ItemBatcher', 'ResultWriter'];

function isDistributed({ ItemProcessor, Iterator: former }: JsonObject): boolean {
  const processor = ItemProcessor ?? former;
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  return isObject(config) && config.Mode === 'DISTRIBUTED';
}
