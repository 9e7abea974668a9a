/**
 * Whatever is handed in as a definition or an input: an answer or an error of the service, and an end.
 * More runs: FUZZ_RUNS=10000 npx jest <this file>.
 */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../../lib/units';
import { AwsError } from '../../../../local/service';
import { readDefinition } from '../../../../local/stepfunctions/definition/read-definition';
import { anyScene, runs } from '../any-machine';
import { aScene, type Scene } from '../scene';

const anyJson = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }) as fc.Arbitrary<Json>;

/** What the language gives a meaning to, in places where it may have none. */
const telling = fc.constantFrom<Json>(
  ...[
    '$',
    '$$',
    '$.a',
    '$.a[*]',
    "$..a[?(@.b > 1)]['c']",
    '$x',
    'States.ALL',
    'States.UUID()',
    "States.Format('{}', $.a)",
  ],
  ...['{% $states.input %}', '{% 1/0 %}', '{% $x := function($n) { $x($n) }; $x(1) %}', '{%%}', 'JSONata', 'Map', 'S0'],
  ...[null, 0, -1, 1e308, true, [], {}, '__proto__', 'constructor', '\ud800', '2026-01-01T00:00:00Z'],
);

interface Mutation {
  /** Chooses a place among all. */
  readonly place: number;
  readonly kind: 'replace' | 'remove' | 'add' | 'rename';
  readonly value: Json;
  readonly name: string;
}

const someNames = fc.oneof(
  fc.constantFrom(
    ...['Type', 'Next', 'End', 'Retry', 'Catch', 'Output', 'Assign', 'Arguments', 'Parameters', 'a.$', 'ItemReader'],
    ...[
      'ResultPath',
      'ItemsPath',
      'Items',
      'QueryLanguage',
      'ProcessorConfig',
      'Branches',
      'States',
      'StartAt',
      '__proto__',
    ],
    ...['Seconds', 'TimeoutSeconds', 'MaxConcurrency', 'ErrorEquals', 'Condition', 'Variable', 'And', 'Not', 'Label'],
  ),
  fc.string({ maxLength: 4 }),
);

const aMutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom('replace', 'remove', 'add', 'rename'),
  value: fc.oneof(telling, anyJson),
  name: someNames,
});

/** A copy with one place changed. */
function mutated(definition: Json, { place, kind, value, name }: Mutation): Json {
  let places = 0;
  const count = (json: Json): void => {
    places++;
    if (typeof json === 'object' && json !== null) for (const inner of Object.values(json)) count(inner as Json);
  };
  count(definition);
  let left = place % places;
  const change = (json: Json): Json | undefined => {
    if (left-- === 0) {
      if (kind === 'replace') return value;
      if (kind === 'remove') return undefined;
      if (typeof json !== 'object' || json === null || Array.isArray(json))
        return kind === 'add' ? [json, value] : value;
      const [first, ...rest] = Object.entries(json);
      const entries =
        kind === 'add'
          ? [...Object.entries(json), [name, value] as const]
          : [[name, first?.[1] ?? value] as const, ...rest];
      return Object.fromEntries(entries);
    }
    if (Array.isArray(json)) return json.map(change).filter((item) => item !== undefined);
    if (typeof json !== 'object' || json === null) return json;
    const entries = Object.entries(json).flatMap(([field, inner]) => {
      const changed = change(inner);
      return changed === undefined ? [] : [[field, changed] as const];
    });
    return Object.fromEntries(entries);
  };
  return change(definition) ?? null;
}

const aMutant = fc
  .tuple(anyScene, fc.array(aMutation, { minLength: 1, maxLength: 3 }))
  .map(([{ machine }, mutations]) => mutations.reduce(mutated, JSON.parse(JSON.stringify(machine)) as Json));

/** The service's own error, or what was answered. */
async function answered<T>(call: () => Promise<T>): Promise<T | AwsError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

test('a text of any kind is read, or refused with what is wrong with it', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    aMutant.map((mutant) => JSON.stringify(mutant)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const read = readDefinition(text);

      if (read.kind === 'invalid') expect(read.diagnostics.length).toBeGreaterThan(0);
      for (const { message, code } of read.kind === 'invalid' ? read.diagnostics : read.warnings) {
        expect([typeof message, message.length > 0, code]).toEqual([
          'string',
          true,
          expect.stringMatching(/^[A-Z_]+$/),
        ]);
      }
    }),
    runs(300),
  );
});

test('a machine that was taken runs any input to an end', async () => {
  await fc.assert(
    fc.asyncProperty(aMutant, fc.oneof(anyJson, fc.constant({ items: [1, 2] })), async (mutant, input) => {
      const scene = aScene(async ({ payload }) => ({ kind: 'returned', payload }));
      const created = await answered(() => createFrom(scene, mutant));
      if (created instanceof AwsError) {
        expect(created.code).toBe('InvalidDefinition');
        return;
      }
      const started = await answered(() => scene.start(String(created.stateMachineArn), input));
      if (started instanceof AwsError) return;
      const { status } = await scene.sfn.settled(started);

      expect(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).toContain(status);
      scene.sfn.close();
    }),
    runs(80),
  );
});

const createFrom = (scene: Scene, definition: Json) =>
  scene.call('CreateStateMachine', {
    name: 'M',
    roleArn: 'arn:aws:iam::000000000000:role/m',
    definition: JSON.stringify(definition),
  });

test('any state can be asked to be tested, with any input', async () => {
  await fc.assert(
    fc.asyncProperty(aMutant, anyJson, fc.option(anyJson), async (mutant, input, result) => {
      const { call } = aScene();
      const mock: JsonObject =
        result === null ? {} : { mock: { result: JSON.stringify(result), fieldValidationMode: 'NONE' } };
      const request = { definition: JSON.stringify(mutant), stateName: 'S0', input: JSON.stringify(input) };

      const answer = await answered(() => call('TestState', { ...request, ...mock, inspectionLevel: 'TRACE' }));

      if (answer instanceof AwsError) expect(answer.code).toMatch(/^(InvalidDefinition|ValidationException)$/);
      else expect(String(answer.status)).toMatch(/^(SUCCEEDED|FAILED|RETRIABLE|CAUGHT_ERROR)$/);
    }),
    runs(100),
  );
});

test('every operation answers any request, or refuses it in the words of the service', async () => {
  const operations = fc.constantFrom(
    ...['CreateStateMachine', 'UpdateStateMachine', 'DeleteStateMachine', 'DescribeStateMachine', 'ListStateMachines'],
    ...['StartExecution', 'StartSyncExecution', 'StopExecution', 'DescribeExecution', 'ListExecutions', 'TestState'],
    ...['GetExecutionHistory', 'RedriveExecution', 'ListTagsForResource', 'ValidateStateMachineDefinition', 'Nothing'],
  );
  const members = fc.dictionary(
    fc.constantFrom(
      ...[
        'stateMachineArn',
        'executionArn',
        'name',
        'definition',
        'roleArn',
        'input',
        'type',
        'nextToken',
        'maxResults',
      ],
      ...['statusFilter', 'reverseOrder', 'error', 'cause', 'mock', 'stateName', 'variables', 'context', 'resourceArn'],
      ...['stateConfiguration', 'inspectionLevel', 'tags', 'versionDescription', 'clientToken', 'severity'],
    ),
    fc.oneof(
      anyJson,
      telling,
      fc.constantFrom(
        'arn:aws:states:us-east-1:000000000000:stateMachine:Machine',
        'Machine',
        '{}',
        'arn:aws:states:::x',
      ),
    ),
  );
  const scene = aScene();
  await scene.create({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
  await fc.assert(
    fc.asyncProperty(operations, members, async (operation, input) => {
      const answer = await answered(() => scene.call(operation, input));

      if (answer instanceof AwsError) expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      else expect(() => JSON.stringify(answer)).not.toThrow();
    }),
    runs(300),
  );
});
