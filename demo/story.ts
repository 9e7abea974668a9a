/** What a saga did, told from its records: an execution's history, or the events that its services told. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { recordStateName } from '../lib/asl/record-state';
import type { SagaDefinition } from '../lib/saga/definition';
import { isCompensatable } from '../lib/saga/plan';
import type { Outcome } from './scenarios';

export interface Ending {
  /** `UNFINISHED`: it came to rest without an end. */
  readonly outcome: Outcome | 'UNFINISHED';
  /** Steps that are known not to be undone, in the order of undoing. */
  readonly notUndone: readonly string[];
  readonly story: Story;
  /** Milliseconds from the first record to the last, waits between retries included. */
  readonly sagaMillis: number;
}

export type Story =
  | {
      readonly kind: 'orchestrated';
      readonly forward: readonly StepRun[];
      readonly backward: readonly StepRun[];
      /** States entered and retries: what AWS bills. */
      readonly transitions: number;
    }
  | {
      readonly kind: 'choreographed';
      /** Types of the events, in the order in which they were told. */
      readonly events: readonly string[];
    };

export interface StepRun {
  readonly function: string;
  readonly attempts: number;
  /** The last attempt's: `done`, `nothing to undo`, or the name of its error. */
  readonly outcome: string;
}

export function tellExecution(definition: SagaDefinition, history: readonly HistoryEvent[]): Story {
  const undoable = definition.steps.filter(isCompensatable);
  const compensations = new Set(undoable.map((step) => step.compensation.name));
  const records = new Set(undoable.map(recordStateName));
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
    kind: 'orchestrated',
    forward: runs.filter((run) => !compensations.has(run.function) && !records.has(run.function)),
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
