/** Expressions as states use them: what they see, and the functions that Step Functions adds to the language. */
import type { Json } from '../../../../lib/units';
import type { Scope } from '../../../../local/stepfunctions/expression';
import { compileQuery } from '../../../../local/stepfunctions/jsonata/expression';
import { compileJsonataTemplate } from '../../../../local/stepfunctions/jsonata/template';
import { ExpressionError } from '../../../../local/stepfunctions/paths/scanner';
import { StateError } from '../../../../local/stepfunctions/state-error';
import { aScope } from '../a-scope';

const evaluate = (text: string, input: Json = null, given: Partial<Scope> = {}) =>
  compileQuery(`{% ${text} %}`).evaluate(aScope(input, given), 'Output');

const causeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof StateError) return error.cause;
    throw error;
  }
  throw new Error('did not fail');
};

// The examples of the Developer Guide, "Transforming data with JSONata", and what the service answers for them.
test.each<[string, Json]>([
  [
    '$partition([1,2,3,4], 2)',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['$partition([1,2,3], 2)', [[1, 2], [3]]],
  ['$range(0, 6, 2)', [0, 2, 4, 6]],
  ['$range(3, 1, -1)', [3, 2, 1]],
  ['$range(1, 0, 1)', []],
  ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
  ['$hash("input", "MD5")', 'a43c1b0aa53a0c908810c06ab1ff3967'],
  ['$random(42)', 0.7275636800328681],
  ['$random(42) = $random(42)', true],
  ['$parse("{\\"a\\":[1,null]}").a', [1, null]],
  ['$exists($parse($none))', false],
  ['$map([1, 2], function($n) { $range(1, $n, 1) })', [[1], [1, 2]]],
])('%s', (text, expected) => {
  expect(evaluate(text)).toEqual(expected);
});

test('ids are version 4 UUIDs, and no two are alike', () => {
  const ids = evaluate('[$uuid(), $uuid()]') as readonly string[];

  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test('chance and time are those of the execution', () => {
  const text = '[$uuid(), $random(), $now(), $millis()]';

  expect(evaluate(text)).toEqual(evaluate(text));
  expect((evaluate('$now()') as string).slice(0, 10)).toBe('2026-01-01');
});

test.each([
  ['$hash("x", "CRC")', '. T0410: Argument 2 of function "hash" does not match function signature'],
  ['$partition([1], 0)', '. T0410: Argument 2 of function "partition" does not match function signature'],
  ['$range(1, 5000, 1)', '. T0410: Argument 2 of function "range" does not match function signature'],
  ['$parse("{")', ': The text passed to function "parse" is no JSON: '],
])('%s is refused', (text, reason) => {
  const cause = causeOf(() => evaluate(text));

  expect(
    cause.startsWith(
      `The JSONata expression '${text}' specified for the field 'Output' threw an error during evaluation${reason}`,
    ),
  ).toBe(true);
});

test('a limit of the service follows a colon, and has no code', () => {
  expect(causeOf(() => evaluate('[1..900000] ~> $count()'))).toBe(
    "The JSONata expression '[1..900000] ~> $count()' specified for the field 'Output' threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage",
  );
});

test('an expression sees the input, the variables, and the parts of $states that there are', () => {
  const seen = { variables: { x: { y: 1 } }, result: 'r', context: () => ({ State: { Name: 'S' } }) };

  expect(evaluate('[$states.input, $x.y, $states.result, $states.context.State.Name]', 'i', seen)).toEqual([
    'i',
    1,
    'r',
    'S',
  ]);
  expect(evaluate('$keys($states)', 'i', seen)).toEqual(['input', 'result', 'context']);
  expect(evaluate('$exists($states.errorOutput)', 'i', seen)).toBe(false);
});

test('the context object is not built for an expression that cannot see it', () => {
  let built = 0;
  const context = () => ({ built: ++built });

  evaluate('$states.input', 1, { context });
  expect(built).toBe(0);
  evaluate('$states', 1, { context });
  expect(built).toBe(1);
});

test('what leaves an expression is plain JSON', () => {
  expect(JSON.stringify(evaluate('[$states.input.a.b]', { a: [{ b: 1 }, { b: 2 }] }))).toBe('[1,2]');
  expect(Object.keys(evaluate('$states.input.a.b', { a: [{ b: 1 }, { b: 2 }] }) as object)).toEqual(['0', '1']);
  expect(evaluate('{"f": function($x) { $x }, "n": 1}')).toEqual({ n: 1 });
  expect(evaluate('function($x) { $x }')).toBeUndefined();
});

test('what is handed on unchanged is the same value', () => {
  const input = { a: [1, { b: 2 }] };

  expect(evaluate('$states.input.a', input)).toBe(input.a);
});

test('the input is not changed by an expression that marks it', () => {
  const input = { a: [1], b: [[1]] };

  evaluate('[$states.input.a[], $states.input.b[0][]]', input);

  expect(JSON.stringify(Object.keys(input.a))).toBe('["0"]');
});

test('a template is evaluated leaf by leaf, and names the leaf that finds nothing', () => {
  const template = compileJsonataTemplate({ a: ['{% $states.input.x %}', { b: '{% 2 %}' }], c: 'plain' }, 'Output');

  expect(template(aScope({ x: 1 }))).toEqual({ a: [1, { b: 2 }], c: 'plain' });
  expect(causeOf(() => template(aScope({})))).toBe(
    "The JSONata expression '$states.input.x' specified for the field 'Output/a[0]' returned nothing (undefined).",
  );
});

test('a template without an expression is handed on as it is', () => {
  const constant = { a: [1, 'x'] };

  expect(compileJsonataTemplate(constant, 'Output')(aScope(null))).toBe(constant);
});

test('what does not parse is refused with the field that holds it', () => {
  expect(() => compileJsonataTemplate({ a: '{% 1 + %}' }, 'Output')).toThrow(ExpressionError);
});
