/** What `backstep clock` asks of the model, and tells. */
import { moveOf } from '../../bin/commands/clock';
import { EXIT } from '../../bin/exit';
import { VirtualClock } from '../../local/clock';
import { FaultList } from '../../local/faults';
import { createRouter } from '../../local/wire/router';
import { listen } from '../../local/wire/server';
import { backstep } from './command-line';

/** A model of nothing but time. */
async function aModel(virtualClock: VirtualClock | undefined) {
  const clock = virtualClock ?? new VirtualClock();
  const faults = new FaultList(clock);
  const control = {
    clock: virtualClock === undefined ? 'real' : 'virtual',
    now: () => clock.now(),
    virtualClock,
    faults,
    loaded: async () => undefined,
    idle: async () => undefined,
    outputs: () => ({}),
  } as const;
  return listen(0, { router: createRouter({}, faults), control, nextRequestId: () => 'request' });
}

test('moves the time of a model, and prints the time that it then has', async () => {
  const model = await aModel(new VirtualClock(undefined, 'hold'));
  try {
    const said = await backstep('clock', 'advance', '15m', '--endpoint', model.url);

    expect(said).toEqual({ code: EXIT.ok, out: '2026-01-01T00:15:00.000Z (paused)\n', err: '' });
  } finally {
    await model.close();
  }
});

test('says how to get a clock that can be moved', async () => {
  const model = await aModel(undefined);
  try {
    const said = await backstep('clock', 'pause', '--endpoint', model.url);

    expect(said.code).toBe(EXIT.usage);
    expect(said.err).toContain('the model runs on real time; start it with --clock virtual');
  } finally {
    await model.close();
  }
});

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
