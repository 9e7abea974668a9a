/**
 * JSONPath as Step Functions reads it: the dialect of the Jayway library. Dot and bracket fields, indexes from either
 * end, slices, wildcards, recursive descent and filters.
 * Source: Step Functions Developer Guide, "Using JSONPath paths"; the Jayway JsonPath README, "Operators".
 */
import type { Filter } from './filter';

/** `$` is the data at hand, `$$` the context object; a variable, `$name`, is a field of all of them. */
export type PathRoot = 'input' | 'context' | 'variables';

export type Segment =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'fields'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly filter: Filter }
  /** Every value below and including this one, to which the next segment is applied. */
  | { readonly kind: 'descend' };

export interface JsonPath {
  readonly text: string;
  readonly root: PathRoot;
  readonly segments: readonly Segment[];
  /** A definite path leads to one value; any other answers an array of all it finds. */
  readonly definite: boolean;
}

const DEFINITE: ReadonlySet<Segment['kind']> = new Set(['field', 'index']);

export const isDefinite = (segments: readonly Segment[]): boolean => segments.every(({ kind }) => DEFINITE.has(kind));

/** A path that names one place, as ResultPath must: fields and indexes only. */
export const isReferencePath = ({ root, definite, segments }: JsonPath): boolean =>
  root === 'input' && definite && segments.every((segment) => segment.kind !== 'index' || segment.index >= 0);

/** `$['a'][0]`, as the library writes a path in its messages. */
export function bracketed(segments: readonly Segment[]): string {
  return segments.reduce((text, segment) => `${text}${bracketedSegment(segment)}`, '$');
}

function bracketedSegment(segment: Segment): string {
  switch (segment.kind) {
    case 'field':
      return `['${segment.name}']`;
    case 'fields':
      return `[${segment.names.map((name) => `'${name}'`).join(',')}]`;
    case 'index':
      return `[${segment.index}]`;
    case 'indexes':
      return `[${segment.indexes.join(',')}]`;
    case 'slice':
      return `[${segment.from ?? ''}:${segment.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'filter':
      return '[?]';
    case 'descend':
      return '..';
  }
}
