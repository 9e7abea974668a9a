/** Metrics, one at a time, as a line over the last hours. */
import { useState } from 'preact/hooks';
import type { MetricName, MetricQuery, MetricSeries } from '../api';
import { useResource } from '../client';
import { timeOfDay } from '../format';
import { queryOf } from '../route';
import { Button, Field, Loading } from './controls';

const STATISTICS: readonly MetricQuery['statistic'][] = [
  'Sum',
  'Average',
  'Maximum',
  'Minimum',
  'SampleCount',
  'p50',
  'p99',
];
const keyOf = ({ namespace, name, dimensions }: MetricName) => `${namespace} ${name} ${JSON.stringify(dimensions)}`;

/** An ARN by its last part: what comes before is the same for all. */
const valuesOf = ({ dimensions }: MetricName) =>
  Object.values(dimensions).map((value) => (value.startsWith('arn:') ? (value.split(':').at(-1) ?? '') : value));

/** The application's own before those of the services. */
const order = (metric: MetricName) => `${metric.namespace.startsWith('AWS/') ? 1 : 0} ${keyOf(metric)}`;

export function Metrics() {
  const metrics = useResource<readonly MetricName[]>('metrics');
  const [chosen, setChosen] = useState('');
  const [search, setSearch] = useState('');
  if (metrics.value === undefined) return <Loading error={metrics.error} />;
  const found = metrics.value
    .filter((metric) => keyOf(metric).toLowerCase().includes(search.toLowerCase()))
    .sort((one, other) => (order(one) < order(other) ? -1 : 1));
  const shown = found.find((metric) => keyOf(metric) === chosen) ?? found[0];
  return (
    <div class="master">
      <div>
        <input
          type="search"
          aria-label="Find a metric"
          placeholder="Find a metric"
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <ul class="picker" aria-label="Metrics">
          {found.map((metric) => (
            <li key={keyOf(metric)}>
              <button
                type="button"
                aria-current={metric === shown ? 'true' : undefined}
                onClick={() => setChosen(keyOf(metric))}
              >
                <span>
                  {metric.name}
                  <small>{[metric.namespace, ...valuesOf(metric)].join(', ')}</small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      {shown === undefined ? <p class="empty">No metric was put yet.</p> : <Metric key={keyOf(shown)} metric={shown} />}
    </div>
  );
}

function Metric({ metric }: { readonly metric: MetricName }) {
  const [statistic, setStatistic] = useState<MetricQuery['statistic']>('Sum');
  const { namespace, name, dimensions } = metric;
  const query = queryOf({ namespace, name, dimensions: JSON.stringify(dimensions), statistic });
  const series = useResource<MetricSeries>(`metric${query}`);
  return (
    <section aria-label={name}>
      <header class="section-head">
        <h2>{name}</h2>
        <small>
          {Object.entries(dimensions)
            .map(([key, value]) => `${key}: ${value}`)
            .join(', ')}
        </small>
        <Field label="Statistic">
          <select
            value={statistic}
            onChange={({ currentTarget }) =>
              setStatistic(STATISTICS.find((one) => one === currentTarget.value) ?? 'Sum')
            }
          >
            {STATISTICS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </Field>
        <Button onClick={series.reload}>Read again</Button>
      </header>
      {series.value === undefined ? <Loading error={series.error} /> : <Chart points={series.value.points} />}
    </section>
  );
}

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 56;
const BOTTOM = 26;

/** A bar a minute: between two minutes nothing was measured. */
function Chart({ points }: { readonly points: MetricSeries['points'] }) {
  if (points.length === 0) return <p class="empty">There is no data of the last hours.</p>;
  const first = points[0]?.at ?? 0;
  const last = points.at(-1)?.at ?? first;
  const minutes = Math.max(9, (last - first) / 60_000) + 1;
  const highest = Math.max(...points.map(({ value }) => value), 0);
  const scale = highest === 0 ? 1 : highest;
  const x = (time: number) => LEFT + ((time - first) / 60_000 / minutes) * (WIDTH - LEFT);
  const width = Math.max(2, Math.min(26, (WIDTH - LEFT) / minutes - 2));
  const y = (value: number) => (HEIGHT - BOTTOM) * (1 - (0.92 * Math.max(0, value)) / scale);
  const latest = points.at(-1);
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-label="Values by minute">
        {[0, 0.5, 1].map((part) => (
          <g key={part} class="axis">
            <path d={`M${LEFT} ${y(scale * part)}H${WIDTH}`} />
            <text x={LEFT - 8} y={y(scale * part) + 4}>
              {short(scale * part)}
            </text>
          </g>
        ))}
        {points.map(({ at: time, value }) => (
          <rect
            key={time}
            class="value"
            x={x(time)}
            y={y(value)}
            width={width}
            height={Math.max(1, HEIGHT - BOTTOM - y(value))}
          >
            <title>{`${timeOfDay(time).slice(0, 5)}: ${short(value)}`}</title>
          </rect>
        ))}
        {[first, last].map((time, index) => (
          <text key={index === 0 ? 'first' : 'last'} class="axis" x={index === 0 ? LEFT : WIDTH} y={HEIGHT - 6}>
            {index === 1 && last === first ? '' : timeOfDay(time).slice(0, 5)}
          </text>
        ))}
      </svg>
      <figcaption>
        {latest === undefined ? '' : `${timeOfDay(latest.at).slice(0, 5)}: ${short(latest.value)}`}
      </figcaption>
    </figure>
  );
}

const short = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });
