/** The synchronous engine against the package as it is: the same value, or the same error, for every expression. */
import original from 'jsonata';
import type { Json } from '../../../../lib/units';
import { Budget, loadJsonata, synchronousSource } from '../../../../local/stepfunctions/jsonata/engine';

const budget = new Budget();
const compile = loadJsonata({
  now: () => new Date(Date.UTC(2026, 0, 1)),
  fraction: () => 0.5,
  enter: (depth) => budget.enter(depth),
  leave: (value) => budget.leave(value),
});
beforeEach(() => budget.begin());

const DOCUMENT: Json = {
  order: {
    id: 'o-1',
    lines: [
      { sku: 'lamp', n: 2, price: 1250 },
      { sku: 'book', n: 5, price: 990, tags: ['new', 'used'] },
    ],
  },
  people: [
    { name: 'Ada', born: 1815, knows: ['Charles'] },
    { name: 'Alan', born: 1912 },
    { name: 'Grace', born: 1906 },
  ],
  text: 'the quick brown fox',
  nested: { a: { b: [[1, 2], [3]] } },
  nothing: null,
};

const EXPRESSIONS = [
  'order.lines.sku',
  'order.lines[n > 3].sku',
  'order.lines[0]',
  'order.lines[-1].tags[]',
  'order.lines.(n * price)',
  '$sum(order.lines.(n * price))',
  'order.lines{sku: n}',
  'order.lines^(>price).sku',
  'order.lines@$l.{"sku": $l.sku, "id": %.id}',
  'order.lines#$i.{"i": $i, "sku": sku}',
  'people.(born < 1900 ? name : "later")',
  'people[born > 1900].name ~> $join(", ")',
  '**.name',
  'nested.a.*',
  'nested.a.b[0][1]',
  'missing.path',
  'nothing',
  '$map(people, function($p, $i) { $i & $p.name })',
  '$filter(people, function($p) { $p.born > 1900 })',
  '$reduce([1..5], function($a, $b) { $a + $b }, 10)',
  '$each(order, function($v, $k) { $k })',
  '$sift(order, function($v, $k) { $k = "id" })',
  '$single(people, function($p) { $p.name = "Ada" })',
  '$single(people, function($p) { $p.born > 0 })',
  '$sort(people, function($a, $b) { $a.born > $b.born }).name',
  '$sort([3, 1, 2])',
  '$replace(text, /(qu)(ick)/, "$2$1")',
  '$replace(text, /o/, function($m) { $uppercase($m.match) }, 1)',
  '$match(text, /[aeiou]/).match',
  '$contains(text, /quick/)',
  '$split(text, /\\s+/)',
  '$split(text, " ", 2)',
  '$substringBefore(text, " ") & $substringAfter(text, "brown")',
  '$uppercase(text) & $lowercase("ABC") & $length(text)',
  '$pad("x", -5, "-") & $trim("  y ")',
  '$string({"a": [1, 2.50, true, null]})',
  '$number("12.5") + $abs(-1) + $floor(1.9) + $ceil(1.1) + $round(2.5) + $power(2, 10) + $sqrt(16)',
  '$formatNumber(1234.5, "#,##0.00") & $formatBase(255, 16) & $formatInteger(12, "w")',
  '$fromMillis(0) & $toMillis("1970-01-01T00:00:01Z")',
  '$fromMillis(1510067557121, "[M01]/[D01]/[Y0001] [h#1]:[m01][P]")',
  '$keys(order) ~> $count()',
  '$lookup(order, "id")',
  '$merge([{"a": 1}, {"b": 2}])',
  '$spread({"a": 1, "b": 2})',
  '$distinct([1, 1, 2])',
  '$reverse([1..3])',
  '$zip([1, 2], ["a", "b"])',
  '$append([1], [2, 3])',
  '$exists(missing) or $boolean([0, 1]) and $not(false)',
  '$type([]) & $type({}) & $type("") & $type(1) & $type(null)',
  '$base64encode("hé") & $base64decode("YQ==")',
  '$encodeUrlComponent("a b") & $decodeUrl("a%20b")',
  '$max([1, 3]) + $min([1, 3]) + $average([1, 3])',
  '($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(10))',
  '($g := function($n, $a) { $n = 0 ? $a : $g($n - 1, $a + $n) }; $g(2000, 0))',
  '($add := function($a, $b) { $a + $b }; $inc := $add(?, 1); $inc(41))',
  '($twice := $uppercase ~> $string; $twice("a"))',
  'people ~> |$|{"age": 2026 - born}, "knows"|',
  '[1..3].($ * 2)',
  '[order.id, people[0].name]',
  '{"ids": [order.id], "n": $count(people)}',
  '"a" in ["a", "b"]',
  '1 / 3 & "" & 10 % 3',
  'people[name = "Ada"].knows[0]',
  '$now() = $now()',
  '"a" + 1',
  '1 < "a"',
  '$sum("a")',
  '$uppercase(1)',
  '$undefinedFunction(1)',
  '$error("because")',
  '$assert(false, "must hold")',
  '$toMillis("not a time")',
  '$number("x")',
  '-"a"',
  '[1..20000000]',
  '1 / 0',
] as const;

type Outcome = { readonly value: string | undefined } | { readonly code: unknown; readonly message: unknown };

const outcomeOf = (error: unknown): Outcome => {
  const { code, message } = error as { readonly code: unknown; readonly message: unknown };
  return { code, message };
};

async function originally(text: string): Promise<Outcome> {
  try {
    return { value: JSON.stringify(await original(text).evaluate(DOCUMENT)) };
  } catch (error) {
    return outcomeOf(error);
  }
}

function atOnce(text: string): Outcome {
  try {
    return { value: JSON.stringify(compile(text).evaluate(DOCUMENT, {})) };
  } catch (error) {
    return outcomeOf(error);
  }
}

test.each(EXPRESSIONS)('%s', async (text) => {
  const wanted = await originally(text);

  expect(atOnce(text)).toEqual(wanted);
});

test('a function of ours is called with what the expression gives it, also as an argument of another', () => {
  const expression = compile('$map([1, 2], $ours)');
  expression.assign('ours', (value: number) => value + 1);

  expect(JSON.stringify(expression.evaluate(undefined, {}))).toBe('[2,3]');
});

test('time and chance are those that were given', () => {
  expect(compile('$now() & " " & $millis() & " " & $random()').evaluate(undefined, {})).toBe(
    '2026-01-01T00:00:00.000Z 1767225600000 0.5',
  );
});

test('a source that is not of the known release does not load', () => {
  expect(() => synchronousSource('async function evaluate() {}')).toThrow('the source of jsonata has 1 of');
});

test.each<[string, string, string]>([
  ['a loop without end', '($f := function() { $f() }; $f())', 'Expression evaluation timeout'],
  ['a recursion without end', '($f := function($n) { 1 + $f($n) }; $f(1))', 'Stack overflow error'],
  ['more nesting than AWS takes', Array(200).fill('1').join('+'), 'Stack overflow error'],
  ['one item more than AWS takes', '[1..873783] ~> $count()', 'memory limit exceeded'],
  ['an array that doubles', '$reduce([1..40], function($a, $b) { $append($a, $a) }, [1])', 'memory limit exceeded'],
  ['a text that doubles', '$reduce([1..40], function($a, $b) { $a & $a }, "x")', 'memory limit exceeded'],
])('%s ends the evaluation', (_name, text, message) => {
  expect(() => compile(text).evaluate(undefined, {})).toThrow(message);
});

test.each<[string, Json]>([
  ['[1..873782] ~> $count()', 873782],
  [Array(90).fill('1').join('+'), 90],
])('what AWS takes is evaluated: %.30s', (text, expected) => {
  expect(compile(text).evaluate(undefined, {})).toEqual(expected);
});
