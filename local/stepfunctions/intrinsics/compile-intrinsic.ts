/** Intrinsic functions, compiled once. Step Functions Developer Guide, "Intrinsics for JSONPath states". */
import type { Json } from '../../../lib/units';
import type { Entropy } from '../../entropy';
import type { Expression, Scope } from '../expression';
import { textOf } from '../json';
import { rootOf } from '../paths/compile-path';
import { evaluatePath } from '../paths/evaluate-path';
import { ExpressionError } from '../paths/scanner';
import { INTRINSIC_FAILURE, RUNTIME, StateError } from '../state-error';
import { array, arrayContains, arrayGetItem, arrayLength, arrayPartition, arrayRange, arrayUnique } from './arrays';
import { type IntrinsicFunction, Refusal } from './function';
import { type Argument, type Call, parseIntrinsic, unescaped } from './parse-intrinsic';
import { base64Decode, base64Encode, format, hash, stringSplit } from './text';
import { jsonMerge, jsonToString, mathAdd, mathRandom, stringToJson, uuid } from './values';

const FUNCTIONS: { readonly [name: string]: IntrinsicFunction | undefined } = {
  'States.Array': array,
  'States.ArrayPartition': arrayPartition,
  'States.ArrayContains': arrayContains,
  'States.ArrayRange': arrayRange,
  'States.ArrayGetItem': arrayGetItem,
  'States.ArrayLength': arrayLength,
  'States.ArrayUnique': arrayUnique,
  'States.Base64Encode': base64Encode,
  'States.Base64Decode': base64Decode,
  'States.Hash': hash,
  'States.JsonMerge': jsonMerge,
  'States.JsonToString': jsonToString,
  'States.StringToJson': stringToJson,
  'States.MathRandom': mathRandom,
  'States.MathAdd': mathAdd,
  'States.StringSplit': stringSplit,
  'States.UUID': uuid,
};

/** Throws `ExpressionError` for what is no intrinsic function. */
export const compileIntrinsic = (text: string): Expression => compileCall(parseIntrinsic(text));

function compileCall(call: Call): Expression {
  if (call.name === 'States.Format') return compileFormat(call);
  const perform = FUNCTIONS[call.name];
  if (perform === undefined) throw new ExpressionError(`there is no intrinsic function ${call.name}`);
  const args = call.arguments.map((argument) => compileArgument(argument, call));
  return (scope) =>
    guarded(
      call,
      args.map((argument) => argument(scope)),
      scope.chance,
      perform,
    );
}

/** A template in quotes keeps its escapes until the braces are told apart; one from a path has its braces as they are. */
function compileFormat(call: Call): Expression {
  const [first, ...rest] = call.arguments;
  if (first === undefined) throw new ExpressionError('States.Format needs a template');
  const template: (scope: Scope) => Json =
    first.kind === 'template' ? () => first.template : compileArgument(first, call);
  const args = rest.map((argument) => compileArgument(argument, call));
  return (scope) => {
    const text = template(scope);
    const values = args.map((argument) => argument(scope));
    return guarded(call, values, scope.chance, () => {
      if (typeof text !== 'string') throw new Refusal('the template must be a string');
      return format(text, values);
    });
  };
}

function compileArgument(argument: Argument, call: Call): Expression {
  switch (argument.kind) {
    case 'literal':
      return () => argument.value;
    case 'template': {
      const text = unescaped(argument.template);
      return () => text;
    }
    case 'call':
      return compileCall(argument.call);
    case 'path': {
      const { path } = argument;
      return (scope) => {
        const from = rootOf(path, scope);
        const value = evaluatePath(path, from);
        if (value !== undefined) return value;
        const reason = `The JsonPath argument for the field '${path.text}' could not be found in the input '${textOf(from)}'`;
        throw new StateError(RUNTIME, failureText(call, reason));
      };
    }
  }
}

function guarded(call: Call, args: readonly Json[], chance: Entropy, perform: IntrinsicFunction): Json {
  try {
    return perform(args, chance);
  } catch (error) {
    if (error instanceof Refusal) throw new StateError(INTRINSIC_FAILURE, failureText(call, error.message));
    throw error;
  }
}

const failureText = (call: Call, reason: string) => `The function '${call.text}' had the following error: ${reason}`;
