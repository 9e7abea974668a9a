/** All that is known of one saga, for a person: steps, compensations, reasons, times, executions, and what to do next. */
import type { ExecutionStatus } from '../lib/saga/executions';
import { type CompensationKnown, isOpen, type SagaRecord, type StepKnown } from '../lib/saga/ledger';
import { assertNever, type EpochMillis } from '../lib/units';
import { inWords } from './durations';
import { iso } from './saga-list';
import { columns } from './table';

/** One execution of a saga: run 0 is its own, `n` its nth recovery. */
export interface Run {
  readonly run: number;
  readonly name: string;
  readonly status: ExecutionStatus;
  /** The state that a running one entered last; undefined where it is not known. */
  readonly at: string | undefined;
}

export interface Reported {
  readonly stack: string;
  readonly record: SagaRecord;
  /** The steps of the definition, with what undoes each; undefined where this version does not know the saga. */
  readonly steps: readonly StepNames[] | undefined;
  readonly runs: readonly Run[];
}
export interface StepNames {
  readonly name: string;
  readonly compensation: string | undefined;
}

export function reportText(reported: Reported, now: EpochMillis): string {
  const { record, stack } = reported;
  const { sagaId, saga, version, style, state, since, acceptedAt, failure, cancelled, abandoned } = record;
  const fields: (readonly [string, string])[] = [
    ['state', `${state} for ${inWords(now - since)}, since ${iso(since)}`],
    ['accepted', `${iso(acceptedAt)}, ${inWords(now - acceptedAt)} ago`],
    ['saga', `${saga}, version ${version}, ${style}, in ${stack}`],
    ...(failure === null ? [] : [['why', `${failure.step}: ${failure.error}: ${failure.cause}`] as const]),
    ...(cancelled === null ? [] : [['cancelled', decree(cancelled)] as const]),
    ...(abandoned === null ? [] : [['abandoned', decree(abandoned)] as const]),
  ];
  return [
    sagaId,
    ...indented(columns(fields)),
    ...section('steps', columns(stepRows(reported))),
    ...section('undoing', columns(undoingRows(reported))),
    ...section('executions', columns(reported.runs.map(runRow))),
    ...section('next', nextSteps(reported)),
  ].join('\n');
}

/** The same as data. */
export function reportJson(reported: Reported) {
  const { record, stack, runs } = reported;
  return {
    ...record,
    acceptedAt: iso(record.acceptedAt),
    since: iso(record.since),
    endedAt: record.endedAt === null ? null : iso(record.endedAt),
    stack,
    executions: runs.map(({ status, ...run }) => ({ ...run, at: run.at ?? null, status: statusInWords(status) })),
    next: nextSteps(reported),
  };
}

/**
 * The ledger is told of steps when a saga turns round or ends. Before, it cannot say that one was not reached; what comes
 * after the failed one was not.
 */
function stepRows({ record, steps }: Reported): readonly (readonly string[])[] {
  const names = steps?.map(({ name }) => name) ?? Object.keys(record.steps);
  const failedAt = names.indexOf(record.failure?.step ?? '');
  return names.map((name, index) => {
    const wasNotReached = !isOpen(record.state) || (failedAt >= 0 && index > failedAt);
    return knownRow(name, record.steps[name], wasNotReached ? 'not reached' : 'not known yet');
  });
}

/** In the order of undoing; nothing while the saga goes forward. */
function undoingRows({ record, steps }: Reported): readonly (readonly string[])[] {
  if (record.state === 'RUNNING' || record.state === 'COMPLETED') return [];
  const known = steps ?? Object.keys(record.compensations).map((name) => ({ name, compensation: name }));
  const failedAt = known.findIndex(({ name }) => name === record.failure?.step);
  return known
    .flatMap(({ name, compensation }, index) => {
      if (compensation === undefined) return [];
      const wasNotNeeded = record.steps[name]?.outcome === 'refused' || (failedAt >= 0 && index > failedAt);
      const unknown = wasNotNeeded ? 'not needed' : isOpen(record.state) ? 'not known yet' : 'not reached';
      return [knownRow(compensation, record.compensations[name], unknown)];
    })
    .toReversed();
}

const WORDS: { readonly [outcome in (StepKnown | CompensationKnown)['outcome']]: string } = {
  done: 'done',
  refused: 'refused',
  failed: 'FAILED',
  undone: 'undone',
  nothingToUndo: 'nothing to undo',
};

function knownRow(name: string, known: StepKnown | CompensationKnown | undefined, unknown: string): readonly string[] {
  return known === undefined
    ? [name, unknown, '', '']
    : [name, WORDS[known.outcome], iso(known.at), known.reason ?? ''];
}

const runRow = ({ name, status, at }: Run): readonly string[] => [
  name,
  statusInWords(status),
  at === undefined ? '' : `at ${at}`,
  status.kind === 'failed' ? `${status.error}: ${status.cause}` : '',
];

function statusInWords(status: ExecutionStatus): string {
  switch (status.kind) {
    case 'absent':
      return 'not there';
    case 'running':
      return 'running';
    case 'succeeded':
      return `succeeded ${iso(status.at)}`;
    case 'failed':
      return `failed ${iso(status.at)}`;
    default:
      return assertNever(status);
  }
}

/** Commands are written whole, so that they can be pasted. */
export function nextSteps({ record, stack, runs }: Pick<Reported, 'record' | 'stack' | 'runs'>): readonly string[] {
  const { sagaId, state } = record;
  const command = (name: string, options = '') => `node bin/backstep.js ${name} ${sagaId} --stack ${stack}${options}`;
  const because = ' --reason TEXT';
  switch (state) {
    case 'RUNNING':
    case 'COMPENSATING': {
      if (runs.some(({ status }) => status.kind === 'running')) {
        const cancel = state === 'RUNNING' ? [`It can be called off: ${command('cancel', because)}`] : [];
        return ['Nothing: it is under way.', ...cancel];
      }
      return ['Nothing of it is running. The sweeper goes on with it within minutes; to do it now:', command('resume')];
    }
    case 'COMPENSATION_FAILED':
      return [
        `Mend what keeps ${unfinished(record).join(' and ')} from being undone, then: ${command('resume')}`,
        `Or, when it was settled by hand: ${command('abandon', because)}`,
      ];
    case 'COMPLETED':
    case 'COMPENSATED':
    case 'ABANDONED':
      return ['Nothing: it has ended.'];
    default:
      return assertNever(state);
  }
}

function unfinished({ compensations, failure }: SagaRecord): readonly string[] {
  const failed = Object.entries(compensations).flatMap(([step, { outcome }]) => (outcome === 'failed' ? [step] : []));
  return failed.length > 0 ? failed : [failure?.step ?? 'it'];
}

const decree = ({ by, reason, at }: { readonly by: string; readonly reason: string; readonly at: EpochMillis }) =>
  `by ${by} ${iso(at)}: ${reason}`;

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`  ${title}`, ...indented(indented(lines))];
