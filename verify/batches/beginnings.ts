/** What lies before a poller: the events of two sagas in a stream, or those that were given up in a queue. */
import { OUTBOX_KIND } from '../../lib/aws/outbox-item';
import { isCompensatable } from '../../lib/saga/plan';
import type { JsonObject } from '../../lib/units';
import { type Delivery, played } from '../event-orders/event-orders';
import type { Hearer } from '../event-orders/hearers';
import { callOf, shelf } from '../one-step/calls';
import { made } from '../one-step/interleavings';
import type { Participants } from '../one-step/participants';
import { type Rows, rowsOf } from '../one-step/tables';
import type { Request, Scenario } from '../scenario';

/** The same saga twice, each with an id of its own, over the same shelf. */
export function twice({ requests, ends, ...scenario }: Scenario): Scenario {
  const copy = (id: string) => `${id}-two`;
  return {
    ...scenario,
    requests: requests.flatMap((request) => [request, { ...request, id: copy(request.id) }]),
    ends: Object.fromEntries(
      Object.entries(ends).flatMap(([id, end]) => [[id, end] as const, [copy(id), end] as const]),
    ),
  };
}

/** Every step of every saga acts, and then whatever can be is undone: each service has told all that it can tell. */
export async function stepsMade(participants: Participants, scenario: Scenario): Promise<Rows> {
  const { steps } = scenario.subject.definition;
  let rows = await shelf(participants, scenario);
  const results = new Map<Request, { [step: string]: JsonObject }>();
  for (const step of steps) {
    for (const request of scenario.requests) {
      const known = results.get(request) ?? {};
      const done = await made(participants, rows, callOf(scenario, request, step, 'act', { results: { ...known } }));
      rows = done.rows;
      if (done.result !== undefined) results.set(request, { ...known, [step.name]: done.result });
    }
  }
  for (const step of steps.filter(isCompensatable).reverse()) {
    for (const request of scenario.requests) {
      const call = callOf(scenario, request, step, 'undo', { results: { ...results.get(request) } });
      rows = (await made(participants, rows, call)).rows;
    }
  }
  return rows;
}

/** Every saga from its request to the end, where those of whom `isUnheard` says so hear nothing. */
export async function eventsMade(
  participants: Participants,
  scenario: Scenario,
  hearers: readonly Hearer[],
  isUnheard: (delivery: Delivery) => boolean = () => false,
): Promise<{ readonly rows: Rows; readonly unheard: readonly Delivery[] }> {
  let rows = await shelf(participants, scenario);
  const unheard: Delivery[] = [];
  for (const request of scenario.requests) {
    const done = await played(participants, scenario, hearers, rows, request, isUnheard);
    rows = done.rows;
    unheard.push(...done.unheard);
  }
  return { rows, unheard };
}

/** Older than the youngest that a sweeper takes. */
const AGE_MILLIS = 120_000;

/** The unsent events of one table and nothing else, as if they had been written two minutes ago. */
export function outboxOf({ stored, items }: Rows, table: string): Rows {
  const events = [...stored.values()].filter((row, at) => row.table === table && items[at]?.kind === OUTBOX_KIND);
  return rowsOf(
    events.map(({ item }) => {
      const createdAt = { N: String(Number((item.createdAt as { readonly N: string }).N) - AGE_MILLIS) };
      return { table, item: { ...item, createdAt } };
    }),
  );
}

/** The first of them has lost what it tells, so that nobody can read it. */
export function withOneUnreadable({ stored }: Rows): Rows {
  const [first, ...others] = stored.values();
  if (first === undefined) return rowsOf([]);
  const { payload: _, ...item } = first.item;
  return rowsOf([{ ...first, item }, ...others]);
}
