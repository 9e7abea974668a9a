import type { JsonObject } from '../../../lib/units';
import { corner, each, n, put, s, table } from './corner-case';

const ITEM = { pk: s('a'), v: n('1'), t: { SS: ['x'] }, l: { L: [n('1')] } };
const expect = (Expected: JsonObject, more: JsonObject = {}) => put(ITEM, { Expected, ...more });
const change = (AttributeUpdates: JsonObject, more: JsonObject = {}) =>
  [
    'UpdateItem',
    { TableName: 'Items', Key: { pk: s('a') }, AttributeUpdates, ReturnValues: 'ALL_NEW', ...more },
  ] as const;
const compare = (operator: string, ...values: readonly JsonObject[]) => ({
  ComparisonOperator: operator,
  AttributeValueList: values,
});

export const LEGACY_CASES = [
  corner(
    'Expected',
    table({ pk: 'S' }),
    put(ITEM),
    expect({ v: { Value: n('1.0') } }),
    expect({ v: { Value: n('2') } }),
    expect({ v: { Exists: false } }),
    expect({ v: {} }),
    expect({ v: { Exists: true } }),
    expect({ v: { Exists: false, Value: n('1') } }),
    expect({ v: compare('EQ', n('1')) }),
    expect({ v: compare('EQ', n('1'), n('2')) }),
    expect({ v: compare('BETWEEN', n('2'), n('1')) }),
    expect({ v: compare('IN', n('2'), s('1')) }),
    expect({ v: { ComparisonOperator: 'EQ' } }),
    expect({ v: { AttributeValueList: [n('1')] } }),
    expect({ v: { Value: n('1'), AttributeValueList: [n('1')] } }),
    expect({ v: { Exists: true, ComparisonOperator: 'NULL' } }),
    expect({ v: { ComparisonOperator: 'IS' } }),
    expect({ v: compare('EQ', n('1')), w: compare('NOT_NULL') }),
    expect({ v: compare('EQ', n('1')), w: compare('NOT_NULL') }, { ConditionalOperator: 'OR' }),
    expect({ t: compare('CONTAINS', s('x')), v: compare('NE', n('3')) }, { ConditionalOperator: 'AND' }),
    expect({ v: { Value: 'x' } }),
  ),
  corner('types of the values of Expected', table({ pk: 'S' }), expect({ t: compare('LT', { SS: ['x'] }) })),
  corner('Exists with a value', table({ pk: 'S' }), put(ITEM), expect({ v: { Exists: true, Value: n('2') } })),
  corner('a ConditionalOperator alone', table({ pk: 'S' }), put(ITEM, { ConditionalOperator: 'OR' })),
  corner(
    'AttributeUpdates',
    table({ pk: 'S' }),
    put(ITEM),
    change({
      v: { Action: 'ADD', Value: n('1') },
      t: { Action: 'ADD', Value: { SS: ['x', 'y'] } },
      l: { Action: 'ADD', Value: { L: [n('2')] } },
    }),
    change({ v: { Action: 'ADD', Value: { SS: ['x'] } } }),
    change({ t: { Action: 'DELETE', Value: { NS: ['1'] } } }),
    change({ t: { Action: 'DELETE', Value: { SS: ['y'] } }, v: { Action: 'DELETE' } }),
    change({ t: { Action: 'DELETE', Value: { SS: ['x'] } }, w: { Value: s('put') } }),
    change({ v: { Action: 'ADD', Value: s('x') } }),
    change({ v: { Action: 'DELETE', Value: s('x') } }),
    change({ v: { Action: 'PUT' } }),
    change({ v: {} }),
    change({ v: { Action: '', Value: n('1') } }),
    change({ pk: { Value: s('b') } }),
    change({ v: { Value: n('1') } }, { UpdateExpression: 'SET v = w' }),
    change({}),
  ),
  corner(
    'filters',
    table({ pk: 'S' }),
    put(ITEM),
    ...each(
      'Scan',
      { TableName: 'Items', ScanFilter: { v: compare('EQ', n('1')) } },
      { TableName: 'Items', ScanFilter: { v: compare('EQ', n('1')), w: compare('NULL') }, ConditionalOperator: 'AND' },
      {
        TableName: 'Items',
        ScanFilter: { v: compare('GT', n('1')), t: compare('CONTAINS', s('x')) },
        ConditionalOperator: 'OR',
      },
      { TableName: 'Items', ScanFilter: { v: compare('EQ', { BOOL: true }) } },
      { TableName: 'Items', ScanFilter: { v: compare('BEGINS_WITH', n('1')) } },
      { TableName: 'Items', ScanFilter: { v: {} } },
      { TableName: 'Items', ScanFilter: { v: compare('EQ', n('1')) }, FilterExpression: 'v = t' },
      { TableName: 'Items', AttributesToGet: ['v', 'v'] },
    ),
    ...each(
      'Query',
      { TableName: 'Items', KeyConditions: { pk: compare('EQ', s('a')) } },
      { TableName: 'Items', KeyConditions: { pk: compare('NE', s('a')) } },
      { TableName: 'Items', KeyConditions: { pk: compare('GT', s('a')) } },
      { TableName: 'Items', KeyConditions: { pk: compare('EQ', s('a'), s('b')) } },
      { TableName: 'Items', KeyConditions: { v: compare('EQ', n('1')) } },
      { TableName: 'Items', KeyConditions: { pk: compare('EQ', s('a')) }, QueryFilter: { pk: compare('EQ', s('a')) } },
      { TableName: 'Items', KeyConditions: { pk: compare('EQ', s('a')) }, QueryFilter: { v: compare('LT', n('1')) } },
    ),
  ),
];
