import { evaluate } from '../../../../local/cloudwatch/math/evaluate';
import { parseExpression } from '../../../../local/cloudwatch/math/parse';
import type { MathValue, Points } from '../../../../local/cloudwatch/math/value';

const METRICS: ReadonlyMap<string, Points> = new Map([
  ['m1', [1, 2, undefined, 4]],
  ['m2', [2, 0, 5, undefined]],
  ['errors', [0, 1, 0, 1]],
]);
const scope = { metrics: METRICS, periods: 4, periodSeconds: 60 };

function resultOf(text: string): number | Points | readonly Points[] {
  const value: MathValue = evaluate(
    parseExpression(text),
    (id) => ({ kind: 'series', points: METRICS.get(id) ?? [] }),
    scope,
  );
  return value.kind === 'number' ? value.value : value.kind === 'series' ? value.points : value.series;
}

test.each<[string, unknown]>([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', 4],
  ['10 - 4 - 3', 3],
  ['7 >= 7 && 1 > 2 || 1', 1],
  ['m1 + m2', [3, 2, undefined, undefined]],
  ['m1 / m2', [0.5, undefined, undefined, undefined]],
  ['m1 > 1', [0, 1, undefined, 1]],
  ['FILL(m1, 0)', [1, 2, 0, 4]],
  ['FILL(m2, REPEAT)', [2, 0, 5, 5]],
  ['FILL(m1, LINEAR)', [1, 2, 3, 4]],
  ['FILL(m1, m2)', [1, 2, 5, 4]],
  ['SUM([m1, m2])', [3, 2, 5, 4]],
  ['AVG(METRICS("m"))', [1.5, 1, 5, 4]],
  ['MAX(METRICS())', [2, 2, 5, 4]],
  ['MIN(m1)', 1],
  ['SUM(m1)', 7],
  ['IF(errors, m1)', [undefined, 2, undefined, 4]],
  ['IF(errors > 0, m1, -1)', [-1, 2, -1, 4]],
  ['IF(2 > 1, 5, 6)', 5],
  ['ABS(m1 - 3)', [2, 1, undefined, 1]],
  ['CEIL(m1 / 2) + FLOOR(m1 / 2)', [1, 2, undefined, 4]],
  ['DIFF(m1)', [undefined, 1, undefined, undefined]],
  ['60 * RATE(m2) + PERIOD(m2)', [undefined, 58, 65, undefined]],
  ['100 * SUM([errors,errors])', [0, 200, 0, 200]],
  [
    '[m1, errors] * 2',
    [
      [2, 4, undefined, 8],
      [0, 2, 0, 2],
    ],
  ],
])('%s', (text, expected) => {
  expect(resultOf(text)).toEqual(expected);
});

test.each(['', '1 +', '(1', '1 2', 'SUM(m1', 'm1 $ 2', '[m1', `${'('.repeat(200)}1`])('does not read %s', (text) => {
  expect(() => parseExpression(text)).toThrow(expect.objectContaining({ name: 'InvalidExpression' }));
});
