import type { JsonObject } from '../../../../lib/units';
import { describeMapping, requestOf } from '../describe';
import { optionalText } from '../members';
import { readSettings } from '../request';
import { newMapping } from './create-event-source-mapping';
import { mappingOf, type Operation } from './operation';

/** What an update cannot change: it is made anew for that. */
const FIXED = ['EventSourceArn', 'StartingPosition'];

export const updateEventSourceMapping: Operation = async (model, input) => {
  const old = mappingOf(model, input);
  const given = Object.fromEntries(Object.entries(input).filter(([name]) => !FIXED.includes(name)));
  const whole: JsonObject = { ...requestOf(old), Enabled: old.enabled, ...given };
  const functionName = optionalText(input, 'FunctionName') ?? old.functionArn;
  const made = await newMapping(model, old.uuid, functionName, readSettings(whole));
  const source =
    made.source.kind === 'stream' && old.source.kind === 'stream'
      ? { ...made.source, from: old.source.from }
      : made.source;
  const mapping = { ...made, source };
  await model.mappings.put(mapping);
  return describeMapping(mapping, { ...model.mappings.standingOf(mapping), state: 'Updating' });
};
