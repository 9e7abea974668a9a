/** What is watched of sagas, their machines, their recovery, and the functions that watch over them. */
import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { type Alarms, PERIOD } from './alarms';
import { backstepMetric, SAGAS } from './backstep-metrics';

export interface SagaThresholds {
  /** A saga may be undoing for so long. */
  readonly compensating: Duration;
  /** A saga is promised to end within so long. */
  readonly running: Duration;
}

/** A sweeper that misses so many runs in a row is silent. */
const SILENT_MINUTES = 5;

/** What the sweeper measures each minute. */
export function watchSagas(alarms: Alarms, { compensating, running }: SagaThresholds): void {
  const measured = (name: string) => backstepMetric(alarms, SAGAS, name, 'Maximum');
  alarms.add('OldestCompensating', {
    severity: 'page',
    metric: measured('OldestCompensatingAgeSeconds'),
    above: compensating.toSeconds(),
    meaning: `A saga has been undoing for more than ${compensating.toHumanString()}: a customer may be charged for nothing.`,
    look: 'ls --state COMPENSATING',
    anchor: 'oldest-compensating',
  });
  alarms.add('CompensationFailed', {
    severity: 'page',
    metric: measured('CompensationFailedSagas'),
    above: 0,
    meaning: 'Something could not be undone, and nothing will try again until a person resumes or abandons the saga.',
    look: 'ls --state COMPENSATION_FAILED',
    anchor: 'compensation-failed',
  });
  alarms.add('OldestRunning', {
    severity: 'warn',
    metric: measured('OldestRunningAgeSeconds'),
    above: running.toSeconds(),
    meaning: `A saga has been running for more than the ${running.toHumanString()} that it is promised to take.`,
    look: 'ls --state RUNNING',
    anchor: 'oldest-running',
  });
  alarms.add('UnexpectedEndings', {
    severity: 'warn',
    metric: backstepMetric(alarms, SAGAS, 'UnexpectedEndings', 'Sum'),
    above: 0,
    meaning: 'An execution ended where no Catch sees it: its saga is being recovered.',
    look: 'ls --all --recovered',
    anchor: 'unexpected-endings',
  });
  alarms.addSilence('SweeperSilent', {
    severity: 'page',
    metric: measured('OldestCompensatingAgeSeconds'),
    periods: SILENT_MINUTES,
    meaning: `For ${SILENT_MINUTES} minutes nobody has looked for sagas that are stuck: the other alarms may be blind.`,
    look: 'ls',
    anchor: 'sweeper-silent',
  });
}

/** The machine that conducts the sagas. */
export function watchConductor(alarms: Alarms, machine: StateMachine): void {
  alarms.add('ExecutionsTimedOut', {
    severity: 'warn',
    metric: machine.metricTimedOut({ period: PERIOD }),
    above: 0,
    meaning: 'A saga missed its deadline: it is being recovered.',
    look: 'ls --all --recovered',
    anchor: 'executions-timed-out',
  });
  alarms.add('ExecutionsAborted', {
    severity: 'warn',
    metric: machine.metricAborted({ period: PERIOD }),
    above: 0,
    meaning: 'An execution was stopped, by a cancellation or by hand: its saga is being recovered.',
    look: 'ls --all --recovered',
    anchor: 'executions-aborted',
  });
  alarms.add('ExecutionThrottled', {
    severity: 'warn',
    metric: machine.metricThrottled({ period: PERIOD }),
    above: 0,
    meaning: 'Step Functions holds up transitions: there are more at a time than the account may make.',
    look: 'ls --state RUNNING',
    anchor: 'execution-throttled',
  });
}

/** The machine that recovers: it fails only when something could not be undone, or nobody can say what happened. */
export function watchRecovery(alarms: Alarms, machine: StateMachine): void {
  alarms.add('RecoveryFailed', {
    severity: 'page',
    metric: machine.metricFailed({ period: PERIOD }),
    above: 0,
    meaning: 'A recovery could not undo everything.',
    look: 'ls --state COMPENSATION_FAILED',
    anchor: 'recovery-failed',
  });
}

/** A function that keeps the ledger true. */
export function watchErrors(alarms: Alarms, name: string, watched: IFunction): void {
  alarms.add(`${name}Errors`, {
    severity: 'warn',
    metric: watched.metricErrors({ period: PERIOD }),
    above: 0,
    meaning: `${name} failed: the ledger may say less than the truth until the sweeper finds out.`,
    look: 'ls',
    anchor: 'function-errors',
  });
}
