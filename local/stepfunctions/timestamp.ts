/** Timestamps as the language takes them: "the RFC3339 profile of ISO 8601", with a capital T and an offset or Z. */
import { type EpochMillis, epochMillis } from '../../lib/units';

const TIMESTAMP = /^(\d{4}-\d{2}-(?<day>\d{2}))T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?<offset>Z|[+-]\d{2}:\d{2})$/;

export function parseTimestamp(text: string): EpochMillis | undefined {
  const groups = TIMESTAMP.exec(text)?.groups;
  const time = groups === undefined ? Number.NaN : Date.parse(text);
  if (groups === undefined || Number.isNaN(time)) return undefined;
  // `Date.parse` lets the 30th of February overflow into March.
  const local = Date.parse(text.replace(groups.offset ?? '', 'Z'));
  return new Date(local).getUTCDate() === Number(groups.day) ? epochMillis(time) : undefined;
}

let lastIso = { time: Number.NaN, text: '' };

/** A time as text. The one before is kept: what an execution does at one time is written more than once. */
export function isoOf(time: EpochMillis): string {
  if (time !== lastIso.time) lastIso = { time, text: new Date(time).toISOString() };
  return lastIso.text;
}
