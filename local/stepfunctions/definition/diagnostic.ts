/**
 * What is wrong with a definition, as ValidateStateMachineDefinition tells it. Codes: Step Functions API Reference,
 * "ValidateStateMachineDefinitionDiagnostic"; those of JSONata are missing there.
 */

export type ErrorCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'INVALID_STATE_NAME'
  | 'INVALID_LABEL_NAME'
  | 'DUPLICATE_LABEL_NAME'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'TOO_DEEPLY_NESTED'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

/** A machine with these can be created all the same. */
export type WarningCode = 'NO_DOLLAR' | 'NO_PATH' | 'PASS_RESULT_IS_STATIC';

interface Told<Code> {
  readonly code: Code;
  readonly message: string;
  /** `/States/<state>/<field>`; none for the machine as a whole. */
  readonly location: string | undefined;
}
export type Diagnostic = Told<ErrorCode>;
export type Warning = Told<WarningCode>;

export const wrongSchema = (message: string, location: string): Diagnostic => ({
  code: 'SCHEMA_VALIDATION_FAILED',
  message,
  location: location === '' ? '/' : location,
});

export const requiredFields = (fields: readonly string[], at: string): Diagnostic =>
  wrongSchema(`These fields are required: [${fields.join(', ')}]`, at);

export const unsupportedField = (field: string, at: string): Diagnostic =>
  wrongSchema(`Field '${field}' is not supported`, at);

/** As InvalidDefinition strings them together. */
export const diagnosticsText = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`).join(', ');
