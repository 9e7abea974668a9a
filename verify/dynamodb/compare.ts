/** Two answers to one request: equal, but for what the service leaves open. */
import type { Json, JsonObject } from '../../lib/units';
import { type Answer, canonicalJson, type Request, show } from './request';

/** Members that differ from run to run, or that the service brings up to date only about every six hours. */
const VOLATILE: ReadonlySet<string> = new Set([
  'TableId',
  'CreationDateTime',
  'LastUpdateToPayPerRequestDateTime',
  'LastDecreaseDateTime',
  'LastIncreaseDateTime',
  'LatestStreamArn',
  'LatestStreamLabel',
  'ItemCount',
  'TableSizeBytes',
  'IndexSizeBytes',
]);
/** Lists without an order of their own. */
const UNORDERED: ReadonlySet<string> = new Set([
  'AttributeDefinitions',
  'BS',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'NS',
  'NonKeyAttributes',
  'SS',
  'Tags',
]);

export interface Difference {
  readonly request: Request;
  readonly model: string;
  readonly dynalite: string;
}

export function compare(request: Request, model: Answer, dynalite: Answer): Difference | undefined {
  const shown = { model: shownOf(request, model), dynalite: shownOf(request, dynalite) };
  return shown.model === shown.dynalite ? undefined : { request, ...shown };
}

function shownOf({ operation, input }: Request, answer: Answer): string {
  if (answer.kind === 'refused') return `${answer.status} ${answer.type} ${open(show(answer))}`;
  return canonicalJson(settled(answer.output, unorderedIn(operation, input)));
}

/** A scan has no order; entries of an index with equal keys have none among themselves; nor have batches. */
function unorderedIn(operation: string, input: JsonObject): (path: string) => boolean {
  if (operation === 'BatchGetItem') return (path) => /^\.Responses\.[^.]+$/.test(path);
  const isOpen = operation === 'Scan' || (operation === 'Query' && input.IndexName !== undefined);
  return (path) => isOpen && path === '.Items';
}

function settled(value: Json, isUnordered: (path: string) => boolean, path = ''): Json {
  if (Array.isArray(value)) {
    const elements = value.map((element) => settled(element, isUnordered, `${path}[]`));
    const name = path.slice(path.lastIndexOf('.') + 1);
    if (!UNORDERED.has(name) && !isUnordered(path)) return elements;
    return elements.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !VOLATILE.has(name));
  return Object.fromEntries(
    members.map(([name, member]) => [name, settled(member ?? null, isUnordered, `${path}.${name}`)]),
  );
}

/** Identity hashes of Java objects mean nothing, and sets of names and keys are printed in an order of their own. */
const open = (message: string): string =>
  message
    .replace(/@[0-9a-f]+/g, '@')
    .replace(/\{([^{}]*)\}/g, (_set, names: string) => `{${names.split(', ').sort().join(', ')}}`);
