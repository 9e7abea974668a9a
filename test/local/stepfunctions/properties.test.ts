/** Laws of every history, over arbitrary machines, task results and cuts. More runs: FUZZ_RUNS=10000 npx jest <this file>. */
import fc from 'fast-check';
import { seededEntropy } from '../../../local/entropy';
import { readDefinition } from '../../../local/stepfunctions/definition/read-definition';
import type { HistoryEvent } from '../../../local/stepfunctions/history/event';
import { advance } from '../../../local/stepfunctions/interpreter/advance';
import { pending } from '../../../local/stepfunctions/interpreter/awaited';
import type { Frame } from '../../../local/stepfunctions/interpreter/frame';
import { type AnyScene, anyScene, runs } from './any-machine';
import { aRun, runScripted, START } from './scripted-run';

const play = ({ machine, input, script }: AnyScene, seed = 1, between?: (frame: Frame) => Frame) =>
  runScripted(aRun(machine, input), script, between, seededEntropy(seed));

const TERMINAL = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;

test('what is generated is what CreateStateMachine takes', () => {
  fc.assert(
    fc.property(anyScene, ({ machine }) => {
      const read = readDefinition(JSON.stringify(machine));

      expect(read.kind === 'invalid' ? read.diagnostics : []).toEqual([]);
    }),
    runs(150),
  );
});

test('ids count from 1 without a gap, every link leads back, and one terminal event comes last', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const { events, ending } = play(scene);

      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
      for (const { id, previousEventId } of events) expect(previousEventId).toBeLessThan(id);
      expect(events.filter(({ type }) => TERMINAL.test(type))).toEqual([events.at(-1)]);
      expect(events.at(-1)?.type.toUpperCase()).toBe(`EXECUTION${ending?.kind.replace('_', '')}`);
    }),
    runs(150),
  );
});

test('time never goes back', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const times = play(scene).events.map(({ timestamp }) => timestamp);

      expect(times).toEqual([...times].sort((a, b) => a - b));
    }),
    runs(50),
  );
});

test('every exit leads back to an entry of the same state, and no two exits to the same one', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const { events, ending } = play(scene);
      const left = new Set<number>();
      for (const event of events) {
        const name = event.stateExitedEventDetails?.name;
        if (name === undefined) continue;
        const entry = entryBefore(event, name, events);
        expect([name, entry > 0, left.has(entry)]).toEqual([name, true, false]);
        left.add(entry);
      }
      if (ending?.kind !== 'SUCCEEDED') return;
      const neverLeft = events.filter(({ id, stateEnteredEventDetails: entered }) => {
        return entered !== undefined && isOutermost(entered.name) && !left.has(id);
      });
      expect(neverLeft).toEqual([]);
    }),
    runs(150),
  );
});

const isOutermost = (name: string) => !name.includes('-');

/** Along the links. */
function entryBefore(exit: HistoryEvent, name: string, events: readonly HistoryEvent[]): number {
  let event: HistoryEvent | undefined = exit;
  while (event !== undefined && event.stateEnteredEventDetails?.name !== name) {
    event = events[event.previousEventId - 1];
  }
  return event?.id ?? Number.NaN;
}

test('an iteration of a Map state that began ends once: succeeded, failed or aborted', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const open = new Map<string, number>();
      for (const event of play(scene).events) {
        const iteration =
          event.mapIterationStartedEventDetails ??
          event.mapIterationSucceededEventDetails ??
          event.mapIterationFailedEventDetails ??
          event.mapIterationAbortedEventDetails;
        if (iteration === undefined) continue;
        const key = `${iteration.name} ${iteration.index}`;
        open.set(key, (open.get(key) ?? 0) + (event.type === 'MapIterationStarted' ? 1 : -1));
        // An outer state may run the same Map state in several threads at once.
        expect(open.get(key)).toBeGreaterThanOrEqual(0);
      }
      expect([...open.values()].filter((count) => count !== 0)).toEqual([]);
    }),
    runs(150),
  );
});

test('the same seed gives the same history, byte for byte', () => {
  fc.assert(
    fc.property(anyScene, fc.integer(), (scene, seed) => {
      expect(JSON.stringify(play(scene, seed).events)).toBe(JSON.stringify(play(scene, seed).events));
    }),
    runs(100),
  );
});

test('a frame written to text and read again between any two steps changes nothing', () => {
  fc.assert(
    fc.property(anyScene, fc.integer(), (scene, seed) => {
      const throughText = (frame: Frame) => JSON.parse(JSON.stringify(frame)) as Frame;

      const kept = play(scene, seed);
      const reread = play(scene, seed, throughText);

      expect(reread.events).toEqual(kept.events);
      expect(reread.ending).toEqual(kept.ending);
    }),
    runs(150),
  );
});

test('advancing changes nothing that it was given', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      expect(() => play(scene, 1, (frame) => deepFreeze(frame))).not.toThrow();
    }),
    runs(50),
  );
});

test('a running frame always awaits something, and a signal with another ticket is ignored', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const run = aRun(scene.machine, scene.input);
      for (const frame of play(scene).frames) {
        if (frame.kind !== 'running') continue;
        const awaited = pending(run, frame);
        expect(awaited.length).toBeGreaterThan(0);
        for (const { at, ticket } of awaited) {
          const late = advance(
            run,
            frame,
            { kind: 'taskSucceeded', at, ticket: ticket + 1_000, output: 'late', text: '"late"' },
            START,
            seededEntropy(1),
          );
          expect(late).toEqual({ frame, events: [], commands: [] });
        }
      }
    }),
    runs(100),
  );
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
