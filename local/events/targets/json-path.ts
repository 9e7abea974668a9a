/**
 * The JSON path of `InputPath` and `InputPathsMap`: "dot notation, dashes, underscores, alphanumeric characters, array
 * indices, wildcards (*), forward slashes" (user guide, "Amazon EventBridge input transformation").
 */
import type { Json, JsonObject } from '../../../lib/units';

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'every' };

export type JsonPath = readonly Step[];

const STEP = /\.(\*|[\w\-/:@#]+)|\[(\d+|\*)\]|\['([^']+)'\]/y;

/** Undefined where the text is not such a path. */
export function parsePath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null) return undefined;
    const [, dotted, bracketed, quoted] = found;
    if (dotted === '*' || bracketed === '*') steps.push({ kind: 'every' });
    else if (bracketed !== undefined) steps.push({ kind: 'index', index: Number(bracketed) });
    else steps.push({ kind: 'field', name: dotted ?? quoted ?? '' });
  }
  return steps;
}

/** What the path leads to; undefined where it leads nowhere. With a wildcard, the list of all it leads to. */
export function select(path: JsonPath, root: Json): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return root;
  if (step.kind === 'every') {
    const inner = Array.isArray(root) ? root : isObject(root) ? Object.values(root) : [];
    return inner.flatMap((value: Json) => {
      const selected = select(rest, value);
      return selected === undefined ? [] : [selected];
    });
  }
  const next = step.kind === 'index' ? (Array.isArray(root) ? root[step.index] : undefined) : fieldOf(root, step.name);
  return next === undefined ? undefined : select(rest, next);
}

function fieldOf(value: Json, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
