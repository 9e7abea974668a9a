/**
 * Map, distributed: a map run whose items, or batches of them, are inputs of executions of their own.
 * The execution itself only begins the run, and hears how it ended.
 */
import type { Json } from '../../../../lib/units';
import { type Scope, within } from '../../expression';
import { scopeOf } from '../context';
import type { Batch, Distribution, MapRunLimits } from '../distribution';
import { complete } from '../exit';
import { failed } from '../failure';
import type { Failure, Phase } from '../frame';
import type { MapRunRequest, Signal } from '../signal';
import type { Entered, Step } from '../step';
import { errorDetails } from '../task-events';
import { guarded } from '../walk';
import type { CompiledMap } from './map';

export type MapRunPhase = Extract<Phase, { kind: 'mapRun' }>;

export function enterDistributedMap(entered: Entered<CompiledMap>, distribution: Distribution): Step {
  const { place, state, branch } = entered;
  const { turn } = place;
  const scope = selectedScope(entered);
  const reader = distribution.reader?.(scope);
  const items = reader === undefined ? state.items(scope) : undefined;
  const startedId = turn.emit('MapStateStarted', branch.lastEventId, {
    mapStateStartedEventDetails: { length: items?.length ?? 0 },
  });
  return guarded(entered, startedId, () => {
    const limits = limitsOf(state, distribution, scope);
    const mapRunArn = newMapRunArn(entered, distribution.label);
    const ticket = turn.emit('MapRunStarted', startedId, { mapRunStartedEventDetails: { mapRunArn } });
    const run = { ...entered, branch: { ...branch, lastEventId: ticket } };
    if (reader === undefined) return beginRun(run, distribution, { mapRunArn, ticket, limits }, items ?? []);
    turn.ask({ kind: 'readItems', at: place.address, ticket, reader });
    const phase: MapRunPhase = { kind: 'mapRun', ticket, mapRunArn, limits, redriveCount: 0, reader };
    return { kind: 'blocked', branch: { ...run.branch, phase } };
  });
}

const selectedScope = (entered: Entered<CompiledMap>): Scope => {
  const scope = scopeOf(entered);
  return within(scope, entered.state.flow.input(scope));
};

const limitsOf = (
  state: CompiledMap,
  { toleratedCount, toleratedPercentage }: Distribution,
  scope: Scope,
): MapRunLimits => ({
  maxConcurrency: state.maxConcurrency(scope) ?? 0,
  toleratedFailureCount: toleratedCount(scope) ?? null,
  toleratedFailurePercentage: toleratedPercentage(scope) ?? null,
});

/** `arn:aws:states:<region>:<account>:mapRun:<machine>/<label>:<uuid>` */
function newMapRunArn({ place: { turn } }: Entered, label: string): string {
  const { stateMachineArn, stateMachineName } = turn.run.execution;
  const home = stateMachineArn.split(':').slice(0, 5).join(':');
  return `${home}:mapRun:${stateMachineName}/${label}:${turn.chance.uuid()}`;
}

interface Begun {
  readonly mapRunArn: string;
  readonly ticket: number;
  readonly limits: MapRunLimits;
}

function beginRun(
  entered: Entered<CompiledMap>,
  { label, batch, executionType, writer }: Distribution,
  { mapRunArn, ticket, limits }: Begun,
  items: readonly Json[],
): Step {
  const { place, state, branch } = entered;
  const scope = selectedScope(entered);
  const inputs = items.map((value, index) => inputOf(entered, scope.input, index, value));
  const batches: readonly Batch[] = batch?.(scope, inputs) ?? inputs.map((input) => ({ input, items: 1 }));
  const request: MapRunRequest = {
    mapRunArn,
    label,
    stateName: state.name,
    executionType,
    ...limits,
    batches,
    writer: writer(scope),
  };
  place.turn.ask({ kind: 'startMapRun', at: place.address, ticket, request });
  const phase: MapRunPhase = { kind: 'mapRun', ticket, mapRunArn, limits, redriveCount: 0, reader: null };
  return { kind: 'blocked', branch: { ...branch, phase } };
}

function inputOf(entered: Entered<CompiledMap>, input: Json, index: number, value: Json): Json {
  const { selector } = entered.state;
  if (selector === undefined) return value;
  const item = { index, value };
  return selector(within(scopeOf({ ...entered, place: { ...entered.place, item } }), input));
}

/**
 * "redrives the unsuccessful child workflow executions in a Map Run." A run whose items were never read has none, and
 * the state begins anew.
 */
export function redriveMapRun({ place, branch }: Entered<CompiledMap>, phase: MapRunPhase): Step {
  const { mapRunArn } = phase;
  const redriveCount = phase.redriveCount + 1;
  const ticket = place.turn.emit('MapRunRedriven', branch.lastEventId, {
    mapRunRedrivenEventDetails: { mapRunArn, redriveCount },
  });
  place.turn.ask({ kind: 'redriveMapRun', at: place.address, ticket, mapRunArn });
  return { kind: 'blocked', branch: { ...branch, lastEventId: ticket, phase: { ...phase, ticket, redriveCount } } };
}

/** Goes on with what was heard of the run. */
export function resumeMapRun(entered: Entered<CompiledMap>, phase: MapRunPhase, signal: Signal): Step {
  const { distribution } = entered.state;
  if (distribution === undefined) throw new Error(`the state '${entered.state.name}' has no map run`);
  switch (signal.kind) {
    case 'itemsRead':
      return guarded(entered, entered.branch.lastEventId, () => beginRun(entered, distribution, phase, signal.items));
    case 'mapRunSucceeded':
      return succeedMapRun(entered, signal.output);
    case 'mapRunFailed':
      return failMapRun(entered, { error: signal.error, cause: signal.cause });
    default:
      throw new Error(`a map run takes no '${signal.kind}'`);
  }
}

function succeedMapRun(entered: Entered<CompiledMap>, result: Json): Step {
  const { place, state, branch } = entered;
  const lastEventId = place.turn.emit('MapRunSucceeded', branch.lastEventId);
  return guarded(entered, lastEventId, () => {
    // Too large a result fails the state before it can be said to have succeeded.
    place.turn.dataText(result, state.name);
    place.turn.emit('MapStateSucceeded', lastEventId);
    return complete(entered, state.flow, lastEventId, result, state.next);
  });
}

function failMapRun(entered: Entered<CompiledMap>, failure: Failure): Step {
  const { turn } = entered.place;
  const lastEventId = turn.emit('MapRunFailed', entered.branch.lastEventId, {
    mapRunFailedEventDetails: errorDetails(failure),
  });
  return guarded(entered, lastEventId, () =>
    failed(entered, failure, {
      lastEventId,
      origin: 'work',
      giveUp: (previous) => turn.emit('MapStateFailed', previous),
    }),
  );
}
