/** Which view is open, as the part of the address behind `#`: a link to it can be kept and sent. Pure. */
export type Route =
  | { readonly kind: 'executions'; readonly filter: Filter }
  | { readonly kind: 'execution'; readonly arn: string; readonly view: ExecutionView; readonly state: string | null }
  | { readonly kind: 'sagas'; readonly filter: Filter }
  | { readonly kind: 'saga'; readonly stack: string; readonly id: string }
  | { readonly kind: 'data'; readonly view: StoredKind; readonly name: string | null }
  | { readonly kind: 'break'; readonly functionName: string | null };

/** Fields of a query, as text; what is not filtered by is absent. */
export type Filter = { readonly [field: string]: string };
export const EXECUTION_VIEWS = ['graph', 'saga', 'table', 'events', 'data', 'definition'] as const;
export type ExecutionView = (typeof EXECUTION_VIEWS)[number];
export const DATA_VIEWS = ['tables', 'queues', 'metrics', 'alarms'] as const;
export type StoredKind = (typeof DATA_VIEWS)[number];

export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [kind = '', first = '', second = ''] = path.split('/').map(plain);
  const fields = new URLSearchParams(query);
  switch (kind) {
    case 'execution':
      return {
        kind,
        arn: first,
        view: EXECUTION_VIEWS.find((view) => view === second) ?? 'graph',
        state: fields.get('state'),
      };
    case 'sagas':
      return { kind, filter: filterOf(fields) };
    case 'saga':
      return { kind, stack: first, id: second };
    case 'data':
      return { kind, view: DATA_VIEWS.find((view) => view === first) ?? 'tables', name: second === '' ? null : second };
    case 'break':
      return { kind, functionName: first === '' ? null : first };
    default:
      return { kind: 'executions', filter: filterOf(fields) };
  }
}

export function hashOf(route: Route): string {
  switch (route.kind) {
    case 'executions':
    case 'sagas':
      return `#/${route.kind}${queryOf(route.filter)}`;
    case 'execution':
      return `#/execution/${encodeURIComponent(route.arn)}/${route.view}${queryOf(route.state === null ? {} : { state: route.state })}`;
    case 'saga':
      return `#/saga/${encodeURIComponent(route.stack)}/${encodeURIComponent(route.id)}`;
    case 'data':
      return `#/data/${route.view}${route.name === null ? '' : `/${encodeURIComponent(route.name)}`}`;
    case 'break':
      return `#/break${route.functionName === null ? '' : `/${encodeURIComponent(route.functionName)}`}`;
  }
}

/** With the `?`, or nothing where there is nothing to ask for. */
export function queryOf(filter: { readonly [field: string]: string | undefined }): string {
  const fields = Object.entries(filter).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return fields.length === 0 ? '' : `?${new URLSearchParams(fields)}`;
}

function filterOf(fields: URLSearchParams): Filter {
  return Object.fromEntries([...fields].filter(([, value]) => value !== ''));
}

/** An address that someone typed may hold a lone `%`. */
function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
