/** The exploration on several threads: each has the whole program and a share of the cases. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Explored, explore, type Plan, Stages } from './explore';
import { lawsOf } from './laws';
import { prepare } from './prepared';
import { SCENARIOS } from './scenarios';
import type { Baselines } from './sets/case';
import { add, newTally, type Tally } from './tally';

interface Order {
  readonly assemblies: readonly string[];
  readonly projectRoot: string;
  readonly scenarios: readonly string[];
  readonly baselines: Baselines;
  readonly plan: Plan;
}

type Message =
  | { readonly kind: 'progress'; readonly tally: Tally }
  | { readonly kind: 'done'; readonly explored: Explored };

/** Real milliseconds between two messages of progress. */
const PROGRESS_MILLIS = 1_000;

export const isWorker = (): boolean => !isMainThread;

/** What a worker's thread does from its beginning. */
export async function work(): Promise<void> {
  const { assemblies, projectRoot, scenarios, baselines, plan } = workerData as Order;
  const stages = new Stages(prepare(assemblies, projectRoot));
  const wanted = SCENARIOS.filter(({ name }) => scenarios.includes(name));
  let told = 0;
  const progress = (tally: Tally) => {
    const now = performance.now();
    if (now - told < PROGRESS_MILLIS) return;
    told = now;
    parentPort?.postMessage({ kind: 'progress', tally } satisfies Message);
  };
  const explored = await explore(stages, wanted, lawsOf, baselines, plan, () => performance.now(), progress);
  parentPort?.postMessage({ kind: 'done', explored } satisfies Message);
  await stages.close();
}

/** @param program the file that every thread runs; it calls `work` where it finds itself a worker */
export async function exploreOnThreads(
  program: string,
  order: Omit<Order, 'plan'>,
  plan: Omit<Plan, 'share' | 'shares'>,
  threads: number,
  progress: (tally: Tally) => void,
): Promise<Explored> {
  const latest = new Map<number, Tally>();
  const shares = await Promise.all(
    Array.from({ length: threads }, (_, share) =>
      exploreShare(program, { ...order, plan: { ...plan, share, shares: threads } }, (tally) => {
        latest.set(share, tally);
        progress(sumOf([...latest.values()]));
      }),
    ),
  );
  const sets: Record<string, Explored['sets'][string]> = {};
  for (const share of shares) {
    for (const [name, { total, complete }] of Object.entries(share.sets)) {
      sets[name] = { total, complete: complete && (sets[name]?.complete ?? true) };
    }
  }
  return { tally: sumOf(shares.map(({ tally }) => tally)), sets };
}

function exploreShare(program: string, order: Order, progress: (tally: Tally) => void): Promise<Explored> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: order });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a worker ended with ${code} before its share was done`)));
    worker.on('message', (message: Message) => {
      if (message.kind === 'progress') progress(message.tally);
      else {
        resolve(message.explored);
        void worker.terminate();
      }
    });
  });
}

function sumOf(tallies: readonly Tally[]): Tally {
  const total = newTally();
  for (const tally of tallies) add(total, tally);
  return total;
}
