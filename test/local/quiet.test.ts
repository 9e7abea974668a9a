import { epochMillis } from '../../lib/units';
import { SystemClock, VirtualClock } from '../../local/clock';
import { Quiet } from '../../local/quiet';

const nothing = async () => undefined;
const later = (clock: { now(): number }, millis: number) => epochMillis(clock.now() + millis);

/** Whether it resolves within a few turns. */
async function isReached(quiet: Quiet, settled = nothing): Promise<boolean> {
  let reached = false;
  void quiet.reached(settled).then(() => {
    reached = true;
  });
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  return reached;
}

test('is quiet when nothing is at work', async () => {
  const quiet = new Quiet(new VirtualClock(undefined, 'hold'));
  quiet.watch();

  expect(await isReached(quiet)).toBe(true);
});

test('waits for the work of every service', async () => {
  const quiet = new Quiet(new SystemClock());
  const [one, two] = [quiet.watch(), quiet.watch()];
  let finish = (): void => undefined;
  void two.busy(
    new Promise<void>((resolve) => {
      finish = resolve;
    }),
  );
  void one.busy(Promise.reject(new Error('failed'))).catch(() => undefined);
  const reached = quiet.reached(nothing);

  expect(await isReached(quiet)).toBe(false);
  finish();
  await reached;
  expect(await isReached(quiet)).toBe(true);
});

test('waits for a timer that is due, and not for one that is not', async () => {
  const clock = new VirtualClock(undefined, 'hold');
  const quiet = new Quiet(clock);
  const watched = quiet.watch();
  const fired: string[] = [];
  watched.at(later(clock, 10), () => fired.push('later'));
  watched.at(clock.now(), () => fired.push('now'));

  expect(await isReached(quiet)).toBe(false);
  await clock.advance(0);

  expect(await isReached(quiet)).toBe(true);
  expect(fired).toEqual(['now']);
});

test('waits on a clock that skips idle time for every timer but those of schedules', async () => {
  const clock = new VirtualClock();
  const quiet = new Quiet(clock);
  const [watched, scheduling] = [quiet.watch(), quiet.watchScheduling()];
  const fired: string[] = [];
  const schedule = (): void => void scheduling.at(later(clock, 60_000), schedule);
  schedule();
  watched.at(later(clock, 3_600_000), () => fired.push('retry'));

  await quiet.reached(nothing);

  expect(fired).toEqual(['retry']);
  clock.stop();
});

test('waits on a clock that skips idle time for what the scheduling service has still to do', async () => {
  const quiet = new Quiet(new VirtualClock());

  expect(await isReached(quiet, () => new Promise(() => undefined))).toBe(false);
});

test('does not wait for a timer that was released', async () => {
  const clock = new VirtualClock(undefined, 'hold');
  const quiet = new Quiet(clock);
  const cancel = quiet.watch().at(clock.now(), () => undefined);
  const reached = quiet.reached(nothing);

  cancel();

  await reached;
  expect(await isReached(quiet)).toBe(true);
});
