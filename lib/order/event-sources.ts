/** Which service tells which events: an event's type begins with what it tells of. */
import { eventSource } from '../constructs/outbox-relay';
import type { OrderEventType } from './events';

type Subject = OrderEventType extends `${infer S}.${string}` ? S : never;

const TOLD_BY: { readonly [S in Subject]: string } = { order: 'orders', payment: 'payments', inventory: 'inventory' };

/**
 * The sources of events of these types, each once.
 * @throws RangeError when no service tells such events
 */
export function sourcesOf(types: readonly string[]): readonly string[] {
  return [...new Set(types.map(sourceOf))];
}

function sourceOf(type: string): string {
  const told = Object.entries(TOLD_BY).find(([subject]) => type.startsWith(`${subject}.`));
  if (told === undefined) throw new RangeError(`no service tells of '${type}'`);
  return eventSource(told[1]);
}
