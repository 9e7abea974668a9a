/** Expression texts: mostly of the grammar, now and then not. */
import fc from 'fast-check';
import { NAMES, VALUES } from './placeholders';

const often = <T>(arbitrary: fc.Arbitrary<T>, weight = 20) => ({ arbitrary, weight });
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => ({ arbitrary, weight: 1 });
const join = (separator: string, min: number, max: number, part: fc.Arbitrary<string>) =>
  fc.array(part, { minLength: min, maxLength: max }).map((parts) => parts.join(separator));

const name = fc.oneof(
  often(fc.constantFrom(...Object.keys(NAMES))),
  often(fc.constantFrom('a', 'b', 'c', 'l', 'm', 'g', 'n', 'pk', 'sk'), 30),
  rarely(fc.constantFrom('#undefined', 'size', 'status', 'Name', 'x-y', '_a')),
);
const value = fc.oneof(often(fc.constantFrom(...Object.keys(VALUES)), 60), rarely(fc.constant(':undefined')));

export const path = fc
  .tuple(
    name,
    fc.oneof(
      often(fc.constant('')),
      fc.constantFrom('.a', '.#a', '.#size', '[0]', '[1]', '[5]', '.a.b', '[0].a', '[1][0]'),
    ),
  )
  .map(([head, rest]) => head + rest);

const operand = fc.oneof(
  often(path),
  often(value),
  fc.oneof(path, value).map((inner) => `size(${inner})`),
);
const comparator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
const leaf = fc.oneof(
  fc.tuple(operand, comparator, operand).map((parts) => parts.join(' ')),
  fc.tuple(operand, operand, operand).map(([one, low, high]) => `${one} BETWEEN ${low} AND ${high}`),
  fc.tuple(operand, join(', ', 1, 3, operand)).map(([one, others]) => `${one} IN (${others})`),
  fc.tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), path).map(([fn, one]) => `${fn}(${one})`),
  fc
    .tuple(path, fc.constantFrom(':type', ':type2', ':notype', ':one'))
    .map((both) => `attribute_type(${both.join(', ')})`),
  fc
    .tuple(fc.constantFrom('begins_with', 'contains'), operand, operand)
    .map(([fn, one, two]) => `${fn}(${one}, ${two})`),
);

const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.tuple(tie('tree'), fc.constantFrom(' AND ', ' OR '), tie('tree')).map((parts) => parts.join('')),
    tie('tree').map((inner) => `NOT ${inner}`),
    tie('tree').map((inner) => `(${inner})`),
  ),
}));

/** Leaves out a token, writes one twice, or puts another in its place. */
const damaged = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.nat(30), fc.constantFrom('', 'AND', '(', ')', ',', '!', 'foo(', '=', 'SET', '1a'))
    .map(([whole, at, instead]) => {
      const tokens = whole.split(/(?<=[\s(),])|(?=[\s(),])/);
      return tokens.map((token, index) => (index === at % tokens.length ? instead : token)).join('');
    });
const sometimesDamaged = (text: fc.Arbitrary<string>) => fc.oneof(often(text), rarely(damaged(text)));

export const condition = sometimesDamaged(tree);
export const projection = sometimesDamaged(join(', ', 1, 3, path));

const setOperand = fc.oneof(
  often(value),
  often(path),
  fc.tuple(path, fc.oneof(value, path)).map((both) => `if_not_exists(${both.join(', ')})`),
  fc.tuple(fc.oneof(path, value), fc.oneof(path, value)).map((both) => `list_append(${both.join(', ')})`),
);
const assignment = fc
  .tuple(
    path,
    setOperand,
    fc.oneof(
      often(fc.constant('')),
      often(
        fc.tuple(fc.constantFrom(' + ', ' - '), setOperand).map((both) => both.join('')),
        10,
      ),
    ),
  )
  .map(([target, first, rest]) => `${target} = ${first}${rest}`);
const sections = fc.tuple(
  fc.option(
    join(', ', 1, 3, assignment).map((text) => `SET ${text}`),
    { nil: '' },
  ),
  fc.option(
    join(', ', 1, 2, path).map((text) => `REMOVE ${text}`),
    { nil: '', freq: 1 },
  ),
  fc.option(
    join(
      ', ',
      1,
      2,
      fc.tuple(path, value).map((both) => both.join(' ')),
    ).map((text) => `ADD ${text}`),
    { nil: '', freq: 1 },
  ),
  fc.option(
    join(
      ', ',
      1,
      2,
      fc.tuple(path, value).map((both) => both.join(' ')),
    ).map((text) => `DELETE ${text}`),
    { nil: '', freq: 1 },
  ),
);
export const update = sometimesDamaged(sections.map((parts) => parts.filter((part) => part !== '').join(' ')));

const keyLeaf = (attribute: string, values: readonly string[]) =>
  fc.oneof(
    fc.tuple(comparator, fc.constantFrom(...values)).map(([operator, one]) => `${attribute} ${operator} ${one}`),
    fc
      .tuple(fc.constantFrom(...values), fc.constantFrom(...values))
      .map(([low, high]) => `${attribute} BETWEEN ${low} AND ${high}`),
    fc.constantFrom(...values).map((one) => `begins_with(${attribute}, ${one})`),
  );

/** A condition on a partition key, and mostly a lawful one on the sort key. */
export const keyCondition = (
  hash: string,
  hashValues: readonly string[],
  range?: string,
  rangeValues: readonly string[] = [],
) => {
  const first = fc.constantFrom(...hashValues).map((one) => `${hash} = ${one}`);
  if (range === undefined) return sometimesDamaged(fc.oneof(often(first), rarely(tree)));
  const both = fc.tuple(first, keyLeaf(range, rangeValues)).map(([one, other]) => `${one} AND ${other}`);
  return sometimesDamaged(fc.oneof(often(first), often(both), rarely(tree)));
};
