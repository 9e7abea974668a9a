/** Laws of every history, over arbitrary machines, task results and cuts. */
import fc from 'fast-check';
import type { Branch, Catcher, Retrier, State, StateMachineDefinition } from '../../../lib/asl/language';
import { seededEntropy } from '../../../local/entropy';
import type { HistoryEvent } from '../../../local/stepfunctions/history/event';
import { advance } from '../../../local/stepfunctions/interpreter/advance';
import { pending } from '../../../local/stepfunctions/interpreter/awaited';
import type { Frame } from '../../../local/stepfunctions/interpreter/frame';
import { aRun, runScripted, type Script, type ScriptedResult, START } from './scripted-run';

const someErrors = fc.constantFrom('A', 'B', 'States.Timeout');
const someNames = fc.constantFrom(['A'], ['B'], ['States.TaskFailed'], ['States.ALL'], ['States.Timeout']);

const aResult: fc.Arbitrary<ScriptedResult> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ return: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<never> }) },
  { weight: 2, arbitrary: fc.record({ error: someErrors, cause: fc.string() }) },
  { weight: 1, arbitrary: fc.constant('never' as const) },
);

interface Draft {
  readonly kind: 'Pass' | 'Wait' | 'Task' | 'Choice' | 'Fail' | 'Parallel';
  readonly retry: readonly Retrier[];
  readonly catches: boolean;
  readonly branches: readonly (readonly Draft[])[];
}

const aRetrier: fc.Arbitrary<Retrier> = fc.record({
  ErrorEquals: someNames,
  MaxAttempts: fc.integer({ min: 0, max: 2 }),
  JitterStrategy: fc.constantFrom('FULL' as const, 'NONE' as const),
});

/** Parallel states stand inside one another at most so deep. */
const MAX_DEPTH = 2;

const draftAt = (depth: number): fc.Arbitrary<Draft> =>
  fc.record({
    kind: fc.constantFrom<Draft['kind'][]>(
      'Pass',
      'Wait',
      'Task',
      'Task',
      'Choice',
      'Fail',
      ...(depth < MAX_DEPTH ? (['Parallel', 'Parallel'] as const) : []),
    ),
    retry: fc.array(aRetrier, { maxLength: 2 }),
    catches: fc.boolean(),
    branches:
      depth < MAX_DEPTH
        ? fc.array(fc.array(draftAt(depth + 1), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
        : fc.constant([]),
  });
const aDraft = draftAt(0);

function statesOf(drafts: readonly Draft[], prefix: string): Branch {
  const name = (index: number) => `${prefix}${index}`;
  const end = `${prefix}End`;
  const states = drafts.map((draft, index): [string, State] => [
    name(index),
    stateOf(draft, name(index), index + 1 < drafts.length ? name(index + 1) : end, end),
  ]);
  return { StartAt: name(0), States: { ...Object.fromEntries(states), [end]: { Type: 'Succeed' } } };
}

function stateOf({ kind, retry, catches, branches }: Draft, name: string, next: string, end: string): State {
  const rows: readonly Catcher[] = catches ? [{ ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: end }] : [];
  switch (kind) {
    case 'Pass':
      return { Type: 'Pass', Parameters: { 'at.$': '$$.State.Name', 'id.$': 'States.UUID()' }, Next: next };
    case 'Wait':
      return { Type: 'Wait', Seconds: 5, Next: next };
    case 'Task':
      return {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        TimeoutSeconds: 60,
        ResultPath: '$.result',
        Retry: retry,
        Catch: rows,
        Next: next,
      };
    case 'Choice':
      return { Type: 'Choice', Choices: [{ Variable: '$.result', IsPresent: true, Next: next }], Default: next };
    case 'Fail':
      return { Type: 'Fail', Error: 'A' };
    case 'Parallel':
      return {
        Type: 'Parallel',
        Branches: branches.map((branch, index) => statesOf(branch, `${name}-${index}-`)),
        ResultPath: '$.branches',
        Retry: retry,
        Catch: rows,
        Next: next,
      };
  }
}

const taskNames = ({ States }: Branch): readonly string[] =>
  Object.entries(States).flatMap(([name, state]) =>
    state.Type === 'Parallel' ? state.Branches.flatMap(taskNames) : state.Type === 'Task' ? [name] : [],
  );

const aScene = fc
  .tuple(fc.array(aDraft, { minLength: 1, maxLength: 3 }), fc.array(aResult, { minLength: 1, maxLength: 12 }))
  .map(([drafts, results]): { readonly machine: StateMachineDefinition; readonly script: Script } => {
    const machine = statesOf(drafts, 'S');
    const script = taskNames(machine).map((name, index) => {
      const from = index % results.length;
      return [name, [...results.slice(from), ...results.slice(0, from)].slice(0, 3)] as const;
    });
    return { machine, script: Object.fromEntries(script) };
  });

const TERMINAL = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;

test('ids count from 1 without a gap, every link leads back, and one terminal event comes last', () => {
  fc.assert(
    fc.property(aScene, ({ machine, script }) => {
      const { events } = runScripted(aRun(machine, {}), script);

      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
      for (const { id, previousEventId } of events) expect(previousEventId).toBeLessThan(id);
      expect(events.filter(({ type }) => TERMINAL.test(type))).toEqual([events.at(-1)]);
    }),
    { numRuns: 150 },
  );
});

test('every exit leads back to an entry of the same state, and no two exits to the same one', () => {
  fc.assert(
    fc.property(aScene, ({ machine, script }) => {
      const { events, ending } = runScripted(aRun(machine, {}), script);
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
    { numRuns: 150 },
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

test('a frame written to text and read again between any two steps changes nothing', () => {
  fc.assert(
    fc.property(aScene, fc.integer(), ({ machine, script }, seed) => {
      const run = aRun(machine, { order: 7 });
      const throughText = (frame: Frame) => JSON.parse(JSON.stringify(frame)) as Frame;

      const kept = runScripted(run, script, undefined, seededEntropy(seed));
      const reread = runScripted(run, script, throughText, seededEntropy(seed));

      expect(reread.events).toEqual(kept.events);
      expect(reread.ending).toEqual(kept.ending);
    }),
    { numRuns: 150 },
  );
});

test('advancing changes nothing that it was given', () => {
  fc.assert(
    fc.property(aScene, ({ machine, script }) => {
      const frozen = (frame: Frame) => deepFreeze(frame);

      expect(() => runScripted(aRun(machine, {}), script, frozen)).not.toThrow();
    }),
    { numRuns: 50 },
  );
});

test('a running frame always awaits something, and a signal with another ticket is ignored', () => {
  fc.assert(
    fc.property(aScene, ({ machine, script }) => {
      const run = aRun(machine, {});
      for (const frame of runScripted(run, script).frames) {
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
    { numRuns: 100 },
  );
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
