/** `backstep start`: the local stack on a port of this machine, until Ctrl-C. */

import { randomBytes } from 'node:crypto';
import { startOrderApp } from '../../demo/local-app';
import { orderConsole, plainConsole } from '../../demo/order-console';
import { type Stage, stockShelves } from '../../demo/run';
import { OPENING_STOCK } from '../../demo/scenarios';
import { localStage } from '../../demo/stages';
import { STAGES } from '../../lib/order/stages';
import { endpointOf } from '../../local/elsewhere/json-endpoint';
import { type Local, startLocal } from '../../local/start';
import { readMockConfig } from '../../local/stepfunctions/mocks/mock-config-file';
import { DEFAULT_PORT } from '../../local/wire/server';
import { alarmLine } from '../alarm-line';
import { type Command, optionsOf, portOf } from '../command';
import { EXIT, UsageError } from '../exit';

export const start: Command = {
  usage: `backstep start [--port N] [--data DIR] [--template PATH] [--clock real|virtual] [--stage dev|prod]
                [--dynamodb URL] [--mock-config FILE] [--logs]

  --port N          the port on 127.0.0.1; 0 takes a free one. Default ${DEFAULT_PORT}
  --data DIR        keeps all state in this folder. Default: in memory, gone at the end
  --template PATH   another app: the folder that its cdk synth wrote, or one CloudFormation template in JSON.
                    Default: this project's app, synthesized anew
  --clock virtual   skips every wait that nothing else is waiting with; backstep clock moves or stops its time
  --dynamodb URL    DynamoDB is done by another emulator at this endpoint, its streams included; not with --data, nor
                    with the virtual clock, which know nothing of it
  --mock-config FILE   a MockConfigFile.json of AWS Step Functions Local: its test cases are chosen by starting
                    an execution of <state machine ARN>#<test case>
  --logs            prints the lines that functions write to standard error
`,
  async run(args) {
    const options = optionsOf(args, {
      port: { type: 'string', default: String(DEFAULT_PORT) },
      data: { type: 'string' },
      template: { type: 'string' },
      clock: { type: 'string', default: 'real' },
      stage: { type: 'string', default: 'dev' },
      dynamodb: { type: 'string' },
      'mock-config': { type: 'string' },
      logs: { type: 'boolean', default: false },
    });
    const stage = STAGES.find((known) => known === options.stage);
    if (stage === undefined) throw new UsageError(`--stage takes ${STAGES.join(' or ')}, not '${options.stage}'`);
    const { clock } = options;
    if (clock !== 'real' && clock !== 'virtual') throw new UsageError(`--clock takes real or virtual, not '${clock}'`);
    const common = {
      ...elsewhere(options.dynamodb, options.data, clock),
      port: portOf(options.port),
      clock,
      ...(options.data === undefined ? {} : { data: options.data }),
      ...(options['mock-config'] === undefined ? {} : { mockConfig: readMockConfig(options['mock-config']) }),
      ...(options.logs ? { onLog: printLog } : {}),
    } as const;
    const ended = interrupted();
    if (options.template !== undefined) {
      const local = await startLocal({ ...common, template: options.template });
      local.world.serve(plainConsole(local, newToken()));
      return served(local, ended, whatIsThere(local, options.data));
    }
    const { local, stack, choreography } = await startOrderApp(stage, common);
    await stockWhereEmpty(localStage(local, stack, 'orchestrated'), local);
    await stockWhereEmpty(localStage(local, choreography, 'choreographed'), local);
    const stacks = [
      { stack, style: 'orchestrated' },
      { stack: choreography, style: 'choreographed' },
    ] as const;
    local.world.serve(orderConsole({ local, stacks, token: newToken() }));
    return served(local, ended, whatIsThere(local, options.data) + tryIt(local, stack));
  },
};

/** @throws UsageError where the emulator could not keep up with what else was asked for */
function elsewhere(dynamodb: string | undefined, data: string | undefined, clock: 'real' | 'virtual') {
  if (dynamodb === undefined) return {};
  if (data !== undefined) {
    throw new UsageError(
      '--dynamodb keeps the items elsewhere, so --data cannot keep them with the executions: give one of the two',
    );
  }
  if (clock === 'virtual')
    throw new UsageError("--dynamodb goes by the emulator's own time: leave out --clock virtual");
  try {
    return { dynamodbEndpoint: endpointOf(dynamodb).origin };
  } catch (error) {
    throw new UsageError(`--dynamodb: ${error instanceof Error ? error.message : error}`);
  }
}

/** 256 bits: it is not guessed. */
const newToken = () => randomBytes(32).toString('base64url');

async function served(local: Local, ended: Promise<void>, text: string) {
  process.stdout.write(text);
  local.world.services.cloudwatch.subscribe((change) => void process.stdout.write(alarmLine(change) ?? ''));
  await ended;
  process.stderr.write('\nbackstep: stopping\n');
  await local.stop();
  return EXIT.ok;
}

/** Listens from the start, so that a Ctrl-C while the stack loads is not lost. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

async function stockWhereEmpty(stage: Stage, local: Local): Promise<void> {
  const found = await local.items(stage.tables.inventory);
  if (found.length === 0) await stockShelves(stage, OPENING_STOCK);
}

function whatIsThere({ world, endpoint, outputs }: Local, data: string | undefined): string {
  const count = (suffix: string, noun: string) => {
    const found = world.resources.filter(({ type }) => type.endsWith(suffix)).length;
    return `${found} ${noun}${found === 1 ? '' : 's'}`;
  };
  const notModelled = [...new Set(world.notModelled.map(({ type }) => type))];
  return [
    `Local AWS at ${endpoint} (${data === undefined ? 'state in memory' : `state in ${data}`})`,
    `  ${Object.keys(outputs).join(', ')}: ${count('::Table', 'table')}, ${count('Lambda::Function', 'function')}, ${count('::StateMachine', 'state machine')}`,
    ...(notModelled.length > 0 ? [`  not modelled: ${notModelled.join(', ')}`] : []),
    `  see them, start them, break them: ${endpoint}/`,
    '',
    'For the aws CLI and the SDKs:',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${world.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local`,
    '',
  ].join('\n');
}

function tryIt({ outputs, endpoint, world }: Local, stack: string): string {
  const order =
    '{"orderId":"o-1","customerId":"c-1","currency":"EUR","lines":[{"sku":"book","quantity":2,"unitPrice":1500}]}';
  const { PlaceOrderFunctionName: door, StateMachineArn: machine, OrdersTableName: orders } = outputs[stack] ?? {};
  return [
    '  aws lambda invoke --function-name ' +
      `${door} --cli-binary-format raw-in-base64-out --payload '${order}' /dev/stdout`,
    `  aws stepfunctions list-executions --state-machine-arn ${machine}`,
    `  aws dynamodb scan --table-name ${orders}`,
    '',
    '  new SFNClient({',
    `    endpoint: '${endpoint}', region: '${world.region}', credentials: { accessKeyId: 'local', secretAccessKey: 'local' },`,
    '  })',
    '',
    `On the shelves: ${Object.entries(OPENING_STOCK)
      .map(([sku, count]) => `${count} ${sku}`)
      .join(', ')}. Ctrl-C stops.`,
    '',
  ].join('\n');
}

const printLog: NonNullable<Parameters<typeof startLocal>[0]['onLog']> = (line) => {
  process.stderr.write(`${line.functionName} ${line.requestId} ${line.text}\n`);
};
