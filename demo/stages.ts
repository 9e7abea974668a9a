/** The places where the demo plays: the stacks in a local model of this process, and any endpoint that holds the order stack. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FaultSpec } from '../local/faults';
import type { Local } from '../local/start';
import { endOfEvents, endOfExecution } from './endings';
import type { FaultControl, Stage } from './run';
import type { FunctionFault, Style } from './scenarios';

/** The outputs of one stack: what `cdk deploy --outputs-file` writes for it. */
export type StackOutputs = { readonly [key: string]: string };

/** @throws Error when the local model has no such stack */
export function localStage(local: Local, stack: string, style: Style): Stage {
  const outputs = local.outputs[stack];
  if (outputs === undefined) throw new Error(`the template has no stack '${stack}'`);
  const { lambda, sfn, documents } = local.clients;
  const names = namesOf(outputs);
  const functionArn = async (name: string) =>
    local.world.resources.find(
      (resource) => resource.stack === stack && new RegExp(`${name}Function[0-9A-F]{8}$`).test(resource.logicalId),
    )?.arn ?? '';
  return {
    style,
    lambda,
    documents,
    ...names,
    faults: {
      add: async (fault) => void local.faults.add(specOf(fault, await functionArn(fault.function))),
      clear: async () => local.faults.clear(),
    },
    end: async (orderId, { executionArn }) => {
      if (style === 'orchestrated') return endOfExecution(sfn, executionArn);
      await local.idle();
      return endOfEvents(documents, names.tables, orderId);
    },
    rest: () => local.idle(),
  };
}

/** What an endpoint can do that is a local model of this kind; `undefined` for any other. */
export interface ModelHealth {
  readonly clock: 'real' | 'virtual';
}

/** The order stack. Without `model` nothing can be told to fail there, and time takes its time. */
export function endpointStage(endpoint: string, outputs: StackOutputs, model: ModelHealth | undefined): Stage {
  const config = {
    endpoint,
    region: process.env.AWS_REGION ?? 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const sfn = new SFNClient(config);
  return {
    style: 'orchestrated',
    lambda: new LambdaClient(config),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
    ...namesOf(outputs),
    ...(model === undefined ? {} : { faults: remoteFaults(endpoint, functionsOf(sfn, outputs)) }),
    end: (_orderId, { executionArn }) => endOfExecution(sfn, executionArn),
    rest: (millis) => sleep(model?.clock === 'virtual' ? SETTLING_MILLIS : millis + SETTLING_MILLIS),
  };
}

/** Enough for events to reach their reactions, and for a virtual clock to skip to what is due. */
const SETTLING_MILLIS = 300;

type FunctionArns = (functionName: string) => Promise<string>;

/** The deployed machine knows which function stands behind each of its states. */
function functionsOf(sfn: SFNClient, outputs: StackOutputs): FunctionArns {
  return async (functionName) => {
    const stateMachineArn = outputs.StateMachineArn;
    const { definition = '{}' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const { States } = JSON.parse(definition) as { readonly States: { readonly [name: string]: { Resource: string } } };
    return States[functionName]?.Resource ?? '';
  };
}

function remoteFaults(endpoint: string, functionArn: FunctionArns): FaultControl {
  const url = `${endpoint}/_backstep/faults`;
  const send = async (init: RequestInit) => {
    const reply = await fetch(url, init);
    if (!reply.ok) throw new Error(`${init.method} ${url} answered ${reply.status}: ${await reply.text()}`);
  };
  return {
    add: async (fault) => {
      const { times, ...spec } = specOf(fault, await functionArn(fault.function));
      // JSON has no Infinity.
      const finite = times === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : times;
      const body = JSON.stringify({ ...spec, times: finite });
      await send({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
    },
    clear: () => send({ method: 'DELETE' }),
  };
}

function specOf(fault: FunctionFault, functionArn: string): FaultSpec {
  return {
    target: { service: 'lambda', operation: 'Invoke', resource: functionArn },
    kind: fault.kind,
    error: fault.error,
    times: fault.times === 'always' ? Number.POSITIVE_INFINITY : fault.times,
    delayMillis: fault.lateMillis ?? 0,
  };
}

function namesOf(outputs: StackOutputs): Pick<Stage, 'placeOrderFunction' | 'tables'> {
  const name = (key: string): string => {
    const value = outputs[key];
    if (value === undefined) throw new Error(`the outputs lack '${key}'; give those of the order stack`);
    return value;
  };
  return {
    placeOrderFunction: name('PlaceOrderFunctionName'),
    tables: {
      orders: name('OrdersTableName'),
      payments: name('PaymentsTableName'),
      inventory: name('InventoryTableName'),
      mails: name('MailsTableName'),
      sales: name('SalesTableName'),
    },
  };
}

const sleep = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis));
