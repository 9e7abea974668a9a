/** Laws of redrive, over arbitrary machines and task results. More runs: FUZZ_RUNS=10000 npx jest <this file>. */
import fc from 'fast-check';
import { seededEntropy } from '../../../local/entropy';
import { redrivePointOf, standingAt } from '../../../local/stepfunctions/redrive-point';
import { type AnyScene, anyScene, runs } from './any-machine';
import { aRun, runScripted } from './scripted-run';

/** The first attempt of a scene, where it ended without success. */
function attempt({ machine, input, script }: AnyScene) {
  const run = aRun(machine, input);
  const { events, frames } = runScripted(run, script, undefined, seededEntropy(1));
  const ended = frames.at(-1);
  if (ended?.kind !== 'ended' || ended.last === null) return undefined;
  const again = (last = ended.last) => runScripted(run, script, undefined, seededEntropy(2), { ...ended, last });
  return { events, last: ended.last, again };
}

test('what is kept and found again from the history goes on as the execution itself would', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const first = attempt(scene);
      fc.pre(first !== undefined);
      const stored = JSON.parse(JSON.stringify(redrivePointOf(first.last)));

      const found = standingAt(stored, JSON.parse(JSON.stringify(first.events)));

      expect(first.again(found).events).toEqual(first.again().events);
    }),
    runs(60),
  );
});

test('the history goes on without a gap, from ExecutionRedriven to one terminal event', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const first = attempt(scene);
      fc.pre(first !== undefined);

      const { events, ending } = first.again();

      const { length } = first.events;
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => length + index + 1));
      expect(events[0]).toMatchObject({ type: 'ExecutionRedriven', previousEventId: length });
      for (const { id, previousEventId } of events) {
        expect(previousEventId).toBeLessThan(id);
        expect(previousEventId).toBeGreaterThanOrEqual(length);
      }
      const terminal = events.filter(({ type }) => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type));
      expect(terminal).toEqual([events.at(-1)]);
      expect(ending).toBeDefined();
    }),
    runs(60),
  );
});
