import { type EpochMillis, epochMillis } from '../../lib/units';
import { VirtualClock } from '../../local/clock';

const START = epochMillis(Date.UTC(2026, 0, 1));
const after = (millis: number): EpochMillis => epochMillis(START + millis);
const idle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));

test('does not jump to the time of what only watches', async () => {
  const clock = new VirtualClock(START);
  const seen: number[] = [];
  clock.inPassing(after(1_000), () => seen.push(clock.now()));

  await idle();

  expect(seen).toEqual([]);
  expect(clock.now()).toBe(START);
});

test('tells what only watches of the times that a jump passes, each at its own, and before a timer of the same time', async () => {
  const clock = new VirtualClock(START);
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} ${clock.now() - START}`);
  clock.inPassing(after(3_000), note('watches'));
  clock.inPassing(after(1_000), note('watches'));
  clock.inPassing(after(3_001), note('watches'));

  await new Promise<void>((resolve) => {
    clock.at(after(3_000), () => {
      note('timer')();
      resolve();
    });
  });

  expect(seen).toEqual(['watches 1000', 'watches 3000', 'timer 3000']);
});

test('tells what only watches when time is moved on', async () => {
  const clock = new VirtualClock(START, 'hold');
  const seen: number[] = [];
  clock.inPassing(after(1_000), () => seen.push(clock.now() - START));
  const cancel = clock.inPassing(after(1_500), () => seen.push(clock.now() - START));
  cancel();

  await clock.advance(999);
  expect(seen).toEqual([]);
  await clock.advance(1_001);

  expect(seen).toEqual([1_000]);
});

test('stands still while it is paused, and skips again when it is resumed', async () => {
  const clock = new VirtualClock(START);
  let fired = 0;
  clock.pause();
  clock.at(after(1_000), () => fired++);
  await idle();
  const whilePaused = [fired, clock.now()];

  clock.resume();
  await idle();

  expect(whilePaused).toEqual([0, START]);
  expect([fired, clock.now()]).toEqual([1, after(1_000)]);
});

test('a pause holds back the jump that was about to be made', async () => {
  const clock = new VirtualClock(START);
  let fired = 0;
  clock.at(after(1_000), () => fired++);

  clock.pause();
  await idle();

  expect(fired).toBe(0);
});

test('leaps over timers, which then fire late', async () => {
  const clock = new VirtualClock(epochMillis(0));
  const fired: number[] = [];
  clock.at(epochMillis(100), () => fired.push(clock.now()));

  clock.leap(5_000);
  await clock.busy(new Promise((resolve) => setImmediate(resolve)));
  await clock.advance(0);

  expect(fired).toEqual([5_000]);
});

test('goes on after work that was given up, and does not count its end', async () => {
  const clock = new VirtualClock(epochMillis(0));
  let end = (): void => undefined;
  const work = clock.busy(new Promise<void>((resolve) => (end = resolve)));
  clock.at(epochMillis(10), () => undefined);

  clock.giveUp();
  const isReached = new Promise<number>((resolve) => clock.at(epochMillis(70), () => resolve(clock.now())));

  expect(await isReached).toBe(70);
  end();
  await work;
  const next = new Promise<number>((resolve) => clock.at(epochMillis(90), () => resolve(clock.now())));
  expect(await next).toBe(90);
});
