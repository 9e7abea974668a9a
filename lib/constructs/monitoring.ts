/** A stack's alarms, and a dashboard that shows in one look what they watch. */
import { Duration, Stack } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, GraphWidget, type IWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Alarms, PERIOD } from './alarms';
import { backstepMetric, SAGAS } from './backstep-metrics';
import { type WatchedQueue, watchOutbox, watchQueue } from './message-alarms';
import { type SagaThresholds, watchConductor, watchErrors, watchRecovery, watchSagas } from './saga-alarms';

export interface MonitoringProps {
  /**
   * How long a saga may be undoing.
   * @default 5 minutes
   */
  readonly compensating?: SagaThresholds['compensating'];
  /**
   * How long a saga is promised to take at the most.
   * @default 15 minutes
   */
  readonly running?: SagaThresholds['running'];
  /**
   * The machine that conducts the sagas.
   * @default none: they are choreographed
   */
  readonly conductor?: StateMachine;
  /** The machine that finishes what was left. */
  readonly recovery: StateMachine;
  /** The functions that keep the ledger true, by the names that their alarms get. */
  readonly recorders: { readonly [name: string]: IFunction };
  /** The services that tell events, by the names under which they measure: `payments`. */
  readonly services: readonly string[];
  /** The queues where messages end, by the names that their alarms get. */
  readonly queues: { readonly [name: string]: WatchedQueue & { readonly queue: IQueue } };
}

/** Of the 24 columns of a dashboard. */
const HALF = 12;

export class Monitoring extends Construct {
  readonly alarms: Alarms;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    this.alarms = new Alarms(this, 'Alarms');
    this.watch(props);
    const sagas = (name: string, statistic: 'Maximum' | 'Sum') => backstepMetric(this, SAGAS, name, statistic);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: Stack.of(this).stackName });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', width: 2 * HALF, height: 4, alarms: [...this.alarms.all] }),
    );
    this.dashboard.addWidgets(
      graph('Oldest open saga, seconds', [
        sagas('OldestRunningAgeSeconds', 'Maximum'),
        sagas('OldestCompensatingAgeSeconds', 'Maximum'),
      ]),
      graph('Not undone, and recovered', [
        sagas('CompensationFailedSagas', 'Maximum'),
        sagas('UnexpectedEndings', 'Sum'),
        sagas('RecoveriesStarted', 'Sum'),
        sagas('SagasStarted', 'Sum'),
      ]),
    );
    const { conductor, recovery } = props;
    this.dashboard.addWidgets(
      ...(conductor === undefined ? [] : [graph('Executions', executionsOf(conductor))]),
      graph('Recoveries', executionsOf(recovery)),
    );
    this.dashboard.addWidgets(
      graph(
        'Oldest event not published, seconds',
        props.services.map((service) =>
          backstepMetric(this, service, 'OldestUnsentEventAgeSeconds', 'Maximum').with({ label: service }),
        ),
      ),
      graph(
        'Messages in dead-letter queues',
        Object.entries(props.queues).map(([label, { queue }]) =>
          queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum', label }),
        ),
      ),
      graph(
        'Errors of the functions that keep the ledger',
        Object.entries(props.recorders).map(([label, recorder]) => recorder.metricErrors({ period: PERIOD, label })),
      ),
    );
  }

  private watch(props: MonitoringProps): void {
    const { alarms } = this;
    const { compensating = Duration.minutes(5), running = Duration.minutes(15), conductor } = props;
    watchSagas(alarms, { compensating, running });
    if (conductor !== undefined) watchConductor(alarms, conductor);
    watchRecovery(alarms, props.recovery);
    for (const [name, recorder] of Object.entries(props.recorders)) watchErrors(alarms, name, recorder);
    for (const service of props.services) watchOutbox(alarms, service);
    for (const [name, { queue, ...watched }] of Object.entries(props.queues)) watchQueue(alarms, name, queue, watched);
  }
}

const graph = (title: string, left: readonly Metric[]): IWidget =>
  new GraphWidget({ title, width: HALF, left: [...left] });

function executionsOf(machine: StateMachine): readonly Metric[] {
  const options = { period: PERIOD };
  return [
    machine.metricSucceeded(options),
    machine.metricFailed(options),
    machine.metricTimedOut(options),
    machine.metricAborted(options),
    machine.metricThrottled(options),
  ];
}
