import { inWords, millisOf } from '../../bin/durations';

test.each([
  ['0s', 0],
  ['90s', 90_000],
  ['5m', 300_000],
  ['2h', 7_200_000],
  ['3d', 259_200_000],
])('reads %s', (text, millis) => {
  expect(millisOf(text, '--older-than')).toBe(millis);
});

test.each(['', '5', 'm', '-5m', '5 m', '1.5h', '5M', '5w'])('refuses %j with what to write instead', (text) => {
  expect(() => millisOf(text, '--older-than')).toThrow(
    `--older-than takes a duration such as 90s, 5m, 2h or 3d, not '${text}'`,
  );
});

test.each([
  [-1, '0s'],
  [999, '0s'],
  [119_999, '119s'],
  [120_000, '2m'],
  [7_199_000, '119m'],
  [7_200_000, '2h'],
  [172_800_000, '2d'],
])('says %i ms in the largest unit that it has two of: %s', (millis, words) => {
  expect(inWords(millis)).toBe(words);
});
