/** Both stacks as templates, each synthesized once a stage, and read by the names of their outputs and handlers. */
import { App, CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';
import { addStacks, featureFlags } from '../../../lib/order/order-app';
import type { Stage } from '../../../lib/order/stages';
import { actionsOf, resources, resourcesOf, statementsOf } from '../constructs/iam';

export interface Synthesized {
  readonly stack: Stack;
  readonly template: Template;
}

export interface FunctionProperties {
  readonly Role: unknown;
  readonly Runtime: string;
  readonly Timeout: number;
  readonly Architectures: readonly string[];
  readonly TracingConfig: { readonly Mode: string };
  readonly LoggingConfig: { readonly LogGroup: { readonly Ref: string } };
  readonly Environment: { readonly Variables: { readonly [name: string]: unknown } };
}

export interface Handler extends FunctionProperties {
  readonly logicalId: string;
}

const FUNCTION = 'AWS::Lambda::Function';

const synthesized = (stage: Stage) => {
  const { order, choreography } = addStacks(new App({ context: featureFlags(), postCliContext: { stage } }));
  const withTemplate = (stack: Stack): Synthesized => ({ stack, template: Template.fromStack(stack) });
  return { order: withTemplate(order), choreography: withTemplate(choreography) };
};
export const dev = synthesized('dev');
export const prod = synthesized('prod');

/** By service and source file: `orders/create-order`. */
export function handlers(template: Template): ReadonlyMap<string, Handler> {
  return new Map(
    [...resources<FunctionProperties>(template, FUNCTION)].map(([logicalId, { Properties, Metadata }]) => {
      const service = String(Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME);
      const file = String(Metadata?.['backstep:entry']).replace(/^lambdas\/(.*)\.ts$/, '$1');
      return [`${service}/${file}`, { logicalId, ...Properties }];
    }),
  );
}

export function handler(template: Template, name: string): Handler {
  const found = handlers(template).get(name);
  if (found === undefined) throw new Error(`the template has no handler '${name}'`);
  return found;
}

/** The values of the outputs, by name. */
export function outputs(template: Template): { readonly [name: string]: unknown } {
  const all = template.toJSON().Outputs as { readonly [name: string]: { readonly Value: unknown } };
  return Object.fromEntries(Object.entries(all).map(([name, { Value }]) => [name, Value]));
}

/** Names a resource after the output that holds its reference: `OrdersTable`, `OrdersTable stream`. */
export function nameOf(template: Template, reference: unknown): string {
  const text = JSON.stringify(reference);
  for (const [output, value] of Object.entries(outputs(template))) {
    const id = (value as { readonly Ref: string }).Ref;
    const name = output.replace(/(Name|Url|Arn)$/, '');
    const execution = { 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: id }] }] };
    if (text.includes(':execution:') && text.includes(JSON.stringify(execution))) return `${name} executions`;
    const forms: readonly (readonly [unknown, string])[] = [
      [{ Ref: id }, name],
      [{ 'Fn::GetAtt': [id, 'Arn'] }, name],
      [{ 'Fn::GetAtt': [id, 'StreamArn'] }, `${name} stream`],
      [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, '/index/unsent']] }, `${name} index unsent`],
      [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, '/index/open']] }, `${name} index open`],
    ];
    const form = forms.find(([form]) => JSON.stringify(form) === text);
    if (form !== undefined) return form[1];
  }
  return text;
}

/** Everything that a function may do, but for its logs and its traces: `dynamodb:PutItem OrdersTable`. */
export function reach(template: Template, name: string): readonly string[] {
  const statements = statementsOf(template, handler(template, name).Role);
  return statements
    .flatMap((statement) =>
      actionsOf(statement).flatMap((action) =>
        resourcesOf(statement).map((resource) => `${action} ${nameOf(template, resource)}`),
      ),
    )
    .filter((line) => !/^(logs|xray):/.test(line))
    .sort();
}

/** What the environment says of resources: `TABLE_NAME OrdersTable`. */
export function told(template: Template, name: string): readonly string[] {
  return Object.entries(handler(template, name).Environment.Variables)
    .filter(([, value]) => typeof value === 'object')
    .map(([variable, value]) => `${variable} ${nameOf(template, value)}`)
    .sort();
}

export function reasonFor(stack: Stack, logicalId: string, rule: string): string | undefined {
  const resource = stack.node
    .findAll()
    .find((node) => CfnElement.isCfnElement(node) && stack.resolve(node.logicalId) === logicalId);
  return resource?.node.scopes.flatMap(acknowledgements).find(([id]) => id.includes(rule))?.[1];
}

const acknowledgements = ({ node }: IConstruct): readonly (readonly [string, string])[] =>
  node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as { readonly [id: string]: string }));

const participant = (table: string): readonly string[] => [
  `dynamodb:ConditionCheckItem ${table}`,
  `dynamodb:PutItem ${table}`,
  `dynamodb:UpdateItem ${table}`,
];

export interface Reach {
  readonly may: readonly string[];
  readonly knows: readonly string[];
}

/** What each kind of function may do and is told of, given the service that it belongs to: `Orders`. */
export const reachOf = {
  participant: (service: string): Reach => ({
    may: participant(`${service}Table`),
    knows: [`TABLE_NAME ${service}Table`],
  }),
  consumer: (service: string): Reach => ({
    may: [...participant(`${service}Table`), `sqs:SendMessage ${service}DeadLetterQueue`],
    knows: [`TABLE_NAME ${service}Table`],
  }),
  giveUp: (service: string): Reach => ({
    may: [
      ...participant(`${service}Table`),
      `sqs:DeleteMessage ${service}DeadLetterQueue`,
      `sqs:GetQueueAttributes ${service}DeadLetterQueue`,
      `sqs:ReceiveMessage ${service}DeadLetterQueue`,
    ],
    knows: [`TABLE_NAME ${service}Table`],
  }),
  relay: (service: string): Reach => ({
    may: [
      `dynamodb:DescribeStream ${service}Table stream`,
      `dynamodb:GetRecords ${service}Table stream`,
      `dynamodb:GetShardIterator ${service}Table stream`,
      `dynamodb:ListStreams ${service}Table stream`,
      `dynamodb:UpdateItem ${service}Table`,
      'events:PutEvents EventBus',
      `sqs:SendMessage ${service}UnrelayedQueue`,
    ],
    knows: ['EVENT_BUS_NAME EventBus', `TABLE_NAME ${service}Table`],
  }),
  sweeper: (service: string): Reach => ({
    may: [
      `dynamodb:Query ${service}Table index unsent`,
      `dynamodb:UpdateItem ${service}Table`,
      'events:PutEvents EventBus',
    ],
    knows: ['EVENT_BUS_NAME EventBus', `TABLE_NAME ${service}Table`],
  }),
  reaction: (service: string, ...actions: readonly string[]): Reach => ({
    may: [
      ...actions.map((action) => `dynamodb:${action} ${service}Table`),
      `sqs:SendMessage ${service}DeadLetterQueue`,
    ],
    knows: [`TABLE_NAME ${service}Table`],
  }),
};

const recorder = {
  may: ['dynamodb:GetItem SagasTable', 'dynamodb:PutItem SagasTable'],
  knows: ['SAGAS_TABLE_NAME SagasTable'],
} as const satisfies Reach;

/** What keeps the ledger and sees that every saga ends. @param machines those whose executions it reads */
export const guardReach = (...machines: readonly string[]): { readonly [handler: string]: Reach } => {
  const may = [
    ...recorder.may,
    ...machines.flatMap((name) => [
      `states:DescribeExecution ${name} executions`,
      `states:GetExecutionHistory ${name} executions`,
    ]),
    'states:StartExecution RecoveryStateMachine',
  ];
  const knows = ['RECOVERY_STATE_MACHINE_ARN RecoveryStateMachine', ...recorder.knows];
  const conducted = machines.includes('StateMachine');
  const told = conducted ? [...knows, 'STATE_MACHINE_ARN StateMachine'] : knows;
  const started = conducted
    ? ['states:StartExecution StateMachine', 'states:StopExecution StateMachine executions']
    : [];
  return {
    'sagas/record-ending': { may: [...may, 'sqs:SendMessage UnrecordedQueue'].sort(), knows: told },
    'sagas/sweep-sagas': { may: [...may, ...started, 'dynamodb:Query SagasTable index open'].sort(), knows: told },
  };
};
export const recorderReach: Reach = recorder;

/** The same in both stacks: each service's relay, and the reactions. */
export const COMMON_REACH: { readonly [handler: string]: Reach } = {
  'orders/relay-outbox': reachOf.relay('Orders'),
  'orders/sweep-outbox': reachOf.sweeper('Orders'),
  'payments/relay-outbox': reachOf.relay('Payments'),
  'payments/sweep-outbox': reachOf.sweeper('Payments'),
  'inventory/relay-outbox': reachOf.relay('Inventory'),
  'inventory/sweep-outbox': reachOf.sweeper('Inventory'),
  'mails/send-confirmation': reachOf.reaction('Mails', 'PutItem'),
  'sales/record-sale': reachOf.reaction('Sales', 'PutItem', 'UpdateItem'),
};

/** What each function of a stack may do and is told of. */
export function reaches(template: Template): { readonly [handler: string]: Reach } {
  const names = [...handlers(template).keys()];
  return Object.fromEntries(names.map((name) => [name, { may: reach(template, name), knows: told(template, name) }]));
}
