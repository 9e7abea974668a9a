import { describeMapping } from '../describe';
import { numberWithin, optionalText } from '../members';
import { functionArnOf } from './create-event-source-mapping';
import type { Operation } from './operation';

const MAX_ITEMS = 100;

export const listEventSourceMappings: Operation = (model, input) => {
  const sourceArn = optionalText(input, 'EventSourceArn');
  const functionName = optionalText(input, 'FunctionName');
  const marker = optionalText(input, 'Marker') ?? '';
  const limit = numberWithin(input, 'MaxItems', { min: 1, max: 10_000, fallback: MAX_ITEMS });
  const functionArn = functionName === undefined ? undefined : functionArnOf(model, functionName);
  const found = model.mappings
    .all()
    .filter(({ uuid }) => uuid > marker)
    .filter(({ source }) => sourceArn === undefined || source.arn === sourceArn)
    .filter((mapping) => functionArn === undefined || mapping.functionArn === functionArn);
  const page = found.slice(0, Math.min(limit, MAX_ITEMS));
  const last = page.length < found.length ? page.at(-1) : undefined;
  return {
    EventSourceMappings: page.map((mapping) => describeMapping(mapping, model.mappings.standingOf(mapping))),
    ...(last === undefined ? {} : { NextMarker: last.uuid }),
  };
};
