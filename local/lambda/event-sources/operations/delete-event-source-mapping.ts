import { describeMapping } from '../describe';
import { mappingOf, type Operation } from './operation';

/** Gone as soon as it is answered. */
export const deleteEventSourceMapping: Operation = async (model, input) => {
  const mapping = mappingOf(model, input);
  const answer = describeMapping(mapping, { ...model.mappings.standingOf(mapping), state: 'Deleting' });
  await model.mappings.delete(mapping);
  return answer;
};
