import type { CallPolicy, SagaDefinition } from '../../lib/saga/definition';
import type { Invariant } from '../invariant';
import type { ExecutionSeen } from '../observed';

export const boundedWork: Invariant = {
  name: 'I19 bounded work',
  law: 'A machine tries a function as often as its definition says at the most, and never again after a refusal.',
  check({ executions, scenario }) {
    const { definition } = scenario.subject;
    return executions.flatMap((execution) =>
      visits(execution).flatMap(({ state, tries, errors }) => {
        const policy = policies(definition).get(state);
        if (policy === undefined) return [];
        const { attempts } = policy.retry;
        const refusals = errors.filter((error) => policy.final.includes(error)).length;
        return [
          ...(tries > attempts ? [`'${execution.name}' tried ${state} ${tries} times, of ${attempts}`] : []),
          ...(refusals > 1 ? [`'${execution.name}' tried ${state} again after it was refused`] : []),
        ];
      }),
    );
  },
};

type Policy = CallPolicy & { readonly final: readonly string[] };

function policies({ steps }: SagaDefinition): ReadonlyMap<string, Policy> {
  const byName = new Map<string, Policy>();
  for (const step of steps) {
    byName.set(step.name, { ...step, final: step.kind === 'retriable' ? [] : step.rejects });
    if (step.kind === 'compensatable') byName.set(step.compensation.name, { ...step.compensation, final: [] });
  }
  return byName;
}

/** Each stay in a state, with its tries; a redrive begins them anew. */
function visits({ history }: ExecutionSeen) {
  const all: { state: string; tries: number; errors: string[] }[] = [];
  for (const event of history) {
    const visit = all.at(-1);
    if (event.type === 'TaskStateEntered') {
      const { name } = event.stateEnteredEventDetails as { readonly name: string };
      all.push({ state: name, tries: 0, errors: [] });
    } else if (event.type === 'ExecutionRedriven' && visit !== undefined) {
      all.push({ state: visit.state, tries: 0, errors: [] });
    } else if (event.type === 'LambdaFunctionScheduled' && visit !== undefined) {
      visit.tries++;
    } else if (event.type === 'LambdaFunctionFailed' && visit !== undefined) {
      const { error } = event.lambdaFunctionFailedEventDetails as { readonly error?: string };
      visit.errors.push(error ?? '');
    }
  }
  return all;
}
