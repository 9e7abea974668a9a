/** Step Functions API Reference, "ValidateStateMachineDefinition". */
import type { Diagnostic, Warning } from '../definition/diagnostic';
import { type ReadDefinition, readDefinition } from '../definition/read-definition';
import { integer, oneOf, readInput, requiredText } from '../input';
import { present } from '../wire';
import { definitionText } from './create-state-machine';
import type { Operation } from './operation';

const MAX_DIAGNOSTICS = 100;

export const validateStateMachineDefinition: Operation = async (_room, input) => {
  const given = readInput(input, {
    definition: requiredText(definitionText),
    type: oneOf(['STANDARD', 'EXPRESS']),
    severity: oneOf(['ERROR', 'WARNING']),
    maxResults: integer({ min: 0, max: MAX_DIAGNOSTICS }),
  });
  const read = readDefinition(given.definition);
  const found = foundIn(read, given.severity ?? 'ERROR');
  const most = given.maxResults === undefined || given.maxResults === 0 ? MAX_DIAGNOSTICS : given.maxResults;
  return {
    // "The result can be OK even when diagnostic warnings are present in the response."
    result: read.kind === 'valid' ? 'OK' : 'FAIL',
    diagnostics: found
      .slice(0, most)
      .map(({ severity, code, message, location }) => present({ severity, code, message, location })),
    truncated: found.length > most,
  };
};

type Severity = 'ERROR' | 'WARNING';

/** "ERROR returns only ERROR diagnostics, whereas WARNING returns both." A definition that is refused is not looked at further. */
function foundIn(read: ReadDefinition, least: Severity): readonly ((Diagnostic | Warning) & { severity: Severity })[] {
  if (read.kind === 'invalid') return read.diagnostics.map((each) => ({ ...each, severity: 'ERROR' }));
  return least === 'ERROR' ? [] : read.warnings.map((each) => ({ ...each, severity: 'WARNING' }));
}
