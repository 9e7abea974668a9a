/** Step Functions Developer Guide, "Intrinsics for arrays". */
import type { Json } from '../../../lib/units';
import { sameJson } from '../json';
import { arrayAt, type IntrinsicFunction, integerAt, refuse, take } from './function';

/** "States.ArrayRange … can contain a maximum of 1000 elements." */
const MAX_RANGE = 1000;

export const array: IntrinsicFunction = (args) => args;

export const arrayPartition: IntrinsicFunction = (args) => {
  take(args, 2);
  const items = arrayAt(args, 0);
  const size = integerAt(args, 1);
  if (size <= 0) refuse('the chunk size must be a positive integer');
  const chunks: Json[] = [];
  for (let from = 0; from < items.length; from += size) chunks.push(items.slice(from, from + size));
  return chunks;
};

export const arrayContains: IntrinsicFunction = (args) => {
  take(args, 2);
  return arrayAt(args, 0).some((item) => sameJson(item, args[1] as Json));
};

export const arrayRange: IntrinsicFunction = (args) => {
  take(args, 3);
  const [first, last, step] = [integerAt(args, 0), integerAt(args, 1), integerAt(args, 2)];
  if (step === 0) refuse('the increment must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > MAX_RANGE) refuse(`a range has at most ${MAX_RANGE} elements`);
  return Array.from({ length }, (_, index) => first + index * step);
};

export const arrayGetItem: IntrinsicFunction = (args) => {
  take(args, 2);
  const items = arrayAt(args, 0);
  const index = integerAt(args, 1);
  const item = index < 0 ? undefined : items[index];
  return item === undefined ? refuse(`index ${index} is out of bounds for an array of ${items.length}`) : item;
};

export const arrayLength: IntrinsicFunction = (args) => {
  take(args, 1);
  return arrayAt(args, 0).length;
};

export const arrayUnique: IntrinsicFunction = (args) => {
  take(args, 1);
  const unique: Json[] = [];
  for (const item of arrayAt(args, 0)) {
    if (!unique.some((kept) => sameJson(kept, item))) unique.push(item);
  }
  return unique;
};
