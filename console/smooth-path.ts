/** The line of an arrow. Pure. */
import type { Point } from './layout';

/** The text of an SVG path: a B-spline that begins and ends at the ends, and rounds the corners between. */
export function smoothPath(points: readonly Point[]): string {
  const [first, second] = points;
  const last = points.at(-1);
  if (first === undefined || second === undefined || last === undefined) return '';
  const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
  if (points.length === 2) return `M${at(first)}L${at(second)}`;
  const between = (a: Point, b: Point, part: number): Point => ({
    x: a.x + (b.x - a.x) * part,
    y: a.y + (b.y - a.y) * part,
  });
  const joints = points.slice(1, -1).map((point, index) => {
    const before = points[index] ?? point;
    const after = points[index + 2] ?? point;
    return `L${at(between(point, before, 0.45))}Q${at(point)} ${at(between(point, after, 0.45))}`;
  });
  return `M${at(first)}${joints.join('')}L${at(last)}`;
}

const round = (value: number) => Math.round(value * 10) / 10;
