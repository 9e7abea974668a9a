/** The functions that a saga calls: one an action, one a compensation. */
import type { CallPolicy, FunctionNameOf, SagaDefinition } from '../saga/definition';

export interface SagaFunction extends CallPolicy {
  readonly name: string;
}

/** In the order of the steps, each compensation after its action. */
export function sagaFunctions(definition: SagaDefinition): readonly SagaFunction[] {
  return definition.steps.flatMap((step) => (step.kind === 'compensatable' ? [step, step.compensation] : [step]));
}

/** @throws RangeError when the saga calls no such function */
export function callPolicyOf<D extends SagaDefinition>(definition: D, functionName: FunctionNameOf<D>): CallPolicy {
  return callPolicyNamed(definition, functionName);
}

/**
 * For a name that no type vouches for.
 * @throws RangeError when the saga calls no such function
 */
export function callPolicyNamed(definition: SagaDefinition, functionName: string): CallPolicy {
  const found = sagaFunctions(definition).find(({ name }) => name === functionName);
  if (found === undefined) throw new RangeError(`saga '${definition.name}' calls no function '${functionName}'`);
  return found;
}
