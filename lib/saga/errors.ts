/** Errors of the domain. The names are wire: Retry and Catch match them, so each is a literal. */

/** A definition that cannot be built; the message names the step. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
}

/** A request that does not have the shape its schema asks for. Trying again cannot help. */
export class InvalidRequest extends Error {
  override readonly name = 'InvalidRequest';
}

/** The same idempotency key with another payload. Trying again cannot help. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused';
}

/** An action that arrives after its compensation: it has no effect and never will have. */
export class StepFenced extends Error {
  override readonly name = 'StepFenced';
}

/** A business condition that the rule did not foresee was not met; nothing was written. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused';
}

/** The state machine that was to drive a saga is not there any more. */
export class MachineGone extends Error {
  override readonly name = 'MachineGone';
}

/** A refusal at the Lambda border, where Retry and Catch match thrown names: `name` is the rejection's own. */
export class StepRejected extends Error {
  override readonly name: string;
  constructor(rejection: string, message: string) {
    super(message);
    this.name = rejection;
  }
}

/** The name of `KeyReused`: this payload has had no effect, and what has is another saga's to undo. */
export const ANOTHER_PAYLOAD = 'KeyReused';

/** Errors that no retry mends. */
export const PERMANENT_ERROR_NAMES = ['InvalidRequest', ANOTHER_PAYLOAD, 'StepFenced'] as const;

/** Names a rejection may not have: the domain's, JavaScript's and Node's own, and the machine's two endings. */
export const RESERVED_ERROR_NAMES: ReadonlySet<string> = new Set([
  ...PERMANENT_ERROR_NAMES,
  'InvalidDefinition',
  'WriteRefused',
  'SagaCompensated',
  'SagaCompensationFailed',
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'EvalError',
  'URIError',
  'AggregateError',
  'AbortError',
  'TimeoutError',
]);
