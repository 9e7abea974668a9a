/** How the page writes times, lengths of time and JSON. Pure. */

/** `850 ms`, `3.25 s`, `2 min 05 s`, `3 h 07 min`, `2 d 4 h`. */
export function duration(millis: number): string {
  const at = Math.max(0, millis);
  if (at < 1000) return `${Math.round(at)} ms`;
  // Cut off, not rounded: `60.0 s` would be a minute.
  if (at < 10_000) return `${(Math.floor(at / 10) / 100).toFixed(2)} s`;
  if (at < 60_000) return `${(Math.floor(at / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(at / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `2026-11-24 14:35:02.123`, in the zone of whoever looks. */
export function dateTime(millis: number): string {
  const date = new Date(millis);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${timeOfDay(millis)}`;
}

export function timeOfDay(millis: number): string {
  const date = new Date(millis);
  const thousandths = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${thousandths}`;
}

const two = (value: number) => String(value).padStart(2, '0');

/** JSON text with a line for each field; what is no JSON stays as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** `Backstep-Order-dev-OrdersCreateOrderFunction18CEBE65`, for a person: `…OrdersCreateOrderFunction18CEBE65`. */
export const shortName = (name: string, longest = 36) =>
  name.length <= longest ? name : `${name.slice(0, 12)}…${name.slice(13 - longest)}`;

/** `OrdersCreateOrder`, for a person: `CreateOrder (Orders)`; what serves no saga keeps its label. */
export function functionInWords({
  label,
  sagaFunction,
}: {
  readonly label: string;
  readonly sagaFunction: string | null;
}): string {
  if (sagaFunction === null) return label;
  const construct = label.replace(/InRecovery$/, '');
  const where = [
    construct.slice(0, construct.length - sagaFunction.length),
    construct === label ? '' : 'in recovery',
  ].filter((part) => part !== '');
  return where.length === 0 ? sagaFunction : `${sagaFunction} (${where.join(', ')})`;
}

export const plural = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : noun.endsWith('ch') ? 'es' : 's'}`;

export type DiffLine = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string };
/** Lines beyond this are compared only at their ends: the table below grows by their product. */
const MAX_COMPARED = 400;

/** Line by line: the longest common subsequence. */
export function difference(before: string, after: string): readonly DiffLine[] {
  const [one, other] = [pretty(before).split('\n'), pretty(after).split('\n')];
  let head = 0;
  while (head < one.length && head < other.length && one[head] === other[head]) head++;
  let tail = 0;
  const most = Math.min(one.length, other.length) - head;
  while (tail < most && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
  const same = (texts: readonly string[]) => texts.map((text): DiffLine => ({ kind: 'same', text }));
  const middle = compared(one.slice(head, one.length - tail), other.slice(head, other.length - tail));
  return [...same(one.slice(0, head)), ...middle, ...same(one.slice(one.length - tail))];
}

function compared(one: readonly string[], other: readonly string[]): readonly DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (one.length > MAX_COMPARED || other.length > MAX_COMPARED) return [...one.map(removed), ...other.map(added)];
  const width = other.length + 1;
  const common = new Uint16Array((one.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      common[i * width + j] = one[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [left, right] = [one[i], other[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left });
      i++;
      j++;
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(left));
      i++;
    } else {
      lines.push(added(right ?? ''));
      j++;
    }
  }
  return lines;
}
