import { epochMillis } from '../../../../lib/units';
import { nextRun, parseSchedule } from '../../../../local/events/schedule/schedule';

const at = (iso: string) => epochMillis(Date.parse(`${iso}Z`));

/** The first runs after `from`, as ISO minutes. */
function runsOf(expression: string, from: string, count = 3): readonly string[] {
  const schedule = parseSchedule(expression);
  if (schedule === undefined) throw new Error(`not a schedule: ${expression}`);
  const runs: string[] = [];
  let now = at(from);
  for (let n = 0; n < count; n++) {
    const next = nextRun(schedule, at(from), now);
    if (next === undefined) break;
    runs.push(new Date(next).toISOString().slice(0, 16));
    now = next;
  }
  return runs;
}

/** 2026-01-01 is a Thursday. */
test.each([
  ['cron(0 10 * * ? *)', ['2026-01-01T10:00', '2026-01-02T10:00', '2026-01-03T10:00']],
  ['cron(15 12 * * ? *)', ['2026-01-01T12:15', '2026-01-02T12:15', '2026-01-03T12:15']],
  ['cron(0 18 ? * MON-FRI *)', ['2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00']],
  ['cron(0 8 1 * ? *)', ['2026-01-01T08:00', '2026-02-01T08:00', '2026-03-01T08:00']],
  ['cron(0/15 * * * ? *)', ['2026-01-01T00:15', '2026-01-01T00:30', '2026-01-01T00:45']],
  ['cron(1/10 * * * ? *)', ['2026-01-01T00:01', '2026-01-01T00:11', '2026-01-01T00:21']],
  ['cron(0/30 20-2 ? * MON-FRI *)', ['2026-01-01T00:30', '2026-01-01T01:00', '2026-01-01T01:30']],
  ['cron(5,35 14 * * ? *)', ['2026-01-01T14:05', '2026-01-01T14:35', '2026-01-02T14:05']],
  ['cron(15 10 ? * 6L 2026)', ['2026-01-30T10:15', '2026-02-27T10:15', '2026-03-27T10:15']],
  ['cron(0 0 L * ? *)', ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
  ['cron(0 0 LW * ? *)', ['2026-01-30T00:00', '2026-02-27T00:00', '2026-03-31T00:00']],
  ['cron(0 0 3W * ? *)', ['2026-01-02T00:00', '2026-02-03T00:00', '2026-03-03T00:00']],
  ['cron(0 0 1W 8,11 ? *)', ['2026-08-03T00:00', '2026-11-02T00:00', '2027-08-02T00:00']],
  ['cron(0 0 31W 5 ? *)', ['2026-05-29T00:00', '2027-05-31T00:00', '2028-05-31T00:00']],
  ['cron(0 0 ? * 3#2 *)', ['2026-01-13T00:00', '2026-02-10T00:00', '2026-03-10T00:00']],
  ['cron(0 0 ? * L *)', ['2026-01-03T00:00', '2026-01-10T00:00', '2026-01-17T00:00']],
  ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
  ['cron(0 0 1 JAN-MAR/2 ? 2026-2027)', ['2026-03-01T00:00', '2027-01-01T00:00', '2027-03-01T00:00']],
  ['cron(0 0 1 1 ? 2025)', []],
  ['rate(1 minute)', ['2026-01-01T00:01', '2026-01-01T00:02', '2026-01-01T00:03']],
  ['rate(5 hours)', ['2026-01-01T05:00', '2026-01-01T10:00', '2026-01-01T15:00']],
  ['rate(1 day)', ['2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00']],
])('%s', (expression, expected) => {
  expect(runsOf(expression, '2026-01-01T00:00:00')).toEqual(expected);
});

test('a run is strictly after now', () => {
  expect(runsOf('cron(30 0 * * ? *)', '2026-01-01T00:29:59.999', 1)).toEqual(['2026-01-01T00:30']);
  expect(runsOf('cron(30 0 * * ? *)', '2026-01-01T00:30:00', 1)).toEqual(['2026-01-02T00:30']);
});

test.each([
  'rate(1 minutes)',
  'rate(5 hour)',
  'rate(0 minutes)',
  'rate(1.5 hours)',
  'rate(1 second)',
  'cron(* * * * * *)',
  'cron(0 10 * * ?)',
  'cron(0 10 * * ? * *)',
  'cron(60 10 * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0 0 32 * ? *)',
  'cron(0 0 ? * 8 *)',
  'cron(0 0 ? * 3#6 *)',
  'cron(0 0 ? * 3#1,6#3 *)',
  'cron(0 0 1 13 ? *)',
  'cron(0 0 1 1 ? 1969)',
  'cron(0 0 ? * ? *)',
  'cron(0/0 0 1 * ? *)',
  'every day',
])('%s is no schedule', (expression) => {
  expect(parseSchedule(expression)).toBeUndefined();
});
