/** The language, case by case: machine, input, scripted tasks; how it must end, and its history in order. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateMachineDefinition } from '../../../lib/asl/language';
import type { Json } from '../../../lib/units';
import { aRun, runScripted, type Script, START, signatureOf } from './scripted-run';

interface Case {
  readonly name: string;
  readonly machine: StateMachineDefinition;
  /** @default {} */
  readonly input?: Json;
  readonly tasks?: Script;
  readonly end: {
    readonly status: string;
    readonly output?: Json;
    readonly error?: string;
    /** `null`: there must be none. */
    readonly cause?: string | null;
  };
  readonly history: readonly string[];
  /** Seconds since the start, by event id. */
  readonly seconds?: { readonly [id: string]: number };
  /** Fields of an event's details, by event id. */
  readonly details?: { readonly [id: string]: { readonly [field: string]: Json } };
}

const FOLDER = join(__dirname, '../../cases/stepfunctions');
const groups = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as readonly Case[]] as const);

describe.each(groups)('%s', (_file, cases) => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_name, {
    machine,
    input = {},
    tasks = {},
    ...expected
  }) => {
    expect(expected.history.length).toBeGreaterThan(0);
    expect(expected.end.status).toMatch(/^(SUCCEEDED|FAILED|TIMED_OUT)$/);

    const { events, ending } = runScripted(aRun(machine, input), tasks);

    expect(events.map(signatureOf)).toEqual(expected.history);
    expect(endOf(ending)).toMatchObject(expected.end);
    for (const [id, seconds] of Object.entries(expected.seconds ?? {})) {
      expect([id, ((events[Number(id) - 1]?.timestamp ?? 0) - START) / 1000]).toEqual([id, seconds]);
    }
    for (const [id, fields] of Object.entries(expected.details ?? {})) {
      const event = events[Number(id) - 1];
      const details = Object.entries(event ?? {}).find(([field]) => field.endsWith('EventDetails'))?.[1];
      expect(details).toMatchObject(fields);
    }
  });
});

function endOf(ending: ReturnType<typeof runScripted>['ending']) {
  if (ending === undefined) return { status: 'still waiting' };
  return ending.kind === 'SUCCEEDED'
    ? { status: ending.kind, output: JSON.parse(ending.output) as Json }
    : { status: ending.kind, error: ending.error, cause: ending.cause };
}
