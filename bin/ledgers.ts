/** The ledgers that a command reads: those of the stacks at an endpoint, or of the account. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Backoff } from '../lib/aws/backoff';
import { dynamoDbLedger } from '../lib/aws/dynamodb-ledger';
import { stepFunctionsExecutions } from '../lib/aws/step-functions-executions';
import { placeOrder } from '../lib/order/place-order';
import type { SagaPorts } from '../lib/saga/guard';
import type { SagaRecord } from '../lib/saga/ledger';
import { sagaId } from '../lib/saga/rule';
import { type EpochMillis, epochMillis } from '../lib/units';
import { SagaNotFound, UsageError } from './exit';
import { askModel, type Outputs, outputsIn, urlOf } from './outputs';

/** The ledger of one stack, and the machines that its sagas run on. */
export interface StackLedger extends SagaPorts {
  readonly stack: string;
}

/** The options of every command on sagas. */
export const LEDGER_OPTIONS = {
  endpoint: { type: 'string' },
  'outputs-file': { type: 'string' },
  stack: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const LEDGER_USAGE = `  --stack NAME          of this stack alone. Default: every stack that keeps a ledger
  --endpoint URL        where the stacks are, such as a local model. Default: AWS_ENDPOINT_URL; without it, AWS itself
  --outputs-file FILE   what cdk deploy --outputs-file wrote; only a local model needs none
  --json                JSON on standard output
`;

export interface LedgerOptions {
  readonly endpoint?: string | undefined;
  readonly 'outputs-file'?: string | undefined;
  readonly stack?: string | undefined;
}

export interface Ledgers {
  readonly ledgers: readonly StackLedger[];
  /** The time there: a local model may have its own. */
  readonly now: EpochMillis;
}

/** @throws UsageError when it is not told where the ledgers are, EndpointError when nothing answers there */
export async function ledgersOf(options: LedgerOptions): Promise<Ledgers> {
  const { 'outputs-file': file, stack } = options;
  const endpoint = endpointOf(options);
  const { outputs, now } = await askOf(endpoint, file);
  const found = Object.entries(outputs).filter(
    ([name, { RecoveryStateMachineArn }]) =>
      RecoveryStateMachineArn !== undefined && (stack === undefined || name === stack),
  );
  if (found.length === 0) {
    const known = Object.keys(outputs).join(', ') || 'none';
    throw new UsageError(
      `there is no stack${stack === undefined ? '' : ` '${stack}'`} with a ledger; there are: ${known}`,
    );
  }
  const clients = clientsOf(endpoint);
  return { ledgers: found.map(([name, of]) => ledgerOf(name, of, clients)), now };
}

function endpointOf({ endpoint }: LedgerOptions): string | undefined {
  if (endpoint !== undefined) return urlOf(endpoint);
  const { AWS_ENDPOINT_URL: fromEnvironment } = process.env;
  return fromEnvironment ? urlOf(fromEnvironment, 'AWS_ENDPOINT_URL') : undefined;
}

async function askOf(endpoint: string | undefined, file: string | undefined) {
  if (file !== undefined) return { outputs: outputsIn(file), now: epochMillis(Date.now()) };
  if (endpoint !== undefined) {
    const outputs = await askModel<Outputs>(endpoint, 'outputs');
    const { now } = await askModel<{ readonly now: EpochMillis }>(endpoint, 'health');
    return { outputs, now };
  }
  throw new UsageError(
    'give --outputs-file for stacks on AWS (cdk deploy --outputs-file FILE writes it), or --endpoint for a local model',
  );
}

interface Clients {
  readonly documents: DynamoDBDocumentClient;
  readonly sfn: SFNClient;
}

/** Endpoints other than AWS take any credentials; those that the environment has are kept. */
function clientsOf(endpoint: string | undefined): Clients {
  const isTold = process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE !== undefined;
  const config =
    endpoint === undefined
      ? {}
      : {
          endpoint,
          region: process.env.AWS_REGION ?? 'us-east-1',
          ...(isTold ? {} : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
        };
  return { documents: DynamoDBDocumentClient.from(new DynamoDBClient(config)), sfn: new SFNClient(config) };
}

const backoff: Backoff = {
  wait: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  fraction: () => Math.random(),
};

function ledgerOf(stack: string, outputs: Outputs[string], { documents, sfn }: Clients): StackLedger {
  const { SagasTableName = '', StateMachineArn, RecoveryStateMachineArn = '' } = outputs;
  return {
    stack,
    definition: placeOrder,
    ledger: dynamoDbLedger(documents, SagasTableName, backoff),
    executions: stepFunctionsExecutions(sfn, { conductor: StateMachineArn, recovery: RecoveryStateMachineArn }),
  };
}

/** More that begin alike are not told apart one by one. */
const MAX_ALIKE = 5;

export interface Found {
  readonly at: StackLedger;
  readonly record: SagaRecord;
}

/**
 * The one saga with this id, or whose id begins so.
 * @throws SagaNotFound, or UsageError when there are several
 */
export async function findSaga(ledgers: readonly StackLedger[], idOrPrefix: string): Promise<Found> {
  const exact = await Promise.all(
    ledgers.map(async (at) => ({ at, record: await at.ledger.find(sagaId(idOrPrefix)) })),
  );
  const found: Found[] = exact.flatMap(({ at, record }) => (record === undefined ? [] : [{ at, record }]));
  if (found.length === 0) {
    for (const at of ledgers) {
      const alike = await at.ledger.findByPrefix(idOrPrefix, MAX_ALIKE);
      found.push(...alike.map((record) => ({ at, record })));
    }
  }
  const [one, ...others] = found;
  if (one === undefined) {
    const places = ledgers.map(({ stack }) => stack).join(', ');
    throw new SagaNotFound(`no saga's id is or begins with '${idOrPrefix}' in ${places}`);
  }
  if (others.length > 0) {
    const names = found.map(({ at, record }) => `${record.sagaId} in ${at.stack}`).join(', ');
    throw new UsageError(`several sagas are meant: ${names}; give more of the id, or --stack`);
  }
  return one;
}
