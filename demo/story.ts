/** An execution's history as the story of a saga: which functions ran, how often, and what came of each. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { SagaDefinition } from '../lib/saga/definition';
import { isCompensatable } from '../lib/saga/plan';

export interface StepRun {
  readonly function: string;
  readonly attempts: number;
  /** The last attempt's: `done`, `nothing to undo`, or the name of its error. */
  readonly outcome: string;
}

export interface Story {
  readonly forward: readonly StepRun[];
  readonly backward: readonly StepRun[];
  /** States entered: what AWS bills, retries of a state included. */
  readonly transitions: number;
}

export function tellStory(definition: SagaDefinition, history: readonly HistoryEvent[]): Story {
  const compensations = new Set(definition.steps.filter(isCompensatable).map((step) => step.compensation.name));
  const runs: { function: string; attempts: number; outcome: string }[] = [];
  let transitions = 0;
  for (const event of history) {
    const current = runs[runs.length - 1];
    if (event.stateEnteredEventDetails) transitions++;
    switch (event.type) {
      case 'TaskStateEntered':
        runs.push({ function: event.stateEnteredEventDetails?.name ?? '?', attempts: 0, outcome: 'running' });
        break;
      case 'LambdaFunctionScheduled':
        if (current === undefined) break;
        current.attempts++;
        if (current.attempts > 1) transitions++;
        break;
      case 'LambdaFunctionSucceeded':
        if (current) current.outcome = outcomeOf(event.lambdaFunctionSucceededEventDetails?.output);
        break;
      case 'LambdaFunctionFailed':
        if (current) current.outcome = event.lambdaFunctionFailedEventDetails?.error ?? 'failed';
        break;
      case 'LambdaFunctionTimedOut':
        if (current) current.outcome = event.lambdaFunctionTimedOutEventDetails?.error ?? 'States.Timeout';
        break;
      default:
    }
  }
  return {
    forward: runs.filter((run) => !compensations.has(run.function)),
    backward: runs.filter((run) => compensations.has(run.function)),
    transitions,
  };
}

function outcomeOf(output: string | undefined): string {
  const answer: unknown = JSON.parse(output ?? 'null');
  const nothing =
    typeof answer === 'object' && answer !== null && 'outcome' in answer && answer.outcome === 'nothingToUndo';
  return nothing ? 'nothing to undo' : 'done';
}
