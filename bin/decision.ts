/** What a person's decision about a saga came to: the words, the JSON and the exit code. */
import type { NotFound, Recovering, Refused } from '../lib/saga/operators';
import type { SagaId } from '../lib/saga/rule';
import { assertNever } from '../lib/units';
import { EXIT, type ExitCode } from './exit';

export type Decision =
  | Recovering
  | { readonly kind: 'started' }
  | { readonly kind: 'redriven'; readonly run: number }
  | { readonly kind: 'abandoned' }
  | Refused
  | NotFound;

/** To standard output; a refusal, unless it is JSON, to standard error. */
export function tellDecision(decision: Decision, id: SagaId, stack: string, json: boolean): ExitCode {
  const code = codeOf(decision);
  const text = `${id}: ${inWords(decision)}`;
  if (json) process.stdout.write(`${JSON.stringify({ sagaId: id, stack, ...decision }, null, 2)}\n`);
  else if (code === EXIT.ok) process.stdout.write(`${text}\n`);
  else process.stderr.write(`backstep: ${text}\n`);
  return code;
}

function codeOf({ kind }: Decision): ExitCode {
  if (kind === 'refused') return EXIT.refused;
  return kind === 'notFound' ? EXIT.notFound : EXIT.ok;
}

function inWords(decision: Decision): string {
  switch (decision.kind) {
    case 'recovering':
      return decision.way === 'back'
        ? `recovery ${decision.run} undoes what is not undone`
        : `recovery ${decision.run} drives it forward: it is past its point of no return`;
    case 'started':
      return 'its execution is started; it had never been';
    case 'redriven':
      return decision.run === 0 ? 'its execution is redriven' : `recovery ${decision.run} is redriven`;
    case 'abandoned':
      return 'abandoned';
    case 'refused':
      return `refused: ${decision.reason}`;
    case 'notFound':
      return 'there is no such saga any more';
    default:
      return assertNever(decision);
  }
}
