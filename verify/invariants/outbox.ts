import { canonicalJson } from '../../lib/units';
import type { Invariant } from '../invariant';
import type { Item, Observed } from '../observed';

export const outbox: Invariant = {
  name: 'I10 outbox',
  law: 'Every event of an outbox is published as it was written, marked sent, and told by nobody else.',
  check(observed) {
    const rows = rowsOf(observed);
    const told = new Map(observed.events.map(({ id, detail }) => [id, detail]));
    const ids = rows.map(({ id }) => String(id));
    return [
      ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `event '${id}' stands in two outboxes`),
      ...rows.flatMap((row) => {
        const published = told.get(String(row.id));
        if (published === undefined) return [`event '${row.id}' was never published`];
        return [
          ...(row.sentAt === undefined || row.unsent !== undefined ? [`event '${row.id}' is not marked sent`] : []),
          ...(canonicalJson(published.data ?? null) === canonicalJson(row.payload ?? null)
            ? []
            : [`event '${row.id}' was published with other data than it was written with`]),
        ];
      }),
      ...[...told.keys()]
        .filter((id) => !ids.includes(id))
        .map((id) => `event '${id}' was published and is in no outbox`),
    ];
  },
};

/** A service whose table no relay follows tells nothing. */
const rowsOf = ({ tables }: Observed): readonly Item[] =>
  Object.values(tables)
    .flat()
    .filter(({ kind }) => kind === 'outbox');
