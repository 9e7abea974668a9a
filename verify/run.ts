/**
 * One run: requests, faults, rest; then, while nothing goes wrong any more, sweeping until every saga has ended or waits for
 * a person (safety, then liveness).
 */
import { isOpen, type LedgerState } from '../lib/saga/ledger';
import { epochMillis, type JsonObject } from '../lib/units';
import { AwsError, CLIENT } from '../local/service';
import type { Answer, Observed } from './observed';
import type { Gathered } from './run-watch';
import type { Request, Scenario } from './scenario';
import type { Schedule } from './schedule';
import { namesOf, type Stage } from './stage';
import { endHashOf, stateHashOf, traceHashOf } from './trace';

export interface Run {
  readonly observed: Observed;
  /** The same for the same scenario, schedule and seed. */
  readonly traceHash: string;
  /** Of the outcome alone: runs that end alike have it in common. */
  readonly endHash: string;
}

/**
 * Minutes before each round of sweeping. Sweepers leave sagas alone for two minutes, and those without a conductor until
 * their deadline, two hours where none is given; everything is over soon after, or never.
 */
const SWEPT_AFTER_MINUTES = [3, 3, 10, 30, 90, 3, 3, 3, 10, 10, 30, 30] as const;
/** The round that must change nothing any more. */
const ONCE_MORE_MINUTES = 3;
/**
 * Sweepers read the indexes of what is open and of what is unsent. Where a run left neither, and lost no process, they are
 * run once more for one in so many all the same, to see that nothing changes.
 */
export const SWEPT_ANYWAY = 16;
/** What a client of the door does where it hears nothing good. */
const CLIENT_TRIES = 4;
const CLIENT_WAIT_MILLIS = 1_000;
/** More than any schedule has crashes. */
const MAX_INTERRUPTIONS = 8;
/** Of real time: whoever waits for nothing at all is found out. */
const STUCK_MILLIS = 30_000;

export async function run(stage: Stage, scenario: Scenario, schedule: Schedule, seed: number): Promise<Run> {
  const names = namesOf(seed);
  const { subject } = scenario;
  const sagas = scenario.requests.map((request) => String(subject.request(request, names)[subject.idField]));
  await stage.begin(seed, schedule, sagas, subject.seed(scenario, names));
  const began = stage.clock.now();
  const answers: Answer[] = [];
  const unheard = new Set(scenario.requests);
  let isQuiet = await throughCrashes(stage, async () => {
    const asked = [...unheard].map(async (request) => {
      const heard = await ask(stage, request, scenario, names);
      if (unheard.delete(request)) answers.push(...heard);
    });
    await Promise.all(asked);
    await rest(stage);
  });
  const millis = stage.clock.now() - began;
  stage.calls.stopFaults();
  let sweeps = 0;
  let gathered: Gathered | undefined;
  isQuiet &&= await throughCrashes(stage, async () => {
    // What a process that was lost in here had begun comes to its end in the next one.
    await rest(stage);
    for (; ; sweeps++) {
      gathered = await stage.watch.gather(sagas);
      const minutes = SWEPT_AFTER_MINUTES[sweeps];
      if (isOver(gathered) || minutes === undefined) return;
      await sweep(stage, minutes);
    }
  });
  if (stage.isLost) await stage.reopen();
  gathered ??= await stage.watch.gather(sagas);
  const stateHash = stateHashOf(gathered, began);
  let stateHashAgain = stateHash;
  const isSuspect = sweeps > 0 || stage.crashes > 0 || gathered.sagas.some(({ state }) => isOpen(state));
  if (isQuiet && (isSuspect || seed % SWEPT_ANYWAY === 0)) {
    isQuiet = await throughCrashes(stage, async () => {
      await sweep(stage, ONCE_MORE_MINUTES);
      gathered = await stage.watch.gather(sagas);
    });
    stateHashAgain = stateHashOf(gathered, began);
  }
  stage.end();
  const observed: Observed = {
    scenario,
    schedule,
    names,
    answers,
    ...gathered,
    deliveries: stage.calls.deliveries,
    calls: stage.calls.calls,
    commits: stage.commits.commits,
    crashes: stage.crashes,
    sweeps,
    isQuiet,
    millis,
    stateHash,
    stateHashAgain,
  };
  if (!isQuiet || stage.isLost) stage.isSpent = true;
  return { observed, traceHash: traceHashOf(observed, began), endHash: endHashOf(observed) };
}

/** Answers whether the work came to its end; a run that makes calls without end does not. */
async function throughCrashes(stage: Stage, work: () => Promise<void>): Promise<boolean> {
  for (let losses = 0; losses < MAX_INTERRUPTIONS; losses++) {
    const interrupted = stage.interrupted(STUCK_MILLIS);
    const opened = stage.isLost ? stage.reopen() : Promise.resolve();
    const how = await Promise.race([opened.then(work).then(() => 'done' as const), interrupted.why]);
    interrupted.release();
    if (how !== 'lost') return how === 'done';
  }
  return false;
}

async function rest(stage: Stage): Promise<void> {
  for (;;) {
    await stage.world.idle();
    if (stage.calls.isSettled) return;
    await stage.calls.settled();
  }
}

async function sweep(stage: Stage, minutes: number): Promise<void> {
  await stage.clock.advance(minutes * 60_000);
  for (const rule of stage.schedules()) await stage.world.services.events.runSchedule(rule);
  await rest(stage);
}

const RESTING: readonly LedgerState[] = ['COMPLETED', 'COMPENSATED', 'ABANDONED', 'COMPENSATION_FAILED'];

/** Every saga has ended or waits for a person, and everything that happened was told. */
function isOver({ sagas, executions, tables }: Gathered): boolean {
  return (
    sagas.every(({ state }) => RESTING.includes(state)) &&
    executions.every(({ status }) => status !== 'RUNNING' && status !== 'PENDING_REDRIVE') &&
    Object.values(tables).every((items) => items.every(({ unsent }) => unsent === undefined))
  );
}

/** Sends a request as often as it is sent, and once more under the same id where the scenario says so. */
async function ask(
  stage: Stage,
  request: Request,
  { subject }: Scenario,
  names: (name: string) => string,
): Promise<readonly Answer[]> {
  const sendings = Array.from({ length: request.times ?? 1 }, (_, sending) =>
    send(stage, request.id, subject.request(request, names), sending),
  );
  const answers = await Promise.all(sendings);
  if (request.thenPayload === undefined) return answers;
  const other = subject.request({ ...request, payload: request.thenPayload }, names);
  return [...answers, await send(stage, request.id, other, answers.length)];
}

/** Errors of the request itself, which no repetition mends. */
const FINAL = new Set(['InvalidRequest', 'KeyReused']);

async function send(stage: Stage, requestId: string, payload: JsonObject, sending: number): Promise<Answer> {
  let refused: JsonObject = {};
  for (let tries = 0; tries < CLIENT_TRIES; tries++) {
    if (tries > 0) await wait(stage, CLIENT_WAIT_MILLIS);
    const answer = await invokeDoor(stage, payload);
    if (answer.kind === 'accepted') return { requestId, payload, sending, ...answer };
    refused = answer.body;
    if (FINAL.has(String(refused.errorType))) break;
  }
  return { requestId, payload, sending, kind: 'refused', body: refused };
}

async function invokeDoor(stage: Stage, payload: JsonObject): Promise<Pick<Answer, 'kind' | 'body'>> {
  const functionName = stage.functionName(stage.subject.door);
  try {
    const { lambda } = stage.world.services;
    const result = await lambda.runInTime(
      { functionName, payload: JSON.stringify(payload), caller: CLIENT },
      stage.entropy.uuid(),
    );
    const body = JSON.parse(result.payload) as JsonObject;
    return { kind: result.kind === 'returned' ? 'accepted' : 'refused', body };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { kind: 'refused', body: { errorType: error.code, errorMessage: error.message } };
  }
}

const wait = (stage: Stage, millis: number): Promise<void> =>
  new Promise((resolve) => stage.clock.at(epochMillis(stage.clock.now() + millis), resolve));
