import type { Invariant } from '../invariant';
import type { ExecutionSeen, HistoryEvent } from '../observed';

/** Step Functions Developer Guide, "Service quotas": "25,000 entries". */
const MAX_EVENTS = 25_000;
const ENDS = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;

export const history: Invariant = {
  name: 'I13 history',
  law: 'A history counts its events from 1 without a gap, each follows one before it, states that are left were entered, and the end is the last.',
  check: ({ executions }) =>
    executions.flatMap((execution) => faultsOf(execution).map((fault) => `history of '${execution.name}': ${fault}`)),
};

function faultsOf({ history, status }: ExecutionSeen): readonly string[] {
  const gap = history.find(({ id }, at) => id !== at + 1);
  const astray = history.find(({ id, previousEventId }) => previousEventId >= id || previousEventId < 0);
  const early = history.find(({ timestamp }, at) => timestamp < (history[at - 1]?.timestamp ?? timestamp));
  const last = history.at(-1);
  const ends = history.filter(({ type }) => ENDS.test(type)).length;
  const redrives = history.filter(({ type }) => type === 'ExecutionRedriven').length;
  const isOver = status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
  return [
    ...(gap === undefined ? [] : [`event ${gap.id} is out of turn`]),
    ...(astray === undefined ? [] : [`event ${astray.id} follows ${astray.previousEventId}`]),
    ...(early === undefined ? [] : [`event ${early.id} is earlier than the one before`]),
    ...(isOver && (last === undefined || !ENDS.test(last.type))
      ? [`it is ${status}, and its last event is ${last?.type}`]
      : []),
    ...(isOver && ends !== redrives + 1 ? [`it has ${ends} ends and ${redrives} redrives`] : []),
    ...unpaired(history),
    ...(history.length > MAX_EVENTS ? [`it has ${history.length} events`] : []),
  ];
}

/** No machine here has parallel branches, so states follow each other. */
function unpaired(history: readonly HistoryEvent[]): readonly string[] {
  let inside: string | undefined;
  const faults: string[] = [];
  for (const { id, type, stateEnteredEventDetails, stateExitedEventDetails } of history) {
    if (type.endsWith('StateEntered')) inside = nameIn(stateEnteredEventDetails);
    if (!type.endsWith('StateExited')) continue;
    const left = nameIn(stateExitedEventDetails);
    if (left !== inside) faults.push(`event ${id} leaves ${left}, and ${inside ?? 'no state'} was entered`);
    inside = undefined;
  }
  return faults;
}

const nameIn = (details: unknown): string => (details as { readonly name?: string } | undefined)?.name ?? '';
