/**
 * Alarms of two severities, each with a topic of its own: what only a person can mend, or can wait no longer, pages; what
 * mends itself, or has time until the morning, warns. Every alarm says what it means, the command that shows what is
 * behind it, and the section of RUNBOOK.md that says what to do.
 */
import { Aws, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  ComparisonOperator,
  type IAlarmAction,
  MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export type Severity = 'page' | 'warn';

export interface Watch {
  readonly severity: Severity;
  readonly metric: Metric;
  /** The alarm is raised by values above it. */
  readonly above: number;
  /**
   * How many periods of the metric in a row must be above.
   * @default 1
   */
  readonly periods?: number;
  /** What it means, in a sentence or two. */
  readonly meaning: string;
  /** Arguments of the command line that show what is behind it: `ls --state COMPENSATING`. The stack's name is added. */
  readonly look: string;
  /** The section of RUNBOOK.md. */
  readonly anchor: string;
}

/** What is watched is counted or measured every minute. */
export const PERIOD = Duration.minutes(1);

/** Periods beside the silent ones that an alarm on silence looks at: in one of them the metric must have been heard. */
const BEFORE_SILENCE = 3;

export class Alarms extends Construct {
  readonly pages: Topic;
  readonly warnings: Topic;
  private readonly raised: Alarm[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.pages = this.topic('Pages', 'Wakes somebody.');
    this.warnings = this.topic('Warnings', 'Waits until the morning.');
  }

  get all(): readonly AlarmBase[] {
    return this.raised;
  }

  /** Named after the stack and `id`. While there are no data it is quiet. */
  add(id: string, watch: Watch): Alarm {
    return this.alarm(id, watch, {
      metric: watch.metric,
      threshold: watch.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: watch.periods ?? 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /**
   * Raised when nobody measured `metric` in so many of the latest minutes; who has never measured is not silent. It stays
   * raised until the metric is heard again, however late.
   *
   *   heard                      -  1  1  -  -  -  -  -
   *   silent                     -  0  0  1  1  1  1  1      where it is missing, too, the alarm is left as it is
   *
   * CloudWatch User Guide, "Using math expressions with CloudWatch metrics", FILL: REPEAT takes the last value before the
   * gap; and since the latest minute may come late, an alarm with FILL is best one of M out of N.
   */
  addSilence(id: string, watch: Omit<Watch, 'above'> & { readonly periods: number }): Alarm {
    return this.alarm(id, watch, {
      metric: new MathExpression({
        expression: 'FILL(heard, REPEAT) - FILL(heard, 0)',
        usingMetrics: { heard: watch.metric.with({ statistic: 'SampleCount' }) },
        period: PERIOD,
        label: 'silent',
      }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: watch.periods + BEFORE_SILENCE,
      datapointsToAlarm: watch.periods,
      treatMissingData: TreatMissingData.IGNORE,
    });
  }

  private alarm(
    id: string,
    { severity, meaning, look, anchor }: Omit<Watch, 'above' | 'metric'>,
    props: ConstructorParameters<typeof Alarm>[2],
  ): Alarm {
    const { stackName } = Stack.of(this);
    const alarm = new Alarm(this, id, {
      ...props,
      alarmName: `${stackName}-${id}`,
      alarmDescription: `${meaning} Look: node bin/backstep.js ${look} --stack ${stackName} (RUNBOOK.md#${anchor})`,
    });
    const action: IAlarmAction = new SnsAction(severity === 'page' ? this.pages : this.warnings);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.raised.push(alarm);
    return alarm;
  }

  /**
   * Not encrypted: CloudWatch publishes to an encrypted topic only under a key of the customer's, which costs, and an
   * alarm holds nothing of a customer's.
   */
  private topic(id: string, displayName: string): Topic {
    const topic = new Topic(this, id, { displayName, enforceSSL: true });
    // A policy of its own takes the place of the one that lets the account's own services publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    return topic;
  }
}
