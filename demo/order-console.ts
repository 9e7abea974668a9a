/** The console of the order application: whose sagas it shows, what an order can be begun with, what it can play. */
import type { Sample } from '../console/api';
import { createAssets } from '../console/server/assets';
import { createConsole } from '../console/server/console';
import type { SagaStack } from '../console/server/room';
import type { Backoff } from '../lib/aws/backoff';
import { dynamoDbLedger } from '../lib/aws/dynamodb-ledger';
import { stepFunctionsExecutions } from '../lib/aws/step-functions-executions';
import { projectRoot } from '../lib/constructs/project-root';
import { placeOrder } from '../lib/order/place-order';
import type { SagaStyle } from '../lib/saga/outbox';
import { epochMillis } from '../lib/units';
import { systemEntropy } from '../local/entropy';
import type { Local } from '../local/start';
import type { Pages } from '../local/wire/pages';
import { playMatrix } from './matrix';
import { SCENARIOS } from './scenarios';

export interface OrderConsole {
  readonly local: Local;
  /** Those of the stacks there that keep a ledger of orders. */
  readonly stacks: readonly { readonly stack: string; readonly style: SagaStyle }[];
  /** Nobody can guess it; another at each start. */
  readonly token: string;
}

export function orderConsole({ local, stacks, token }: OrderConsole): Pages {
  return createConsole({
    local,
    token,
    stacks: stacks.map(({ stack, style }) => sagaStack(local, stack, style)),
    samples: samplesOf(),
    assets: createAssets({ projectRoot: projectRoot() }),
    playMatrix,
  });
}

/** Of an app that nothing is known of but its template. */
export function plainConsole(local: Local, token: string): Pages {
  return createConsole({
    local,
    token,
    stacks: [],
    samples: [],
    assets: createAssets({ projectRoot: projectRoot() }),
  });
}

export function sagaStack(local: Local, stack: string, style: SagaStyle): SagaStack {
  const outputs = local.outputs[stack] ?? {};
  const output = (key: string) => outputs[key] ?? '';
  const { documents, sfn } = local.clients;
  const backoff: Backoff = {
    wait: (millis) =>
      new Promise((resolve) => void local.clock.at(epochMillis(local.clock.now() + millis), () => resolve())),
    fraction: () => systemEntropy.fraction(),
  };
  const machines = { conductor: outputs.StateMachineArn, recovery: output('RecoveryStateMachineArn') };
  return {
    stack,
    style,
    definition: placeOrder,
    ledger: dynamoDbLedger(documents, output('SagasTableName'), backoff),
    executions: stepFunctionsExecutions(sfn, machines),
    door: output('PlaceOrderFunctionName'),
    sagasTable: output('SagasTableName'),
    serviceTables: ['Orders', 'Payments', 'Inventory'].map((name) => output(`${name}TableName`)),
    reactionTables: ['Mails', 'Sales'].map((name) => output(`${name}TableName`)),
  };
}

/** What the demo's orders ask for, without what is broken for them. */
const samplesOf = (): readonly Sample[] =>
  SCENARIOS.filter(({ faults, requests }) => faults.length === 0 && requests === 'once').map(
    ({ name, title, order: { orderId, customerId, currency, lines } }): Sample => ({
      name,
      title,
      input: { orderId, customerId, currency, lines: lines.map((line) => ({ ...line })) },
    }),
  );
