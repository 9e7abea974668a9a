/**
 * Run as a process of its own, to be killed: the order app on a data folder, with callers that place orders for ever.
 * Prints for each order `sent <id> <end it must come to>`, `acknowledged <id>`, `ended <id> <status>`.
 */
import { writeSync } from 'node:fs';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { anOrder, stockShelves } from '../../bench/workload';
import { startOrderApp } from '../../demo/local-app';
import { seededEntropy } from '../../local/entropy';

const CALLERS = 16;

async function main([data = '', life = '0', stock = 'no']: readonly string[]): Promise<void> {
  const { local, stack } = await startOrderApp('dev', { data });
  if (stock === 'stock') await stockShelves(local, stack);
  const FunctionName = local.outputs[stack]?.PlaceOrderFunctionName;
  const chance = seededEntropy(Number(life));
  let placed = 0;
  const caller = async () => {
    for (;;) {
      const { request, end } = anOrder(`k-${life}-${placed++}`, chance.fraction(), chance.fraction());
      tell(`sent ${request.orderId} ${end}`);
      const { FunctionError, Payload } = await local.clients.lambda.send(
        new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(request)) }),
      );
      const answer = JSON.parse(Buffer.from(Payload ?? []).toString());
      if (FunctionError !== undefined) throw new Error(`${request.orderId} was refused: ${answer.errorMessage}`);
      tell(`acknowledged ${request.orderId}`);
      const { status } = await local.settled(answer.executionArn);
      tell(`ended ${request.orderId} ${status}`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** In the pipe before anything else happens: what was told counts, whenever the process dies. */
const tell = (line: string): void => {
  writeSync(1, `${line}\n`);
};

main(process.argv.slice(2)).catch((error: unknown) => {
  writeSync(2, `${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
