/** What an expression comes to: a number, a series with a point a period, or several series. */

export type Points = readonly (number | undefined)[];

export type MathValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'series'; readonly points: Points }
  | { readonly kind: 'list'; readonly series: readonly Points[] };

type Pointwise = (a: number, b: number) => number | undefined;

/** Point by point; a point that either side lacks is missing. */
export function combined(left: MathValue, right: MathValue, operation: Pointwise): MathValue {
  if (left.kind === 'list' || right.kind === 'list') {
    return { kind: 'list', series: pairs(left, right).map(([a, b]) => pointsOf(combined(a, b, operation))) };
  }
  if (left.kind === 'number' && right.kind === 'number') {
    return { kind: 'number', value: operation(left.value, right.value) ?? Number.NaN };
  }
  const length = Math.max(lengthOf(left), lengthOf(right));
  return {
    kind: 'series',
    points: Array.from({ length }, (_, index) => {
      const [a, b] = [pointAt(left, index), pointAt(right, index)];
      return a === undefined || b === undefined ? undefined : operation(a, b);
    }),
  };
}

export function mapped(value: MathValue, change: (point: number) => number | undefined): MathValue {
  return combined(value, { kind: 'number', value: 0 }, change);
}

function pairs(left: MathValue, right: MathValue): readonly (readonly [MathValue, MathValue])[] {
  const of = (value: MathValue, index: number): MathValue =>
    value.kind === 'list' ? { kind: 'series', points: value.series[index] ?? [] } : value;
  const length = Math.max(
    left.kind === 'list' ? left.series.length : 0,
    right.kind === 'list' ? right.series.length : 0,
  );
  return Array.from({ length }, (_, index) => [of(left, index), of(right, index)] as const);
}

const pointsOf = (value: MathValue): Points => (value.kind === 'series' ? value.points : []);
const lengthOf = (value: MathValue): number => (value.kind === 'series' ? value.points.length : 0);

export const pointAt = (value: MathValue, index: number): number | undefined =>
  value.kind === 'number' ? value.value : value.kind === 'series' ? value.points[index] : undefined;
