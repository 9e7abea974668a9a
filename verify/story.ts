/** A run told for a person: what was done to it, and what came of it. */
import { assertNever } from '../lib/units';
import type { Observed } from './observed';
import { type Fault, positionText } from './schedule';

const SECOND = 1_000;

export function tellFault(fault: Fault): string {
  switch (fault.kind) {
    case 'call': {
      const { at, how, error, times = 1, delayMillis = 0 } = fault;
      const often = times === 1 ? '' : ` and the ${times - 1} after it`;
      return `${placeOf(at)}${often}: ${error.name}, ${WAYS[how]}${how === 'late' ? ` ${delayMillis / SECOND} s later` : ''}`;
    }
    case 'duplicate':
      return `${placeOf(fault.at)}: carried out, and once more ${fault.delayMillis / SECOND} s later`;
    case 'delay':
      return `${placeOf(fault.at)}: comes ${fault.delayMillis / SECOND} s late`;
    case 'crash':
      return `the process is lost ${fault.side} its commit ${fault.commit}`;
    case 'clock':
      return `${placeOf(fault.at)}: the clock goes forward by ${fault.jumpMillis / SECOND} s`;
    case 'stop':
      return `${placeOf(fault.at)}: the saga's executions are stopped from outside`;
    case 'operator':
      return `${placeOf(fault.at)}: a person asks to ${fault.action} the saga`;
    case 'deploy':
      return `${placeOf(fault.at)}: a new version of the ${fault.what} is deployed`;
    case 'delete':
      return `${placeOf(fault.at)}: the saga's machine is deleted`;
    case 'sweep':
      return `${placeOf(fault.at)}: the sweepers run ${fault.afterMillis / SECOND} s later`;
    case 'flaw':
      return `the saga's machine ${FLAWS[fault.flaw]} at ${fault.state}`;
    default:
      return assertNever(fault);
  }
}

const WAYS = {
  notApplied: 'and nothing was done',
  replyLost: 'though it was carried out',
  late: 'and it is carried out all the same,',
} as const;

const FLAWS = {
  runsInCircles: 'runs in circles',
  readsNothing: 'reads what is not there',
  growsTooLarge: 'grows too large',
  hasNoTime: 'runs out of time',
} as const;

const placeOf = (at: Parameters<typeof positionText>[0]): string => positionText(at);

/** The calls in their order, with the faults marked; then the ends. */
export function tellRun({ scenario, schedule, calls, sagas, isQuiet, sweeps }: Observed): readonly string[] {
  const began = calls[0]?.time ?? 0;
  return [
    `${scenario.name}: ${scenario.title}`,
    ...schedule.map((fault) => `  fault  ${tellFault(fault)}`),
    ...calls.map(({ at, time, struck, outcome }) => {
      const mark = struck ? '!' : ' ';
      const what = outcome.kind === 'refused' ? outcome.error : outcome.kind;
      return `  ${mark} ${((time - began) / SECOND).toFixed(1).padStart(8)} s  ${positionText(at)}  ${what}`;
    }),
    ...sagas.map(({ sagaId, state }) => `  end    ${sagaId}: ${state}`),
    ...(sweeps > 0 ? [`  swept ${sweeps} times`] : []),
    ...(isQuiet ? [] : ['  it did not come to rest']),
  ];
}
