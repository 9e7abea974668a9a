/** What `backstep clock` asks of the model. */
import { moveOf } from '../../bin/commands/clock';

test.each([
  [['advance', '15m'], { advanceMillis: 900_000 }],
  [['pause'], { mode: 'hold' }],
  [['resume'], { mode: 'skip' }],
  [['show'], undefined],
])('%j', (words, move) => {
  expect(moveOf(words)).toEqual(move);
});

test.each([
  [[]],
  [['advance']],
  [['advance', '1m', '2m']],
  [['pause', 'now']],
  [['stop']],
])('refuses %j with what there is', (words) => {
  expect(() => moveOf(words)).toThrow(`clock takes advance DURATION, pause, resume or show, not '${words.join(' ')}'`);
});

test('refuses a duration that is none', () => {
  expect(() => moveOf(['advance', 'soon'])).toThrow('clock advance takes a duration such as 90s, 5m, 2h or 3d');
});
