/** Projection expressions. Source: DynamoDB Developer Guide, "Using projection expressions in DynamoDB". */
import type { Path, Projection } from './expression';
import { namesBound, type Parsed } from './parsed';
import { ExpressionFault, Reader } from './reader';
import { overlapCheck } from './update-checks';

export function parseProjection(text: string): Parsed<Projection> {
  const reader = new Reader<'reservedWord'>(text);
  const paths: Path[] = [];
  do paths.push(reader.readPath('reservedWord'));
  while (reader.take(','));
  reader.expectEnd();
  const fault = reader.faultIn(['reservedWord']);
  if (fault !== undefined) throw new ExpressionFault(fault);
  const checks = [...paths.map(namesBound), ...(paths.length > 1 ? [overlapCheck(paths)] : [])];
  return { tree: paths, names: reader.names, values: reader.values, checks };
}
