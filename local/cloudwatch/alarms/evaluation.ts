/**
 * Evaluates the alarms as minutes close.
 *
 * E1. Time never passes on account of an alarm: a clock that skips idle time is only watched (`LocalClock.inPassing`).
 * E2. Once nothing is recorded any more and every alarm has had time to see that, evaluation rests until the next record.
 */
import { epochMillis } from '../../../lib/units';
import type { Cancel, LocalClock } from '../../clock';
import { pointsOf, statisticsOf } from '../data-queries';
import type { Metrics } from '../metrics/metrics';
import { KEPT_MINUTES, minuteOf, startOf } from '../metrics/series';
import { isPercentile, percentOf } from '../metrics/statistic';
import type { Alarm, AlarmState, Watch } from './alarm';
import { alarmsIn, holds } from './alarm-rule';
import type { Alarms } from './alarms';
import { type Datapoint, decide, periodsLookedAt } from './decide';
import { offsetDate, reasonDataOf, reasonOf } from './reason';

/** How deep composite alarms may build on each other. */
const MAX_ROUNDS = 10;

/** 10/(1-0.9) comes to a little more than 100. */
const ROUNDING = 1e-6;

type MetricAlarm = Extract<Alarm, { kind: 'metric' }>;
type CompositeAlarm = Extract<Alarm, { kind: 'composite' }>;

export class Evaluation {
  private cancel: Cancel | undefined;
  private running = false;

  constructor(
    private readonly clock: LocalClock,
    private readonly metrics: Metrics,
    private readonly alarms: Alarms,
  ) {
    metrics.onNewMinute(() => this.arm());
  }

  start(): void {
    this.running = true;
    this.arm();
  }

  close(): void {
    this.running = false;
    this.cancel?.();
    this.cancel = undefined;
  }

  /** The minute that runs counts for the alarms that have data in it. */
  async now(): Promise<void> {
    const minute = minuteOf(this.clock.now());
    this.metrics.readGauges(this.clock.now());
    await this.evaluate(({ watch }) => (hasData(this.metrics, watch, minute) ? minute + 1 : minute));
  }

  /** Arms the end of the running minute, once. */
  arm(): void {
    if (!this.running || this.cancel !== undefined) return;
    const minute = minuteOf(this.clock.now()) + 1;
    this.cancel = this.clock.inPassing(startOf(minute), () => {
      this.cancel = undefined;
      this.metrics.readGauges(epochMillis(startOf(minute) - 1));
      if (minute - this.metrics.lastMinute <= KEPT_MINUTES) this.arm(); // E2
      void this.clock.busy(this.evaluate(() => minute).catch(this.afterClose));
    });
  }

  /** A store that is closed takes no more states; whatever fails before is a defect. */
  private readonly afterClose = (error: unknown): void => {
    if (this.running) throw error;
  };

  /** `endOf` answers the first minute that no longer counts. */
  private async evaluate(endOf: (alarm: MetricAlarm) => number): Promise<void> {
    const alarms = this.alarms.all();
    for (const alarm of alarms) if (alarm.kind === 'metric') await this.evaluateMetric(alarm, endOf(alarm));
    const composites = alarms.filter((alarm): alarm is CompositeAlarm => alarm.kind === 'composite');
    for (let round = 0; round < MAX_ROUNDS && (await this.evaluateComposites(composites)); round++);
  }

  private async evaluateMetric(alarm: MetricAlarm, end: number): Promise<void> {
    const found = datapointsOf(this.metrics, alarm.watch, end);
    if (alarm.watch.ignoresLowSamples && isTooFew(this.metrics, alarm.watch, end)) return;
    const decision = decide(alarm.watch, found);
    if (decision === undefined || decision.value === this.valueOf(alarm)) return;
    await this.alarms.setState(alarm, {
      value: decision.value,
      reason: reasonOf(alarm.watch, decision),
      reasonData: reasonDataOf(alarm.watch, decision, this.clock.now(), unitOf(this.metrics, alarm.watch)),
      updatedAt: this.clock.now(),
    });
  }

  /** Whether any has changed. */
  private async evaluateComposites(composites: readonly CompositeAlarm[]): Promise<boolean> {
    let changed = false;
    for (const { record } of composites) {
      const alarm = this.alarms.find(record.name);
      if (alarm?.kind !== 'composite') continue;
      const stateOf = (name: string) => this.alarms.find(name)?.record.state.value;
      const value = holds(alarm.rule, stateOf) ? 'ALARM' : 'OK';
      if (value === alarm.record.state.value) continue;
      changed = true;
      await this.alarms.setState(alarm, { value, ...this.compositeReason(alarm), updatedAt: this.clock.now() });
    }
    return changed;
  }

  private compositeReason({ rule }: CompositeAlarm): Pick<AlarmState, 'reason' | 'reasonData'> {
    const children = alarmsIn(rule).flatMap((name) => this.alarms.find(name)?.record ?? []);
    const [latest] = [...children].sort((a, b) => b.state.updatedAt - a.state.updatedAt);
    const triggeringAlarms = children.map(({ arn, state }) => ({
      arn,
      state: { value: state.value, timestamp: offsetDate(state.updatedAt) },
    }));
    const reason =
      latest === undefined
        ? 'The alarm rule names no alarm that exists'
        : `${latest.arn} transitioned to ${latest.state.value} at ${new Date(latest.state.updatedAt).toUTCString()}`;
    return { reason, reasonData: JSON.stringify({ triggeringAlarms }) };
  }

  /** As it is now: an earlier evaluation may just have changed it. */
  private valueOf({ record }: Alarm) {
    return this.alarms.find(record.name)?.record.state.value;
  }
}

function hasData(metrics: Metrics, { queries }: Watch, minute: number): boolean {
  return queries.some((query) => query.kind === 'metric' && metrics.find(query.metricStat.metric)?.has(minute));
}

/** What there is in the periods looked at, the latest first. */
function datapointsOf(metrics: Metrics, watch: Watch, end: number): readonly Datapoint[] {
  const points = pointsOf(metrics, watch.queries, watch.returnedId, windowOf(watch, end));
  return points
    .flatMap((value, index): readonly Datapoint[] => {
      const age = points.length - index;
      const at = startOf(end - age * (watch.periodSeconds / 60));
      return value === undefined || Number.isNaN(value) ? [] : [{ at, value, age }];
    })
    .reverse();
}

function windowOf(watch: Watch, end: number) {
  const periods = periodsLookedAt(watch);
  const periodMinutes = watch.periodSeconds / 60;
  return { from: end - periods * periodMinutes, periodMinutes, periods };
}

/**
 * "A percentile is … statistically insignificant" below 10/(1-p) data points, for p under 0.5 below 10/p.
 * Source: CloudWatch User Guide, "Percentile-based alarms and low data samples".
 */
function isTooFew(metrics: Metrics, watch: Watch, end: number): boolean {
  return watch.queries.some((query) => {
    if (query.kind !== 'metric' || !isPercentile(query.metricStat.stat)) return false;
    const counts = statisticsOf(metrics, { ...query.metricStat, stat: 'SampleCount' }, windowOf(watch, end));
    const part = percentOf(query.metricStat.stat) / 100;
    const enough = Math.floor(10 / (part < 0.5 ? part : 1 - part) + ROUNDING);
    const latest = counts.findLast((count) => count !== undefined);
    return latest !== undefined && latest < enough;
  });
}

function unitOf(metrics: Metrics, { queries }: Watch): string | undefined {
  const [query] = queries;
  return query?.kind === 'metric' ? metrics.find(query.metricStat.metric)?.unit : undefined;
}
