/**
 * From the start of a process to the end of its first saga: what sagas.ts starts a few times over.
 *
 *   node bin/run.js bench/first-saga.ts [--data DIR]
 *
 * Prints JSON, in milliseconds since the process began. The template and this program's bundle are there from before, as they
 * are in daily use; the handlers are bundled and loaded, and nothing is warm.
 */
import { optionsOf } from '../bin/command';
import { startOrderApp } from '../demo/local-app';
import { orderSagas } from './order-sagas';
import { runProgram } from './program';
import { stockShelves } from './workload';

export interface FirstSaga {
  /** The model takes calls. */
  readonly readyMillis: number;
  readonly endedMillis: number;
}

runProgram('node bin/run.js bench/first-saga.ts [--data DIR]\n', async (args) => {
  const { data } = optionsOf(args, { data: { type: 'string' } });
  const { local, stack } = await startOrderApp('dev', data === undefined ? {} : { data });
  const readyMillis = performance.now();
  await stockShelves(local, stack);
  await orderSagas(local, stack, `first-${process.pid}-`)();
  const first: FirstSaga = { readyMillis, endedMillis: performance.now() };
  process.stdout.write(`${JSON.stringify(first)}\n`);
  await local.stop();
});
