import { parseUpdate } from '../../../../local/dynamodb/expressions/parse-update';

test('reads every section and action', () => {
  const { tree } = parseUpdate('set a = :v, #b[0].c = if_not_exists(d, :v) - :w remove e Add f :v DELETE g :w');

  expect(tree).toEqual([
    { kind: 'SET', path: ['a'], value: { kind: 'value', placeholder: ':v' } },
    {
      kind: 'SET',
      path: ['#b', 0, 'c'],
      value: {
        kind: 'minus',
        left: { kind: 'if_not_exists', path: ['d'], otherwise: { kind: 'value', placeholder: ':v' } },
        right: { kind: 'value', placeholder: ':w' },
      },
    },
    { kind: 'REMOVE', path: ['e'] },
    { kind: 'ADD', path: ['f'], placeholder: ':v' },
    { kind: 'DELETE', path: ['g'], placeholder: ':w' },
  ]);
});

test.each(['SET a = (a + :v)', 'SET a = (a) + :v', 'SET a = a + (:v)'])('reads the parentheses of %s', (text) => {
  const [left, right] = [
    { kind: 'path', path: ['a'] },
    { kind: 'value', placeholder: ':v' },
  ];

  expect(parseUpdate(text).tree).toEqual([{ kind: 'SET', path: ['a'], value: { kind: 'plus', left, right } }]);
});

test.each([
  ['', 'The expression can not be empty;'],
  ['INVALID SYNTAX HERE', 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
  ['SET', 'Syntax error; token: "<EOF>", near: "SET"'],
  ['SET a', 'Syntax error; token: "<EOF>", near: "a"'],
  ['SET a = :v,', 'Syntax error; token: "<EOF>", near: ","'],
  ['SET a = :v + :w + :x', 'Syntax error; token: "+", near: ":w + :x"'],
  ['SET a = (:v + :w) + :x', 'Syntax error; token: "+", near: ") + :x"'],
  ['ADD a b', 'Syntax error; token: "b", near: "a b"'],
  ['ADD hits : incr', 'Syntax error; token: ":", near: "hits : incr"'],
  ['SET a = :v SET b = :v', 'The "SET" section can only be used once in an update expression;'],
  ['SET name = :v', 'Attribute name is a reserved keyword; reserved keyword: name'],
  ['SET a = now(:v)', 'Invalid function name; function: now'],
])('refuses %s', (text, message) => {
  expect(() => parseUpdate(text)).toThrow(message);
});
