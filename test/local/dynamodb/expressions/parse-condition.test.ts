import fc from 'fast-check';
import type { Condition, Operand, Path } from '../../../../local/dynamodb/expressions/expression';
import { parseCondition } from '../../../../local/dynamodb/expressions/parse-condition';
import { printCondition } from './print';

const name = fc.constantFrom('colour', '#n', 'x1', '_y');
const path: fc.Arbitrary<Path> = fc
  .tuple(name, fc.array(fc.oneof(name, fc.nat(9)), { maxLength: 2 }))
  .map(([first, rest]) => [first, ...rest]);
const plain: fc.Arbitrary<Operand> = fc.oneof(
  path.map((each): Operand => ({ kind: 'path', path: each })),
  fc.constantFrom(':a', ':b').map((placeholder): Operand => ({ kind: 'value', placeholder })),
);
const operand: fc.Arbitrary<Operand> = fc.oneof(
  plain,
  plain.map((each): Operand => ({ kind: 'size', operand: each })),
);
const comparator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('compare'), operator: comparator, left: operand, right: operand }),
  fc.record({ kind: fc.constant('between'), operand, low: operand, high: operand }),
  fc.record({ kind: fc.constant('in'), operand, candidates: fc.array(operand, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constantFrom('attribute_exists', 'attribute_not_exists'), operand }),
  fc.record({ kind: fc.constant('attribute_type'), operand, type: operand }),
  fc.record({ kind: fc.constant('begins_with'), operand, prefix: operand }),
  fc.record({ kind: fc.constant('contains'), operand, sought: operand }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ kind: fc.constantFrom('and', 'or'), left: tie('condition'), right: tie('condition') }),
    fc.record({ kind: fc.constant('not'), condition: tie('condition') }),
  ),
}));

test('parses what was printed into the same condition', () => {
  fc.assert(
    fc.property(condition, (tree) => {
      expect(parseCondition(printCondition(tree)).tree).toEqual(tree);
    }),
  );
});

test('reads keywords in any case and functions only in theirs', () => {
  expect(parseCondition('a = :x and not b = :y Or c between :x AND :y').tree.kind).toBe('or');
  expect(() => parseCondition('Begins_With(a, :x)')).toThrow('Invalid function name; function: Begins_With');
});

test('lists the placeholders', () => {
  const { names, values } = parseCondition('#a.#b = :x AND contains(#a, :y)');

  expect([...names]).toEqual(['#a', '#b']);
  expect([...values]).toEqual([':x', ':y']);
});

test.each([
  ['', 'The expression can not be empty;'],
  ['a =', 'Syntax error; token: "<EOF>", near: "="'],
  ['a = :x b', 'Syntax error; token: "b", near: ":x b"'],
  ['ADD #v :i', 'Syntax error; token: "ADD", near: "ADD #v"'],
  ['my-name = :x', 'Syntax error; token: "-", near: "my-name"'],
  ['hits : incr', 'Syntax error; token: ":", near: "hits : incr"'],
  ['#, = :x', 'Syntax error; token: "#", near: "#,"'],
  ['a IN ()', 'Syntax error; token: ")", near: "()"'],
  ['a[b] = :x', 'Syntax error; token: "b", near: "[b]"'],
  ['(a)', 'Syntax error; token: "<EOF>", near: ")"'],
  ['a', 'Syntax error; token: "<EOF>", near: "a"'],
  ['((a = :x))', 'The expression has redundant parentheses;'],
  ['a = ((:x))', 'The expression has redundant parentheses;'],
  ['attribute_exist(a)', 'Invalid function name; function: attribute_exist'],
  [
    'attribute_exists(a) = :x',
    'The function is not allowed to be used this way in an expression; function: attribute_exists',
  ],
  ['size(a)', 'The function is not allowed to be used this way in an expression; function: size'],
  ['status = :x', 'Attribute name is a reserved keyword; reserved keyword: status'],
  ['a.Year = :x', 'Attribute name is a reserved keyword; reserved keyword: Year'],
  ['x'.repeat(4097), 'Expression size has exceeded the maximum allowed size; expression size: 4097'],
])('refuses %s', (text, message) => {
  expect(() => parseCondition(text)).toThrow(message);
});

test('takes parentheses that mean something', () => {
  expect(parseCondition('((a = :x) AND b = :y)').tree.kind).toBe('and');
  expect(parseCondition('(a) = (:x)').tree.kind).toBe('compare');
});

test('reports a fault of the text by rank, not by place', () => {
  expect(() => parseCondition('status = :x AND nope(a) AND ((b = :y))')).toThrow('redundant parentheses');
  expect(() => parseCondition('status = :x AND nope(a)')).toThrow('Invalid function name');
});
