/** The functions of metric math, by name. Source: CloudWatch User Guide, "Functions supported for metric math". */
import { InvalidExpression } from './parse';
import { combined, type MathValue, mapped, type Points, pointAt } from './value';

export interface Scope {
  /** Every metric of the request, for `METRICS()`. */
  readonly metrics: ReadonlyMap<string, Points>;
  readonly periods: number;
  readonly periodSeconds: number;
}

export type MathFunction = (args: readonly MathValue[], scope: Scope) => MathValue;

type Fold = (values: readonly number[]) => number;

const sum: Fold = (values) => values.reduce((total, value) => total + value, 0);
const FOLDS = {
  SUM: sum,
  AVG: (values) => sum(values) / values.length,
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
} as const satisfies { readonly [name: string]: Fold };

/** Over a list, point by point; over one series, a number. */
const folding =
  (fold: Fold): MathFunction =>
  ([value]) => {
    if (value === undefined) throw new InvalidExpression('an argument is missing');
    if (value.kind === 'number') return value;
    if (value.kind === 'series') return { kind: 'number', value: folded(value.points, fold) ?? Number.NaN };
    const length = Math.max(0, ...value.series.map((points) => points.length));
    const column = (index: number) => value.series.map((points) => points[index]);
    return { kind: 'series', points: Array.from({ length }, (_, index) => folded(column(index), fold)) };
  };

function folded(points: Points, fold: Fold): number | undefined {
  const present = points.filter((point) => point !== undefined);
  return present.length === 0 ? undefined : fold(present);
}

const changing =
  (change: (point: number) => number): MathFunction =>
  ([value]) =>
    mapped(argument(value), change);

/** `IF(condition, then, else)`; without `else` a point where the condition does not hold is missing. */
const choose: MathFunction = ([condition, then, otherwise], { periods }) => {
  const [test, yes] = [argument(condition), argument(then)];
  if (test.kind === 'number' && yes.kind === 'number' && (otherwise?.kind ?? 'number') === 'number') {
    return test.value !== 0 ? yes : (otherwise ?? { kind: 'number', value: Number.NaN });
  }
  return {
    kind: 'series',
    points: Array.from({ length: periods }, (_, index) => {
      const holds = pointAt(test, index);
      if (holds === undefined) return undefined;
      if (holds !== 0) return pointAt(yes, index);
      return otherwise === undefined ? undefined : pointAt(otherwise, index);
    }),
  };
};

const difference =
  (per: (scope: Scope) => number): MathFunction =>
  ([value], scope) => {
    const series = argument(value);
    if (series.kind !== 'series') throw new InvalidExpression('the argument must be a time series');
    const earlier: MathValue = { kind: 'series', points: [undefined, ...series.points.slice(0, -1)] };
    return combined(series, earlier, (now, before) => (now - before) / per(scope));
  };

export const FUNCTIONS: { readonly [name: string]: MathFunction | undefined } = {
  SUM: folding(FOLDS.SUM),
  AVG: folding(FOLDS.AVG),
  MAX: folding(FOLDS.MAX),
  MIN: folding(FOLDS.MIN),
  ABS: changing(Math.abs),
  CEIL: changing(Math.ceil),
  FLOOR: changing(Math.floor),
  IF: choose,
  DIFF: difference(() => 1),
  RATE: difference(({ periodSeconds }) => periodSeconds),
  PERIOD: (_, { periodSeconds }) => ({ kind: 'number', value: periodSeconds }),
};

/** `FILL(series, 0)`, `FILL(series, REPEAT)`, `FILL(series, LINEAR)`. */
export function filled(value: MathValue, filler: MathValue | 'REPEAT' | 'LINEAR'): MathValue {
  if (value.kind === 'number') return value;
  if (value.kind === 'list') {
    return { kind: 'list', series: value.series.map((points) => fill(points, filler)) };
  }
  return { kind: 'series', points: fill(value.points, filler) };
}

function fill(points: Points, filler: MathValue | 'REPEAT' | 'LINEAR'): Points {
  return points.map((point, index) => {
    if (point !== undefined) return point;
    if (typeof filler !== 'string') return pointAt(filler, index);
    const before = points.slice(0, index).findLastIndex((each) => each !== undefined);
    const last = points[before];
    if (filler === 'REPEAT') return last;
    const after = points.findIndex((each, at) => at > index && each !== undefined);
    const next = points[after];
    if (last === undefined || next === undefined) return undefined;
    return last + ((next - last) * (index - before)) / (after - before);
  });
}

function argument(value: MathValue | undefined): MathValue {
  if (value === undefined) throw new InvalidExpression('an argument is missing');
  return value;
}
