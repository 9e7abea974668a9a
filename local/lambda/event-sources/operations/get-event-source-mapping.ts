import { describeMapping } from '../describe';
import { mappingOf, type Operation } from './operation';

export const getEventSourceMapping: Operation = (model, input) => {
  const mapping = mappingOf(model, input);
  return describeMapping(mapping, model.mappings.standingOf(mapping));
};
