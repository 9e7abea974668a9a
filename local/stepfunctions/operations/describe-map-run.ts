/** Step Functions API Reference, "DescribeMapRun". */
import { invalidArn, resourceNotFound } from '../errors';
import { readInput } from '../input';
import type { MapRunRecord } from '../map-runs/map-run-record';
import { present, seconds } from '../wire';
import { requiredMapRunArn } from './name';
import type { Operation, Room } from './operation';

export const describeMapRun: Operation = async (room, input) => {
  const { mapRunArn } = readInput(input, { mapRunArn: requiredMapRunArn });
  const run = mapRunAt(room, mapRunArn);
  const { executions, items } = room.driver.mapRuns.counts(run);
  // An end is told only once it is on disk.
  await room.store.commit([]);
  return present({
    mapRunArn,
    executionArn: run.executionArn,
    status: run.status,
    startDate: seconds(run.startDate),
    stopDate: run.stopDate === null ? null : seconds(run.stopDate),
    maxConcurrency: run.maxConcurrency,
    toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0,
    toleratedFailureCount: run.toleratedFailureCount ?? 0,
    itemCounts: { ...items },
    executionCounts: { ...executions },
    redriveCount: run.redriveCount,
    redriveDate: run.redriveDate === null ? null : seconds(run.redriveDate),
  });
};

/** Throws `InvalidArn` or `ResourceNotFound`. */
export function mapRunAt({ driver }: Room, arn: string): MapRunRecord {
  if (!/^arn:[^:]*:states:[^:]*:[^:]*:mapRun:[^:]+:[^:]+$/.test(arn)) throw invalidArn(arn);
  const run = driver.mapRuns.find(arn);
  if (run === undefined) throw resourceNotFound(`Resource not found: '${arn}'`);
  return run;
}
