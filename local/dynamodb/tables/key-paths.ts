/** Document paths and key attributes. */
import { validationError } from '../errors';
import { type Bindings, boundName } from '../expressions/bindings';
import type { Path } from '../expressions/expression';
import { keyNames, type Table } from './table';

/** The top-level attribute of a path. */
export const head = ([first]: Path, bindings: Bindings): string =>
  typeof first === 'string' ? boundName(first, bindings) : '';

/** Key attributes are scalars: no path leads into them. */
export function checkKeyPaths(table: Table, paths: readonly Path[], bindings: Bindings): void {
  if (paths.every((path) => path.length === 1)) return;
  const refuse = (name: string, kind: string) => {
    if (!paths.some((path) => path.length > 1 && head(path, bindings) === name)) return;
    throw validationError(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${kind}: ${name}`,
    );
  };
  for (const name of table.keyNames) refuse(name, 'Key');
  for (const index of table.indexes) for (const name of keyNames(index)) refuse(name, 'IndexKey');
}
