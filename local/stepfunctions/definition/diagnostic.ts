/** What is wrong with a definition, as ValidateStateMachineDefinition tells it. */

export interface Diagnostic {
  readonly code:
    | 'INVALID_JSON_DESCRIPTION'
    | 'SCHEMA_VALIDATION_FAILED'
    | 'MISSING_TRANSITION_TARGET'
    | 'MISSING_END_STATE'
    | 'DUPLICATE_STATE_NAME';
  readonly message: string;
  /** `/States/<state>/<field>`; none for the machine as a whole. */
  readonly location: string | undefined;
}

export const wrongSchema = (message: string, location: string): Diagnostic => ({
  code: 'SCHEMA_VALIDATION_FAILED',
  message,
  location,
});

/** As InvalidDefinition strings them together. */
export const diagnosticsText = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`).join(', ');
