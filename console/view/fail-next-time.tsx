/** From a state to the function it calls, and how that is to fail the next time. */
import { useState } from 'preact/hooks';
import type { State } from '../../lib/asl/language';
import type { BreakRequest, Breaks, FunctionSummary, Overview } from '../api';
import { functionInWords } from '../format';
import { hashOf } from '../route';
import { Button, Done, useDoing } from './controls';

interface FailProps {
  readonly state: string;
  readonly definition: State | undefined;
  readonly stack: string | null;
  readonly overview: Overview;
}

export function FailNextTime({ state, definition, stack, overview }: FailProps) {
  const doing = useDoing();
  const [kind, setKind] = useState<'notApplied' | 'replyLost' | 'late'>('notApplied');
  const target = functionOf(state, definition, stack, overview.functions);
  if (target === undefined) return null;
  const request: BreakRequest = {
    kind,
    functionName: target.name,
    error: 'Lambda.Unknown',
    times: 1,
    ...(kind === 'late' ? { delayMillis: 10_000 } : {}),
  };
  const fail = () =>
    doing.run<Breaks>('breaks/add', request, () => `The next call of ${functionInWords(target)} fails.`);
  return (
    <div class="fail-next">
      <Button icon="bolt" onClick={fail} disabled={doing.isBusy}>
        Fail next time
      </Button>
      <select
        aria-label="How it fails"
        value={kind}
        onChange={({ currentTarget: { value } }) =>
          setKind(value === 'replyLost' || value === 'late' ? value : 'notApplied')
        }
      >
        <option value="notApplied">before it runs</option>
        <option value="replyLost">after it ran: the reply is lost</option>
        <option value="late">and runs late, in 10 s</option>
      </select>
      <a href={hashOf({ kind: 'break', functionName: target.name })}>More ways</a>
      <Done doing={doing} />
    </div>
  );
}

function functionOf(
  state: string,
  definition: State | undefined,
  stack: string | null,
  functions: readonly FunctionSummary[],
): FunctionSummary | undefined {
  if (definition?.Type !== 'Task') return undefined;
  const text = JSON.stringify([definition.Resource, definition.Parameters ?? null, definition.Arguments ?? null]);
  return (
    functions.find((found) => text.includes(`:function:${found.name}"`) || text.includes(`"${found.name}"`)) ??
    functions.find((found) => found.stack === stack && found.sagaFunction === state)
  );
}
