/** How fast sagas are, by how many callers there are at once. */
import { closedLoop } from './closed-loop';
import { at, type Spread, spreadOf } from './figures';
import type { PlaceOne } from './order-sagas';

interface Figures {
  readonly sagasPerSecond: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly cpuMillisPerSaga: number;
}
export const FIGURES = ['sagasPerSecond', 'p50Millis', 'p99Millis', 'cpuMillisPerSaga'] as const;
type Spreads = { readonly [F in keyof Figures]: Spread };
export type Rates = Spreads & { readonly concurrency: number };

export interface RateOptions {
  readonly concurrencies: readonly number[];
  readonly seconds: number;
  readonly repeat: number;
  readonly warmUpSeconds: number;
}

export async function measureRates(place: PlaceOne, options: RateOptions): Promise<readonly Rates[]> {
  const { concurrencies, seconds, repeat, warmUpSeconds } = options;
  const rates: Rates[] = [];
  for (const [index, concurrency] of concurrencies.entries()) {
    await measure(place, concurrency, index === 0 ? warmUpSeconds : warmUpSeconds / 4);
    const runs: Figures[] = [];
    for (let run = 0; run < repeat; run++) runs.push(await measure(place, concurrency, seconds));
    rates.push({ concurrency, ...spreadsOf(runs) });
  }
  return rates;
}

async function measure(place: PlaceOne, concurrency: number, seconds: number): Promise<Figures> {
  const cpu = process.cpuUsage();
  const { latencies, began, ended } = await closedLoop(place, concurrency, seconds);
  const { user, system } = process.cpuUsage(cpu);
  return {
    sagasPerSecond: latencies.length / ((ended - began) / 1000),
    p50Millis: at(latencies, 0.5),
    p99Millis: at(latencies, 0.99),
    cpuMillisPerSaga: (user + system) / 1000 / latencies.length,
  };
}

function spreadsOf(runs: readonly Figures[]): Spreads {
  const of = (figure: keyof Figures) => spreadOf(runs.map((run) => run[figure]));
  return {
    sagasPerSecond: of('sagasPerSecond'),
    p50Millis: of('p50Millis'),
    p99Millis: of('p99Millis'),
    cpuMillisPerSaga: of('cpuMillisPerSaga'),
  };
}
