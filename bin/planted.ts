/**
 * `node bin/run.js bin/planted.ts [WORDS]`: plants each bug, or those whose names contain the words, and looks for it until
 * the law that is named with it is broken. Ends with 1 where one is missed.
 */
import { join } from 'node:path';
import { freshAssembly } from '../demo/assembly';
import { TRIP_STACK } from '../examples/trip/stack-name';
import { TripStack } from '../examples/trip/trip-stack';
import { tripLaws } from '../examples/trip/verified/laws';
import { projectRoot } from '../lib/constructs/project-root';
import { sagaLaws } from '../verify/invariants/laws';
import { orderLaws } from '../verify/order/laws';
import { plantedBugs } from '../verify/planted/all';
import { type Ground, hunt } from '../verify/planted/hunt';
import { SCENARIOS } from '../verify/scenarios';
import { appToVerify } from '../verify/verify-saga';

function ground(): Ground {
  const root = projectRoot();
  const orders = join(root, '.backstep', 'planted', 'cdk.out');
  freshAssembly(orders, 'dev');
  const app = appToVerify();
  new TripStack(app, TRIP_STACK);
  const ofOrders = [...sagaLaws, ...orderLaws];
  return {
    assemblies: { order: orders, 'order-events': orders, trip: app.synth().directory },
    projectRoot: root,
    scenarios: SCENARIOS,
    laws: { order: ofOrders, 'order-events': ofOrders, trip: [...sagaLaws, ...tripLaws] },
  };
}

async function main(words: string): Promise<number> {
  const place = ground();
  const bugs = plantedBugs.filter(({ name }) => name.includes(words));
  let missed = 0;
  for (const bug of bugs) {
    const found = await hunt(bug, place);
    if (found.kind === 'missed') missed++;
    const told = found.kind === 'found' ? `${found.sentence}` : `missed; also broken: ${Object.keys(found.others)}`;
    process.stdout.write(
      `${found.kind === 'found' ? 'ok  ' : 'MISS'}  ${bug.foundBy.padEnd(26)} ${String(found.runs).padStart(4)} runs  ${bug.name}\n      ${told}\n`,
    );
  }
  process.stdout.write(`${bugs.length - missed} of ${bugs.length} planted bugs found\n`);
  return missed === 0 ? 0 : 1;
}

main(process.argv.slice(2).join(' ')).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(2);
  },
);
