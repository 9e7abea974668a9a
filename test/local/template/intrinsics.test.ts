import fc from 'fast-check';
import type { Json } from '../../../lib/units';
import { NO_VALUE, resolve, type Scope } from '../../../local/template/intrinsics';

const scope: Scope = {
  mappings: { Sizes: { small: { memory: 128 } } },
  ref: (name) => {
    const values: Record<string, Json | typeof NO_VALUE> = {
      Table: 'orders',
      Stage: 'dev',
      'AWS::Region': 'eu-west-1',
      'AWS::NoValue': NO_VALUE,
    };
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is named ${name}`);
    return value;
  },
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  condition: (name) => name === 'IsDev',
  importValue: (name) => `imported ${name}`,
  stackOutput: (stackName, outputName) => `${outputName} of ${stackName}`,
};
const sub = (text: string) => text.replaceAll('#{', '${');

const CASES: readonly (readonly [title: string, expression: Json, value: Json])[] = [
  ['Ref', { Ref: 'Table' }, 'orders'],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
  ['Fn::GetAtt as text with a dotted attribute', { 'Fn::GetAtt': 'Nested.Outputs.Url' }, 'Nested/Outputs.Url'],
  [
    'Fn::Sub with resources, attributes and a literal',
    { 'Fn::Sub': sub('#{Table}-#{Table.Arn}-#{!Kept}-#{AWS::Region}') },
    sub('orders-Table/Arn-#{Kept}-eu-west-1'),
  ],
  [
    'Fn::Sub with variables over resources',
    { 'Fn::Sub': [sub('#{Table}/#{Id}'), { Table: { Ref: 'Stage' }, Id: 7 }] },
    'dev/7',
  ],
  ['Fn::Join of nested functions', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 3]] }, 'a-dev-3'],
  ['Fn::Select of Fn::Split', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  ['Fn::If, both ways', [{ 'Fn::If': ['IsDev', 1, 2] }, { 'Fn::If': ['IsProd', 1, 2] }], [1, 2]],
  ['Fn::Equals of text and number', { 'Fn::Equals': ['1', 1] }, true],
  [
    'Fn::And, Fn::Or and Fn::Not',
    {
      'Fn::And': [
        { 'Fn::Not': [{ Condition: 'IsProd' }] },
        { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] },
      ],
    },
    true,
  ],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
  ['Fn::FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'large', 'memory', { DefaultValue: 1 }] }, 1],
  ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': sub('#{Stage}-arn') } }, 'imported dev-arn'],
  ['Fn::GetStackOutput', { 'Fn::GetStackOutput': { StackName: { Ref: 'Stage' }, OutputName: 'Url' } }, 'Url of dev'],
  ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
  ['Fn::ToJsonString', { 'Fn::ToJsonString': { a: [{ Ref: 'Stage' }] } }, '{"a":["dev"]}'],
  ['Fn::Length', { 'Fn::Length': { 'Fn::Split': [',', 'a,b'] } }, 2],
];

test.each(CASES)('resolves %s', (_title, expression, value) => {
  expect(resolve(expression, scope)).toEqual(value);
});

test('leaves out properties and entries that are AWS::NoValue', () => {
  const none = { Ref: 'AWS::NoValue' };

  expect(resolve({ kept: [1, none, { 'Fn::If': ['IsProd', 2, none] }], dropped: none }, scope)).toEqual({ kept: [1] });
});

test('leaves plain data as it is', () => {
  const plain = fc.jsonValue().filter((value) => !/"(Ref|Condition|Fn::[^"]*|__proto__)":/.test(JSON.stringify(value)));

  fc.assert(
    fc.property(plain, (value) => {
      expect(JSON.stringify(resolve(value as Json, scope))).toBe(JSON.stringify(value));
    }),
    { examples: [[{ toString: false }]] },
  );
});

test.each([
  ['an unknown function', { 'Fn::Cidr': [] }, 'Fn::Cidr is not known'],
  ['an unknown name', { Ref: 'Nobody' }, 'nothing is named Nobody'],
  ['an index past the end', { 'Fn::Select': [2, ['a']] }, 'entry 2 of a list of 1'],
  ['a missing map entry', { 'Fn::FindInMap': ['Sizes', 'x', 'y'] }, 'no Sizes.x.y'],
] as const)('refuses %s in words', (_title, expression, message) => {
  expect(() => resolve(expression as Json, scope)).toThrow(message);
});
