/** JSONPath as Step Functions reads it, against the library's documented examples. */
import type { Json } from '../../../lib/units';
import { evaluatePath, explainMissing } from '../../../local/stepfunctions/paths/evaluate-path';
import { isReferencePath } from '../../../local/stepfunctions/paths/json-path';
import { parsePath } from '../../../local/stepfunctions/paths/parse-path';
import { placeResult } from '../../../local/stepfunctions/paths/result-path';

const find = (path: string, document: Json) => evaluatePath(parsePath(path), document);

const STORE: Json = {
  store: {
    book: [
      { category: 'reference', author: 'Nigel Rees', title: 'Sayings of the Century', price: 8.95 },
      { category: 'fiction', author: 'Evelyn Waugh', title: 'Sword of Honour', price: 12.99 },
      { category: 'fiction', author: 'Herman Melville', title: 'Moby Dick', isbn: '0-553-21311-3', price: 8.99 },
      { category: 'fiction', author: 'J. R. R. Tolkien', title: 'The Lord of the Rings', isbn: '0-395', price: 22.99 },
    ],
    bicycle: { color: 'red', price: 19.95 },
  },
  expensive: 10,
};
const titles = (found: Json | undefined) =>
  (found as readonly { readonly title: string }[]).map(({ title }) => title.split(' ')[0]);

describe('definite paths', () => {
  test.each<[string, Json]>([
    ['$', STORE],
    ['$.expensive', 10],
    ["$['store']['bicycle'].color", 'red'],
    ['$["store"].bicycle["color"]', 'red'],
    ['$.store.book[0].price', 8.95],
    ['$.store.book[-1].isbn', '0-395'],
    ['$.store.book[1].title', 'Sword of Honour'],
  ])('%s finds one value', (path, value) => {
    expect(find(path, STORE)).toEqual(value);
  });

  test('a field may hold any character in quotes, a quote by a backslash', () => {
    const document = { "it's": 1, 'a.b': 2, '': 3, 'back\\"slash': 4 };

    expect(find("$['it\\'s']", document)).toBe(1);
    expect(find("$['a.b']", document)).toBe(2);
    expect(find("$['']", document)).toBe(3);
    expect(find("$['back\\\"slash']", document)).toBe(4);
  });

  test('null and false are values that are there', () => {
    expect(find('$.a', { a: null })).toBeNull();
    expect(find('$.a', { a: false })).toBe(false);
  });

  test('what an object inherits is not there', () => {
    expect(find('$.constructor', {})).toBeUndefined();
    expect(find('$.length', [1])).toBeUndefined();
  });
});

describe('paths that may find many', () => {
  test('a wildcard takes every element, and every field', () => {
    expect(find('$.store.book[*].author', STORE)).toEqual([
      'Nigel Rees',
      'Evelyn Waugh',
      'Herman Melville',
      'J. R. R. Tolkien',
    ]);
    expect(find('$.store.*.color', STORE)).toEqual(['red']);
  });

  test('recursive descent looks everywhere below, in the order of the document', () => {
    expect(find('$..price', STORE)).toEqual([8.95, 12.99, 8.99, 22.99, 19.95]);
    expect(titles(find('$..book[2]', STORE))).toEqual(['Moby']);
  });

  test('slices and lists of indexes', () => {
    expect(titles(find('$..book[0,1]', STORE))).toEqual(['Sayings', 'Sword']);
    expect(titles(find('$..book[:2]', STORE))).toEqual(['Sayings', 'Sword']);
    expect(titles(find('$..book[1:2]', STORE))).toEqual(['Sword']);
    expect(titles(find('$..book[-2:]', STORE))).toEqual(['Moby', 'The']);
    expect(titles(find('$..book[2:]', STORE))).toEqual(['Moby', 'The']);
  });

  test('several names at once', () => {
    expect(find("$.store.bicycle['color','price']", STORE)).toEqual(['red', 19.95]);
  });

  test.each<[string, readonly string[]]>([
    ['$..book[?(@.isbn)]', ['Moby', 'The']],
    ['$.store.book[?(@.price < 10)]', ['Sayings', 'Moby']],
    ["$.store.book[?(@.price <= $['expensive'])]", ['Sayings', 'Moby']],
    ["$.store.book[?(@.category == 'fiction' && @.price > 20)]", ['The']],
    ["$.store.book[?(@.price > 20 || @.author == 'Nigel Rees')]", ['Sayings', 'The']],
    ['$.store.book[?(!@.isbn)]', ['Sayings', 'Sword']],
    ['$..book[?(@.author =~ /.*REES/i)]', ['Sayings']],
    ["$.store.book[?(@.category in ['reference', 'poetry'])]", ['Sayings']],
    ["$.store.book[?(@.category nin ['reference'] && @.price != 12.99)]", ['Moby', 'The']],
    ['$.store.book[?((@.price < 9 || @.price > 20) && @.isbn)]', ['Moby', 'The']],
  ])('%s keeps what the filter holds for', (path, expected) => {
    expect(titles(find(path, STORE))).toEqual(expected);
  });

  test('finding none is an empty array, not an absence', () => {
    expect(find('$..none', STORE)).toEqual([]);
    expect(find('$.store.book[?(@.price > 100)]', STORE)).toEqual([]);
  });
});

describe('what is not there', () => {
  test('is told apart: the last step, or one on the way', () => {
    expect(explainMissing(parsePath('$.a.b'), { a: {} })).toBe("No results for path: $['a']['b']");
    expect(explainMissing(parsePath('$.a.b.c'), {})).toBe("Missing property in path $['a']");
    expect(explainMissing(parsePath('$.a[3]'), { a: [1] })).toBe("No results for path: $['a'][3]");
  });
});

test.each([
  '',
  'a.b',
  '$.',
  '$[',
  '$[abc]',
  '$.a b',
  "$['open",
  '$[?(@.a ==)]',
  '$.a]',
])('refuses %j, which is no path', (text) => {
  expect(() => parsePath(text)).toThrow(/at position \d+ of/);
});

describe('result paths', () => {
  test('only fields and indexes name a place', () => {
    expect(isReferencePath(parsePath('$.a[0].b'))).toBe(true);
    expect(isReferencePath(parsePath('$.a[*]'))).toBe(false);
    expect(isReferencePath(parsePath('$.a[-1]'))).toBe(false);
    expect(isReferencePath(parsePath('$$.Execution'))).toBe(false);
  });

  test('the input itself is not changed', () => {
    const input = { a: { b: 1 } };

    const placed = placeResult(parsePath('$.a.c'), input, 2);

    expect(placed).toEqual({ a: { b: 1, c: 2 } });
    expect(input).toEqual({ a: { b: 1 } });
  });

  test('a field named __proto__ is a field like any other', () => {
    const placed = placeResult(parsePath('$.__proto__.x'), {}, 1);

    expect(Object.keys(placed as object)).toEqual(['__proto__']);
    expect(({} as { readonly x?: number }).x).toBeUndefined();
  });

  test('no place is made beyond the end of an array', () => {
    expect(placeResult(parsePath('$.a[1]'), { a: [1] }, 2)).toBeUndefined();
    expect(placeResult(parsePath('$.a[0]'), { a: [1] }, 2)).toEqual({ a: [2] });
  });
});
