/** The smallest schedule that still breaks the law: faults are left out and made simpler, one after another. */
import type { Fault, Schedule } from './schedule';

/** Each try is a run. */
const MAX_TRIES = 60;

/** @param breaks whether a schedule still breaks the law */
export async function shrink(schedule: Schedule, breaks: (schedule: Schedule) => Promise<boolean>): Promise<Schedule> {
  let smallest = schedule;
  let tries = 0;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smallerThan(smallest)) {
      if (tries++ >= MAX_TRIES) return smallest;
      if (!(await breaks(candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

/** Fewer faults first. */
export function* smallerThan(schedule: Schedule): Iterable<Schedule> {
  for (const index of schedule.keys()) yield schedule.toSpliced(index, 1);
  for (const [index, fault] of schedule.entries()) {
    for (const simpler of simplerThan(fault)) yield schedule.with(index, simpler);
  }
}

function* simplerThan(fault: Fault): Iterable<Fault> {
  if (fault.kind !== 'call') return;
  const { times = 1, delayMillis = 0 } = fault;
  if (times > 1) yield { ...fault, times: 1 };
  if (times > 3) yield { ...fault, times: Math.ceil(times / 2) };
  if (fault.how === 'late') yield { ...fault, how: 'replyLost' };
  if (delayMillis > 10_000) yield { ...fault, delayMillis: 10_000 };
}
