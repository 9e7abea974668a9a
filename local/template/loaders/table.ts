/** AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable (one replica: this one). */
import type { Json, JsonObject } from '../../../lib/units';
import { AwsError, CLIENT, type Service } from '../../service';
import { type Declared, isObject, type Loader, PropertyError, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

export const loadTable: Loader = async (declared, target) => {
  const { properties } = declared;
  const name = textOf(properties, 'TableName', physicalName(declared.type, declared.stack.name, declared.logicalId));
  const existing = await describe(target.dynamodb, name);
  if (existing === undefined) await target.dynamodb.call('CreateTable', createInput(name, declared), CLIENT);
  else assertSameKeys(existing, properties);
  await enableTtl(target.dynamodb, name, properties.TimeToLiveSpecification);
  const table = (await describe(target.dynamodb, name)) ?? {};
  const arn = typeof table.TableArn === 'string' ? table.TableArn : arnOf('dynamodb', target, `table/${name}`);
  const stream = table.LatestStreamArn;
  return {
    kind: 'modelled',
    name,
    arn,
    ref: name,
    attributes: {
      Arn: arn,
      TableId: String(table.TableId ?? ''),
      ...(stream === undefined ? {} : { StreamArn: stream }),
    },
  };
};

async function describe(dynamodb: Service, name: string): Promise<JsonObject | undefined> {
  try {
    const { Table } = await dynamodb.call('DescribeTable', { TableName: name }, CLIENT);
    return isObject(Table) ? Table : undefined;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function createInput(name: string, { type, properties }: Declared): JsonObject {
  const global = type === 'AWS::DynamoDB::GlobalTable';
  const input: Record<string, Json> = { TableName: name };
  for (const member of ['AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes']) {
    const value = properties[member];
    if (value !== undefined) input[member] = value;
  }
  // A global table scales its capacity by settings that a single machine has no use for.
  if (global) input.BillingMode = 'PAY_PER_REQUEST';
  else if (properties.BillingMode !== undefined) input.BillingMode = properties.BillingMode;
  if (!global && properties.ProvisionedThroughput !== undefined) {
    input.ProvisionedThroughput = properties.ProvisionedThroughput;
  }
  const indexes = properties.GlobalSecondaryIndexes;
  if (Array.isArray(indexes)) input.GlobalSecondaryIndexes = indexes.map((index) => indexInput(index, global));
  const stream = properties.StreamSpecification;
  if (isObject(stream)) input.StreamSpecification = { StreamEnabled: true, ...stream };
  return input;
}

function indexInput(index: Json, global: boolean): Json {
  if (!isObject(index)) return index;
  const members = ['IndexName', 'KeySchema', 'Projection', ...(global ? [] : ['ProvisionedThroughput'])];
  return Object.fromEntries(Object.entries(index).filter(([member]) => members.includes(member)));
}

/** Data outlives the template: what is stored under one key cannot be read under another. */
function assertSameKeys(table: JsonObject, properties: JsonObject): void {
  const [is, asked] = [keysOf(table), keysOf(properties)];
  if (is !== asked) {
    throw new PropertyError(
      'KeySchema',
      `asks for ${asked} but the data folder holds the table with ${is}; give the table another name, or another data folder`,
    );
  }
}

/** `pk (S, HASH), sk (S, RANGE); index byStatus: ...`, in one order. */
function keysOf(table: JsonObject): string {
  const types = new Map(objects(table.AttributeDefinitions).map((it) => [it.AttributeName, it.AttributeType]));
  const keys = (schema: Json | undefined) =>
    objects(schema)
      .map(
        ({ AttributeName, KeyType }) =>
          `${String(AttributeName)} (${String(types.get(AttributeName))}, ${String(KeyType)})`,
      )
      .join(', ');
  const indexes = [...objects(table.GlobalSecondaryIndexes), ...objects(table.LocalSecondaryIndexes)]
    .map((index) => `; index ${String(index.IndexName)}: ${keys(index.KeySchema)}`)
    .sort();
  return [keys(table.KeySchema), ...indexes].join('');
}

const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

async function enableTtl(dynamodb: Service, name: string, specification: Json | undefined): Promise<void> {
  if (!isObject(specification) || specification.Enabled === false) return;
  const { TimeToLiveDescription } = await dynamodb.call('DescribeTimeToLive', { TableName: name }, CLIENT);
  const enabled = isObject(TimeToLiveDescription) ? TimeToLiveDescription.AttributeName : undefined;
  if (enabled === specification.AttributeName) return;
  await dynamodb.call(
    'UpdateTimeToLive',
    { TableName: name, TimeToLiveSpecification: { Enabled: true, ...specification } },
    CLIENT,
  );
}
