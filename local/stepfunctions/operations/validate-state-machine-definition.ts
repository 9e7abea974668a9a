/** Step Functions API Reference, "ValidateStateMachineDefinition". */
import { readDefinition } from '../definition/read-definition';
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
  if (read.kind === 'valid') return { result: 'OK', diagnostics: [], truncated: false };
  const most = given.maxResults === undefined || given.maxResults === 0 ? MAX_DIAGNOSTICS : given.maxResults;
  return {
    result: 'FAIL',
    diagnostics: read.diagnostics
      .slice(0, most)
      .map(({ code, message, location }) => present({ severity: 'ERROR', code, message, location })),
    truncated: read.diagnostics.length > most,
  };
};
