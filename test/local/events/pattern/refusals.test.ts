import { compile } from '../../../../local/events/pattern/pattern';
import { AwsError } from '../../../../local/service';

const refusalOf = (source: string) => {
  try {
    compile(source);
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return undefined;
};

test.each([
  ['[]', 'Filter is not an object'],
  ['"x"', 'Filter is not an object'],
  ['{}', 'Empty objects are not allowed'],
  ['{"a":{}}', 'Empty objects are not allowed'],
  ['{"a":[]}', 'Empty arrays are not allowed'],
  ['{"a":"x"}', '"a" must be an object or an array'],
  ['{"a":1}', '"a" must be an object or an array'],
  ['{"a":null}', '"a" must be an object or an array'],
  ['{"a":[["x"]]}', 'Match value must be String, number, true, false, or null'],
  ['{"a":[{}]}', 'Match expression name not found'],
  ['{"a":[{"PREFIX":"x"}]}', 'Unrecognized match type PREFIX'],
  ['{"a":[{"toString":"x"}]}', 'Unrecognized match type toString'],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', 'Only one key allowed in match expression'],
  ['{"a":[{"prefix":1}]}', 'prefix match pattern must be a string'],
  ['{"a":[{"prefix":{"suffix":"x"}}]}', 'Unsupported prefix pattern: suffix'],
  ['{"a":[{"prefix":{}}]}', 'Prefix expression name not found'],
  ['{"a":[{"suffix":[".png"]}]}', 'suffix match pattern must be a string'],
  ['{"a":[{"suffix":{"equals-ignore-case":1}}]}', 'equals-ignore-case match pattern must be a string'],
  ['{"a":[{"equals-ignore-case":["x"]}]}', 'equals-ignore-case match pattern must be a string'],
  ['{"a":[{"wildcard":"a**b"}]}', 'Consecutive wildcard characters at pos 2'],
  ['{"a":[{"wildcard":"a\\\\b"}]}', 'Invalid escape character at pos 2'],
  ['{"a":[{"wildcard":"a\\\\"}]}', 'Invalid escape character at pos 2'],
  ['{"a":[{"exists":"yes"}]}', 'exists match pattern must be either true or false.'],
  ['{"a":[{"exists":null}]}', 'exists match pattern must be either true or false.'],
  ['{"a":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
  ['{"a":[{"cidr":"10.0.0.0/x"}]}', 'Malformed CIDR, mask bits must be an integer'],
  ['{"a":[{"cidr":"10.0.0.0/-1"}]}', 'Malformed CIDR, mask bits must not be negative'],
  ['{"a":[{"cidr":"10.0.0.0/32"}]}', 'IPv4 mask bits must be < 32'],
  ['{"a":[{"cidr":"::/128"}]}', 'IPv6 mask bits must be < 128'],
  ['{"a":[{"cidr":"host/8"}]}', 'Nonstandard IP address: host'],
  ['{"a":[{"numeric":10}]}', 'Value of numeric must be an array.'],
  ['{"a":[{"numeric":[]}]}', 'Invalid member in numeric match: ]'],
  ['{"a":[{"numeric":[1]}]}', 'Invalid member in numeric match: 1'],
  ['{"a":[{"numeric":["!=",1]}]}', 'Unrecognized numeric range operator: !='],
  ['{"a":[{"numeric":["="]}]}', 'Value of equals must be numeric'],
  ['{"a":[{"numeric":[">","1"]}]}', 'Value of > must be numeric'],
  ['{"a":[{"numeric":["=",1,"<",2]}]}', 'Too many elements in numeric expression'],
  ['{"a":[{"numeric":["<",1,">",0]}]}', 'Too many elements in numeric expression'],
  ['{"a":[{"numeric":[">",0,">",1]}]}', 'Bad numeric range operator: >'],
  ['{"a":[{"numeric":[">",0,1]}]}', 'Bad value in numeric range: 1'],
  ['{"a":[{"numeric":[">",0,"<"]}]}', 'Value of < must be numeric'],
  ['{"a":[{"numeric":[">",0,"<",5,"x"]}]}', 'Too many terms in numeric range expression'],
  ['{"a":[{"numeric":[">",5,"<",5]}]}', 'Bottom must be less than top'],
  ['{"a":[{"numeric":["=",5000000001]}]}', 'Value must be between -5.0E9 and 5.0E9, inclusive'],
  ['{"a":[{"anything-but":null}]}', 'Value of anything-but must be an array or single string/number value.'],
  ['{"a":[{"anything-but":true}]}', 'Value of anything-but must be an array or single string/number value.'],
  ['{"a":[{"anything-but":[null]}]}', 'Inside anything but list, start|null|boolean is not supported.'],
  ['{"a":[{"anything-but":[{"prefix":"x"}]}]}', 'Inside anything but list, start|null|boolean is not supported.'],
  [
    '{"a":[{"anything-but":["x",1]}]}',
    'Inside anything but list, either all values are number or string, mixed type is not supported',
  ],
  [
    '{"a":[{"anything-but":[]}]}',
    'Inside anything but list, either all values are number or string, mixed type is not supported',
  ],
  ['{"a":[{"anything-but":{"prefix":""}}]}', 'Null prefix/suffix not allowed'],
  ['{"a":[{"anything-but":{"suffix":["x",""]}}]}', 'Null prefix/suffix not allowed'],
  ['{"a":[{"anything-but":{"prefix":1}}]}', 'prefix/suffix match pattern must be a string'],
  ['{"a":[{"anything-but":{"wildcard":1}}]}', 'wildcard match pattern must be a string'],
  ['{"a":[{"anything-but":{"wildcard":"a**"}}]}', 'Consecutive wildcard characters at pos 2'],
  ['{"a":[{"anything-but":{"numeric":["=",1]}}]}', 'Unsupported anything-but pattern: numeric'],
  ['{"$or":[{"a":[1]}]}', 'Unrecognized match type a'],
  ['{"$or":[{"a":[1]},"x"]}', 'Unrecognized match type a'],
  ['{"$or":[{"prefix":["x"]},{"a":[1]}]}', 'prefix match pattern must be a string'],
  ['{"$or":1}', '"$or" must be an object or an array'],
])('refuses %s', (source, reason) => {
  expect(refusalOf(source)).toMatch(`InvalidEventPatternException: Event pattern is not valid. Reason: ${reason} at [`);
});

test('says where the pattern is wrong as EventBridge does', () => {
  const source = '{"source": ["aws.health"], "detail": {}}';

  expect(refusalOf(source)).toBe(
    'InvalidEventPatternException: Event pattern is not valid. Reason: Empty objects are not allowed at ' +
      `[Source: (String)"${source}"; line: 1, column: 40]`,
  );
});

test('counts lines, and stands behind the quote that opens a text', () => {
  expect(refusalOf('{\n  "detail": {\n      "slug": "x"\n}}')).toContain('line: 3, column: 16]');
});

test.each([
  '',
  '{',
  '{"a":[1]',
  '{"a":[1],}',
  '{"a":[01]}',
  '{"a":["\u0001"]}',
  '{a:[1]}',
  '{"a":[1]} x',
])('refuses the malformed JSON %j', (source) => {
  expect(refusalOf(source)).toMatch(/^InvalidEventPatternException: .* Reason: Unexpected /);
});

test('refuses nesting that would overflow the stack', () => {
  const depth = 10_000;

  expect(refusalOf(`${'{"a":'.repeat(depth)}[1]${'}'.repeat(depth)}`)).toContain('Too many levels');
});
