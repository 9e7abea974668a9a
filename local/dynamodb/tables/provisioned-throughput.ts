/**
 * Provisioned throughput and the record of its changes.
 * Source: DynamoDB Developer Guide, "Quotas", Increasing or decreasing throughput: a decrease is allowed up to four times a
 * day in UTC, and beyond that where there was none in the past hour.
 */
import { limitExceeded, validationError } from '../errors';
import type { ProvisionedThroughput, Throughput } from './table-record';

const FREE_DECREASES = 4;
const BETWEEN_DECREASES_SECONDS = 3600;
const DAY_SECONDS = 24 * 60 * 60;

const dayOf = (seconds: number) => Math.floor(seconds / DAY_SECONDS);

/** @param now epoch seconds */
export function decreasesToday(throughput: ProvisionedThroughput, now: number): number {
  const { LastDecreaseDateTime: last, NumberOfDecreasesToday: count = 0 } = throughput;
  return last !== undefined && dayOf(last) === dayOf(now) ? count : 0;
}

/**
 * The throughput afterwards. Throws LimitExceededException where it falls once too often.
 * @param of `table`, or `index <name>`
 */
export function changedThroughput(
  of: string,
  before: ProvisionedThroughput,
  asked: Throughput,
  now: number,
): ProvisionedThroughput {
  refuseSame(of, before, asked);
  const differences = [
    asked.ReadCapacityUnits - before.ReadCapacityUnits,
    asked.WriteCapacityUnits - before.WriteCapacityUnits,
  ];
  const { LastIncreaseDateTime, LastDecreaseDateTime } = before;
  const decreases = decreasesToday(before, now);
  const falls = differences.some((difference) => difference < 0);
  if (falls) refuseTooMany(LastDecreaseDateTime, decreases, now);
  const increased = differences.some((difference) => difference > 0) ? now : LastIncreaseDateTime;
  const decreased = falls ? now : LastDecreaseDateTime;
  return {
    ReadCapacityUnits: asked.ReadCapacityUnits,
    WriteCapacityUnits: asked.WriteCapacityUnits,
    NumberOfDecreasesToday: falls ? decreases + 1 : decreases,
    ...(increased !== undefined && { LastIncreaseDateTime: increased }),
    ...(decreased !== undefined && { LastDecreaseDateTime: decreased }),
  };
}

function refuseSame(of: string, before: Throughput, asked: Throughput): void {
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = before;
  if (asked.ReadCapacityUnits !== read || asked.WriteCapacityUnits !== write) return;
  const [kind] = of.split(' ');
  throw validationError(
    `The provisioned throughput for the ${of} will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the ${kind}: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the ${kind}: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
  );
}

function refuseTooMany(last: number | undefined, decreases: number, now: number): void {
  if (last === undefined || decreases < FREE_DECREASES || now - last >= BETWEEN_DECREASES_SECONDS) return;
  const next = last + BETWEEN_DECREASES_SECONDS;
  throw limitExceeded(
    `Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first ${FREE_DECREASES} decreases, each subsequent decrease in the same UTC day can be performed at most once every ${BETWEEN_DECREASES_SECONDS} seconds. Number of decreases today: ${decreases}. Last decrease at ${inWords(last)}. Next decrease can be made at ${inWords(next)}`,
  );
}

const WORDS = new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeStyle: 'medium', timeZone: 'UTC' });

/** `Wednesday, July 25, 2018 at 8:48:14 AM Coordinated Universal Time`. */
const inWords = (seconds: number) =>
  `${WORDS.format(seconds * 1000).replaceAll('\u202f', ' ')} Coordinated Universal Time`;

/** As it is described. */
export function describeThroughput(throughput: ProvisionedThroughput, now: number) {
  const { ReadCapacityUnits, WriteCapacityUnits, LastIncreaseDateTime, LastDecreaseDateTime } = throughput;
  return {
    ...(LastIncreaseDateTime !== undefined && { LastIncreaseDateTime }),
    ...(LastDecreaseDateTime !== undefined && { LastDecreaseDateTime }),
    NumberOfDecreasesToday: decreasesToday(throughput, now),
    ReadCapacityUnits,
    WriteCapacityUnits,
  };
}
