/** Every corner case. */
import type { CornerCase } from './cases/corner-case';
import { EXPRESSION_CASES } from './cases/expressions';
import { ITEM_CASES } from './cases/items';
import { LEGACY_CASES } from './cases/legacy';
import { QUERY_CASES } from './cases/queries';
import { TABLE_CASES } from './cases/tables';

export const CORNER_CASES: readonly CornerCase[] = [
  ...TABLE_CASES,
  ...ITEM_CASES,
  ...EXPRESSION_CASES,
  ...QUERY_CASES,
  ...LEGACY_CASES,
];
