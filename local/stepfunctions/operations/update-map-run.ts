/** Step Functions API Reference, "UpdateMapRun": while the run goes on. */
import { validationException } from '../errors';
import { integer, number, readInput } from '../input';
import { present } from '../wire';
import { mapRunAt } from './describe-map-run';
import { requiredMapRunArn } from './name';
import type { Operation } from './operation';

export const updateMapRun: Operation = async (room, input) => {
  const given = readInput(input, {
    mapRunArn: requiredMapRunArn,
    maxConcurrency: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    toleratedFailurePercentage: number({ min: 0, max: 100 }),
    toleratedFailureCount: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  });
  const run = mapRunAt(room, given.mapRunArn);
  const { mapRunArn, ...limits } = given;
  if (Object.values(limits).every((limit) => limit === undefined)) {
    throw validationException(
      'Must specify at least one of maxConcurrency, toleratedFailurePercentage or toleratedFailureCount',
    );
  }
  if (run.status !== 'RUNNING') throw validationException(`Map Run is ${run.status} and cannot be updated`);
  await room.driver.mapRuns.update(run, present(limits));
  return {};
};
