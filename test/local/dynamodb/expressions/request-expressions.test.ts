import {
  checkExpressionParameters,
  type Placeholders,
  RequestExpressions,
} from '../../../../local/dynamodb/expressions/request-expressions';

interface Request extends Partial<Placeholders> {
  readonly update?: string;
  readonly condition?: string;
  readonly projection?: string;
}

function messageOf({ update, condition, projection, ...placeholders }: Request): string {
  const request: Placeholders = { ExpressionAttributeNames: undefined, ...placeholders };
  try {
    checkExpressionParameters(request, {
      UpdateExpression: update,
      ConditionExpression: condition,
      ProjectionExpression: projection,
    });
    const expressions = RequestExpressions.of(request);
    expressions.update(update);
    expressions.condition(condition, 'ConditionExpression');
    expressions.projection(projection);
    expressions.refuseUnused();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
}
const v = { ':v': { S: 'a' } };
const CONDITION = 'Invalid ConditionExpression: ';
const UPDATE = 'Invalid UpdateExpression: ';

test.each<[string, Request, string]>([
  [
    'names without expressions',
    { ExpressionAttributeNames: { '#a': 'a' } },
    'ExpressionAttributeNames can only be specified when using expressions',
  ],
  [
    'values without expressions',
    { ExpressionAttributeValues: v, projection: 'a' },
    'ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null',
  ],
  ['no names', { condition: 'a = b', ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
  ['no values', { condition: 'a = b', ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
  [
    'a name without #',
    { condition: 'a = b', ExpressionAttributeNames: { a: 'a' } },
    'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
  ],
  [
    'a value without :',
    { condition: 'a = b', ExpressionAttributeValues: { v: { S: 'a' } } },
    'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"',
  ],
  [
    'a value that cannot be',
    { condition: 'a = :v', ExpressionAttributeValues: { ':v': { SS: [] } } },
    'ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  may not be empty for key :v',
  ],
  [
    'an undefined name',
    { condition: '#a = :v', ExpressionAttributeValues: v },
    `${CONDITION}An expression attribute name used in the document path is not defined; attribute name: #a`,
  ],
  [
    'an undefined value',
    { condition: 'a = :v' },
    `${CONDITION}An expression attribute value used in expression is not defined; attribute value: :v`,
  ],
  [
    'an unused name',
    { condition: 'a = :v', ExpressionAttributeNames: { '#a': 'a', '#b': 'b' }, ExpressionAttributeValues: v },
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}',
  ],
  [
    'an unused value',
    { condition: 'a = :v', ExpressionAttributeValues: { ...v, ':w': { S: 'b' } } },
    'Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
  ],
  [
    'too few operands',
    { condition: 'contains(a)' },
    `${CONDITION}Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1`,
  ],
  [
    'an operand against itself',
    { condition: 'a.b = a.b' },
    `${CONDITION}The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a, b]`,
  ],
  [
    'a value where a path belongs',
    { condition: 'attribute_exists(:v)', ExpressionAttributeValues: v },
    `${CONDITION}Operator or function requires a document path; operator or function: attribute_exists`,
  ],
  [
    'a prefix of the wrong type',
    { condition: 'begins_with(a, :v)', ExpressionAttributeValues: { ':v': { N: '1' } } },
    `${CONDITION}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
  ],
  [
    'a type that is none',
    { condition: 'attribute_type(a, :v)', ExpressionAttributeValues: v },
    `${CONDITION}Invalid attribute type name found; type: a, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
  ],
  [
    'a size of a number',
    { condition: 'size(:v) = a', ExpressionAttributeValues: { ':v': { N: '1' } } },
    `${CONDITION}Incorrect operand type for operator or function; operator or function: size, operand type: N`,
  ],
  [
    'bounds the wrong way round',
    { condition: 'a BETWEEN :v AND :w', ExpressionAttributeValues: { ':v': { N: '2' }, ':w': { N: '1' } } },
    `${CONDITION}The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}`,
  ],
  [
    'bounds of two types',
    { condition: 'a BETWEEN :v AND :w', ExpressionAttributeValues: { ':v': { N: '2' }, ':w': { S: '1' } } },
    `${CONDITION}The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:1}`,
  ],
  [
    'paths that overlap',
    { update: 'SET a = :v, #a.b = :v', ExpressionAttributeNames: { '#a': 'a' }, ExpressionAttributeValues: v },
    `${UPDATE}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]`,
  ],
  [
    'the same path twice',
    { update: 'SET a = :v REMOVE a', ExpressionAttributeValues: v },
    `${UPDATE}Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]`,
  ],
  [
    'paths that conflict',
    { update: 'SET a.b = :v, a[0] = :v', ExpressionAttributeValues: v },
    `${UPDATE}Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]`,
  ],
  [
    'projected paths that overlap',
    { projection: 'a.b, a' },
    'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]',
  ],
  [
    'ADD of a string',
    { update: 'ADD a :v', ExpressionAttributeValues: v },
    `${UPDATE}Incorrect operand type for operator or function; operator: ADD, operand type: STRING`,
  ],
  [
    'DELETE of a number',
    { update: 'DELETE a :v', ExpressionAttributeValues: { ':v': { N: '1' } } },
    `${UPDATE}Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER`,
  ],
  [
    'a sum with a string',
    { update: 'SET a = a + :v', ExpressionAttributeValues: v },
    `${UPDATE}Incorrect operand type for operator or function; operator or function: +, operand type: S`,
  ],
  [
    'more operators than 300',
    { condition: Array.from({ length: 151 }, () => 'a = :v').join(' OR '), ExpressionAttributeValues: v },
    `${CONDITION}The expression contains too many operators; operator count: 301`,
  ],
  [
    'more operands of IN than 100',
    { condition: `a IN (${Array.from({ length: 101 }, () => ':v').join(', ')})`, ExpressionAttributeValues: v },
    `${CONDITION}The IN operator is provided with too many operands; number of operands: 101`,
  ],
  [
    'a path of more than 32 elements',
    { projection: Array.from({ length: 33 }, () => 'a').join('.') },
    'Invalid ProjectionExpression: The document path has too many nesting elements; nesting levels: 33',
  ],
  [
    'an order with a list',
    { condition: 'a < :v', ExpressionAttributeValues: { ':v': { L: [] } } },
    `${CONDITION}Incorrect operand type for operator or function; operator or function: <, operand type: L`,
  ],
  [
    'bounds without an order',
    { condition: 'a BETWEEN :v AND :v', ExpressionAttributeValues: { ':v': { SS: ['a'] } } },
    `${CONDITION}Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: SS`,
  ],
  [
    'an empty attribute name',
    { projection: '#a', ExpressionAttributeNames: { '#a': '' } },
    'ExpressionAttributeNames contains invalid value: Empty attribute name for key #a',
  ],
  [
    'if_not_exists of a value',
    { update: 'SET a = if_not_exists(:v, :v)', ExpressionAttributeValues: v },
    `${UPDATE}Operator or function requires a document path; operator or function: if_not_exists`,
  ],
])('refuses %s', (_what, request, message) => {
  expect(messageOf(request)).toBe(message);
});

test('takes as much as the limits allow, and equality of any type', () => {
  const condition = `a IN (${Array.from({ length: 100 }, () => ':v').join(', ')})`;

  expect(messageOf({ condition, ExpressionAttributeValues: v })).toBe('accepted');
  // 150 comparisons and 149 OR.
  const many = Array.from({ length: 150 }, () => 'a = :v').join(' OR ');
  expect(messageOf({ condition: many, ExpressionAttributeValues: v })).toBe('accepted');
  expect(messageOf({ projection: Array.from({ length: 32 }, () => 'a').join('.') })).toBe('accepted');
  expect(messageOf({ condition: 'a <> :v', ExpressionAttributeValues: { ':v': { L: [] } } })).toBe('accepted');
});

test('takes bounds that are equal, and a placeholder used in one of two expressions', () => {
  expect(messageOf({ condition: 'a BETWEEN :v AND :v', ExpressionAttributeValues: v })).toBe('accepted');
  expect(
    messageOf({
      update: 'SET a = :v',
      condition: '#a = a',
      ExpressionAttributeNames: { '#a': 'b' },
      ExpressionAttributeValues: v,
    }),
  ).toBe('accepted');
});

test('checks the same text against each request anew', () => {
  expect(messageOf({ condition: 'a = :v', ExpressionAttributeValues: v })).toBe('accepted');
  expect(messageOf({ condition: 'a = :v' })).toContain('not defined');
  expect(messageOf({ condition: 'a = :v', ExpressionAttributeValues: v })).toBe('accepted');
});

test('takes a placeholder of 255 bytes and no longer one', () => {
  const bound = (length: number): Request => {
    const placeholder = `#${'a'.repeat(length - 1)}`;
    return { projection: placeholder, ExpressionAttributeNames: { [placeholder]: 'a' } };
  };

  expect(messageOf(bound(255))).toBe('accepted');
  expect(messageOf(bound(256))).toMatch(/^ExpressionAttributeNames contains invalid key: Too long; key: "#a{255}"$/);
});
