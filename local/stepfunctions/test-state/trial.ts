/** A request turned into something that can run: a stand-in for the state, and what it can see of an execution. */
import type { State } from '../../../lib/asl/language';
import type { EpochMillis, JsonObject } from '../../../lib/units';
import { seededEntropy } from '../../entropy';
import { expressArn, stateMachineArn } from '../arns';
import type { Scope } from '../expression';
import { type ExecutionFacts, newRun, type Run } from '../interpreter/execution';
import { matches } from '../interpreter/failure';
import { compileMachine } from '../interpreter/machine';
import { RETRIED } from '../interpreter/retried';
import type { Room } from '../operations/operation';
import type { TestRequest } from './request';
import type { Trial } from './run-state';
import { standInFor } from './stand-in';
import { type StateUnderTest, TESTED } from './state-under-test';

/** The execution that the test would be: an Express one, of a machine that exists for the test alone. */
export function factsOf(room: Room, { roleArn, inputText, input }: TestRequest): ExecutionFacts {
  const [machine, name, id] = [room.entropy.uuid(), room.entropy.uuid(), room.entropy.uuid()];
  return {
    executionArn: expressArn(room, machine, name, id),
    name,
    stateMachineArn: stateMachineArn(room, machine),
    stateMachineName: machine,
    roleArn: roleArn ?? '',
    region: room.region,
    inputText,
    input,
    startTime: room.clock.now(),
    maxSeconds: null,
  };
}

export function trialOf(
  { state, language }: StateUnderTest,
  request: TestRequest,
  facts: ExecutionFacts,
  seed: number,
): { readonly trial: Trial; readonly scope: Scope } {
  const { mock, input, variables } = request;
  const { startTime: now } = facts;
  const context = request.context ?? contextOf(state, request, facts);
  const standIn = standInFor(state, language, mock !== undefined);
  const run = (definition: Parameters<typeof compileMachine>[0]): Run => ({
    ...newRun(compileMachine(definition), facts),
    wholeContext: context,
  });
  const trial: Trial = {
    standIn,
    guarded: run(standIn.definition),
    unguarded: run(standIn.unguarded),
    input,
    variables,
    attempts: attemptsOf(state, request),
    now,
    seed,
  };
  const scope: Scope = {
    input,
    result: undefined,
    errorOutput: undefined,
    variables,
    context: () => context,
    // The same chance as the run has: what is inspected is what was used.
    chance: seededEntropy(seed),
    now,
  };
  return { trial, scope };
}

/** "The number of retry attempts that have occurred for the state's Retry that applies to the mocked error." */
function attemptsOf(state: State, { mock, configuration }: TestRequest): readonly number[] {
  const { retrierRetryCount: count } = configuration;
  if (count === undefined || mock?.kind !== 'error' || !('Retry' in state)) return [];
  const rows = state.Retry ?? [];
  const applies = rows.findIndex(({ ErrorEquals }) => matches(ErrorEquals, mock.error, 'work'));
  return rows.map((_, index) => (index === applies ? count : 0));
}

function contextOf(
  state: State,
  { roleArn, configuration }: TestRequest,
  { executionArn, input, name, startTime, stateMachineArn: Id, stateMachineName: Name }: ExecutionFacts,
): JsonObject {
  const time = timeText(startTime);
  const retryCount: JsonObject = RETRIED.has(state.Type) ? { RetryCount: configuration.retrierRetryCount ?? 0 } : {};
  return {
    Execution: { Id: executionArn, Input: input, Name: name, RoleArn: roleArn ?? null, StartTime: time },
    StateMachine: { Id, Name },
    State: { Name: TESTED, EnteredTime: time, ...retryCount },
    ...(state.Type === 'Task' && state.Resource.endsWith('.waitForTaskToken') ? { Task: { Token: name } } : {}),
  };
}

const timeText = (time: EpochMillis) => new Date(time).toISOString();
