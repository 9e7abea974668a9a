import { epochMillis } from '../../../../lib/units';
import type { MissingData, StateValue, Watch } from '../../../../local/cloudwatch/alarms/alarm';
import { type Datapoint, decide } from '../../../../local/cloudwatch/alarms/decide';

const aWatch = (evaluationPeriods: number, datapointsToAlarm: number, missingData: MissingData): Watch => ({
  queries: [],
  returnedId: 'm1',
  periodSeconds: 60,
  evaluationPeriods,
  datapointsToAlarm,
  comparison: 'GreaterThanThreshold',
  threshold: 0,
  missingData,
  ignoresLowSamples: false,
});

/** `0` is within the threshold, `X` is not, `-` is missing; the latest last, as the guide's tables write it. */
function datapoints(written: string): readonly Datapoint[] {
  const symbols = written.split(' ').reverse();
  return symbols.flatMap((symbol, index): readonly Datapoint[] =>
    symbol === '-' ? [] : [{ at: epochMillis(0), value: symbol === 'X' ? 1 : 0, age: index + 1 }],
  );
}

const ORDER: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
type Outcome = StateValue | 'retained';

/** User guide, "Configuring how CloudWatch alarms treat missing data": 3 of 3, in the order of `ORDER`. */
const THREE_OF_THREE: readonly (readonly [string, readonly Outcome[]])[] = [
  ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  ['- - - - -', ['INSUFFICIENT_DATA', 'retained', 'ALARM', 'OK']],
  ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', ['ALARM', 'retained', 'ALARM', 'OK']],
];

/** The same page: 2 of 3. */
const TWO_OF_THREE: readonly (readonly [string, readonly Outcome[]])[] = [
  ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  ['- - - X -', ['ALARM', 'retained', 'ALARM', 'OK']],
];

describe.each([
  ['3 of 3', 3, THREE_OF_THREE],
  ['2 of 3', 2, TWO_OF_THREE],
] as const)('an alarm of %s', (_title, needed, table) => {
  test.each(table)('%s', (written, expected) => {
    const outcomes = ORDER.map(
      (missing) => decide(aWatch(3, needed, missing), datapoints(written))?.value ?? 'retained',
    );

    expect(outcomes).toEqual(expected);
  });
});

test('evaluates the most recent data points that there are before any is filled in', () => {
  const watch = aWatch(1, 1, 'notBreaching');

  expect(decide(watch, datapoints('X - -'))?.value).toBe('ALARM');
  expect(decide(watch, datapoints('- - -'))?.value).toBe('OK');
});

test.each([
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['GreaterThanThreshold', [false, false, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
] as const)('%s at, under and over the threshold', (comparison, expected) => {
  const watch: Watch = { ...aWatch(1, 1, 'missing'), comparison, threshold: 5 };

  const alarms = [4, 5, 6].map((value) => decide(watch, [{ at: epochMillis(0), value, age: 1 }])?.value === 'ALARM');

  expect(alarms).toEqual(expected);
});
