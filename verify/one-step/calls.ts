/** Which calls are made of one step, and what must be there before. */
import type { Step } from '../../lib/saga/definition';
import { isCompensatable, pointOfNoReturn } from '../../lib/saga/plan';
import type { JsonObject } from '../../lib/units';
import { CLIENT } from '../../local/service';
import type { Request, Scenario } from '../scenario';
import { itemOf, namesOf } from '../stage';
import { made, type SagaCall } from './interleavings';
import type { Call, Participants } from './participants';
import type { Rows } from './tables';

/** Of all rows: nothing else is in the tables. */
export const NAMES = namesOf(1);

/** What is on the shelf, and nothing else. */
export function shelf(participants: Participants, { subject, ...scenario }: Scenario): Promise<Rows> {
  const seeds = subject.seed({ ...scenario, subject }, NAMES);
  return participants.filled(async ({ outputs, services }) => {
    for (const [service, rows] of Object.entries(seeds)) {
      const TableName = outputs[subject.stack]?.[subject.tables[service] ?? ''] ?? '';
      for (const row of rows) await services.dynamodb.call('PutItem', { TableName, Item: itemOf(row) }, CLIENT);
    }
  });
}

interface Prepared {
  readonly rows: Rows;
  readonly calls: readonly SagaCall[];
}

/** The steps before were made for every request; nothing of this one was. A saga that was refused comes no further. */
export async function before(participants: Participants, scenario: Scenario, step: Step): Promise<Prepared> {
  const { steps } = scenario.subject.definition;
  let rows = await shelf(participants, scenario);
  const calls: SagaCall[] = [];
  requests: for (const request of scenario.requests) {
    const results: { [step: string]: JsonObject } = {};
    for (const earlier of steps.slice(0, steps.indexOf(step))) {
      const call = callOf(scenario, request, earlier, 'act', { results: { ...results } });
      const done = await made(participants, rows, call);
      rows = done.rows;
      if (done.result === undefined) continue requests;
      results[earlier.name] = done.result;
    }
    calls.push(...callsOf(scenario, request, step, results));
  }
  return { rows, calls };
}

/** Where several sagas come at once, each asks less often: there are as many interleavings as it takes. */
function callsOf(
  scenario: Scenario,
  request: Request,
  step: Step,
  results: { readonly [step: string]: JsonObject },
): readonly SagaCall[] {
  const isAlone = scenario.requests.length === 1;
  const acting = (title: string, attempt: number) => {
    return { ...callOf(scenario, request, step, 'act', { results, attempt }), title };
  };
  const undoing = (title: string, attempt: number) => {
    const intent = isCompensatable(step) ? 'undo' : 'settle';
    return { ...callOf(scenario, request, step, intent, { results: attempt === 0 ? {} : results, attempt }), title };
  };
  const hasWayBack = isCompensatable(step) || step === pointOfNoReturn(scenario.subject.definition);
  const saga = sagaOf(scenario, request);
  return [
    acting('act', 0),
    acting('act again', 1),
    ...(isAlone ? [acting('act late', 0)] : []),
    ...(hasWayBack ? [undoing('undo', 0)] : []),
    ...(hasWayBack && isAlone ? [undoing('undo again', 1)] : []),
  ].map((call) => ({ ...call, saga, title: isAlone ? call.title : `${request.id}: ${call.title}` }));
}

export const sagaOf = ({ subject }: Scenario, request: Request): string =>
  String(subject.request(request, NAMES)[subject.idField]);

/** As the saga's machine calls. */
export function callOf(
  scenario: Scenario,
  request: Request,
  step: Step,
  intent: Call['intent'],
  { results, attempt = 0 }: { readonly results: JsonObject; readonly attempt?: number },
): Call {
  const { definition } = scenario.subject;
  const called = intent === 'undo' && isCompensatable(step) ? step.compensation.name : step.name;
  const input = scenario.subject.request(request, NAMES);
  const sagaId = sagaOf(scenario, request);
  return {
    title: called,
    function: called,
    intent,
    payload: { saga: definition.name, sagaId, step: step.name, intent, attempt, state: { input, results } },
  };
}
