/** Step Functions Developer Guide, "Intrinsics for JSON data manipulation", "…Math operations", "…unique identifier generation". */
import type { Json } from '../../../lib/units';
import { seededEntropy } from '../../entropy';
import { nestsTooDeep } from '../json';
import { type IntrinsicFunction, integerAt, objectAt, refuse, stringAt, take } from './function';

export const stringToJson: IntrinsicFunction = (args) => {
  take(args, 1);
  const text = stringAt(args, 0);
  if (nestsTooDeep(text)) refuse('the text is nested too deeply');
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

export const jsonToString: IntrinsicFunction = (args) => {
  take(args, 1);
  return JSON.stringify(args[0]);
};

/** "Currently, Step Functions only supports the shallow merging mode." */
export const jsonMerge: IntrinsicFunction = (args) => {
  take(args, 3);
  if (args[2] !== false) refuse('only shallow merging is supported: the third argument must be false');
  return { ...objectAt(args, 0), ...objectAt(args, 1) };
};

/** From the first number, inclusive, to the second, exclusive; the same seed gives the same number. */
export const mathRandom: IntrinsicFunction = (args, chance) => {
  take(args, 2, 3);
  const [from, to] = [integerAt(args, 0), integerAt(args, 1)];
  if (to <= from) refuse('the end must be greater than the start');
  const fraction = args.length === 3 ? seededEntropy(integerAt(args, 2)).fraction() : chance.fraction();
  return from + Math.floor(fraction * (to - from));
};

export const mathAdd: IntrinsicFunction = (args) => {
  take(args, 2);
  return integerAt(args, 0) + integerAt(args, 1);
};

export const uuid: IntrinsicFunction = (args, chance) => {
  take(args, 0);
  return chance.uuid();
};
