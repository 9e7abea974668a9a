/** What CreateTable and UpdateTable ask of keys and indexes, in the service's order. */
import { invalidParameter, validationError } from '../errors';
import type { AttributeDefinition, BillingMode, IndexRecord, KeySchemaElement, Throughput } from './table-record';
import { newWarmThroughput, type OnDemandInput, onDemandThroughput, type WarmInput } from './throughput';

const MAX_LOCAL_INDEXES = 5;
export const MAX_GLOBAL_INDEXES = 20;
/** Of all indexes together. Source: DynamoDB API Reference, Projection, "NonKeyAttributes". */
const MAX_PROJECTED_ATTRIBUTES = 100;
const MAX_KEYS_OF_A_TYPE = 4;
const MAX_THROUGHPUT = 1_000_000_000_000;

export interface TableDefinition {
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeySchemaElement[];
  readonly BillingMode: BillingMode;
  readonly ProvisionedThroughput: Throughput | undefined;
  readonly LocalSecondaryIndexes: readonly IndexInput[] | undefined;
  readonly GlobalSecondaryIndexes: readonly IndexInput[] | undefined;
}
/** An index as requests give it: the projection's type may be missing. */
export interface IndexInput {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: {
    readonly ProjectionType: IndexRecord['Projection']['ProjectionType'] | undefined;
    readonly NonKeyAttributes?: readonly string[] | undefined;
  };
  readonly ProvisionedThroughput?: Throughput | undefined;
  readonly OnDemandThroughput?: OnDemandInput | undefined;
  readonly WarmThroughput?: WarmInput | undefined;
}

export function checkDefinition(definition: TableDefinition): void {
  checkBilling(definition);
  const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes, GlobalSecondaryIndexes } = definition;
  const defined = AttributeDefinitions.map((each) => each.AttributeName);
  const keys = namesOf(KeySchema);
  if (keys.length > defined.length) {
    throw validationError('Invalid KeySchema: Some index key attribute have no definition');
  }
  checkKeySchema(KeySchema, defined);
  const names = new Set<string>();
  if (LocalSecondaryIndexes !== undefined) checkLocalIndexes(LocalSecondaryIndexes, KeySchema, defined, names);
  if (GlobalSecondaryIndexes !== undefined) checkGlobalIndexes(GlobalSecondaryIndexes, definition, defined, names);
  const indexes = [...(LocalSecondaryIndexes ?? []), ...(GlobalSecondaryIndexes ?? [])];
  checkProjectedCount(indexes);
  const used = new Set([...keys, ...indexes.flatMap((index) => namesOf(index.KeySchema))]);
  if (used.size < new Set(defined).size) throw unusedDefinition(indexes.length > 0, defined, used);
}

function unusedDefinition(hasIndexes: boolean, defined: readonly string[], used: ReadonlySet<string>) {
  if (!hasIndexes) {
    return invalidParameter(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
  return invalidParameter(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...used].join(', ')}]`,
  );
}

function checkBilling({ BillingMode, ProvisionedThroughput: throughput }: TableDefinition): void {
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (throughput !== undefined) throw throughputOnDemand();
    return;
  }
  if (throughput === undefined) {
    throw invalidParameter(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  checkThroughput(throughput);
}

export const throughputOnDemand = () =>
  invalidParameter(
    'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  );

export function checkThroughput({ ReadCapacityUnits, WriteCapacityUnits }: Throughput): void {
  for (const [name, units] of Object.entries({ ReadCapacityUnits, WriteCapacityUnits })) {
    if (units > MAX_THROUGHPUT) throw validationError(`Given value ${units} for ${name} is out of bounds`);
  }
}

const namesOf = (schema: readonly KeySchemaElement[]) => schema.map((element) => element.AttributeName);

function checkKeySchema(schema: readonly KeySchemaElement[], defined: readonly string[]): void {
  checkElements(schema, defined);
  const [, second] = schema;
  if (second !== undefined && second.KeyType !== 'RANGE') {
    throw validationError('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
}

/** Source: API Reference, CreateTable, GlobalSecondaryIndexes: up to 4 partition keys and up to 4 sort keys. */
function checkGlobalKeySchema(schema: readonly KeySchemaElement[], defined: readonly string[]): void {
  checkElements(schema, defined);
  const types = schema.map(({ KeyType }) => KeyType);
  if (types.lastIndexOf('HASH') > types.indexOf('RANGE') && types.includes('RANGE')) {
    throw validationError('Invalid KeySchema: A HASH KeySchemaElement follows a RANGE KeySchemaElement');
  }
  for (const type of ['HASH', 'RANGE'] as const) {
    if (types.filter((each) => each === type).length <= MAX_KEYS_OF_A_TYPE) continue;
    throw validationError(`Invalid KeySchema: More than ${MAX_KEYS_OF_A_TYPE} ${type} KeySchemaElements`);
  }
}

function checkElements(schema: readonly KeySchemaElement[], defined: readonly string[]): void {
  const names = namesOf(schema);
  if (names.some((name) => !defined.includes(name))) {
    throw invalidParameter(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
    );
  }
  if (new Set(names).size < names.length) {
    throw validationError('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  if (schema[0]?.KeyType !== 'HASH') {
    throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
}

function checkLocalIndexes(
  indexes: readonly IndexInput[],
  tableKeys: readonly KeySchemaElement[],
  defined: readonly string[],
  names: Set<string>,
): void {
  if (indexes.length === 0) throw invalidParameter('List of LocalSecondaryIndexes is empty');
  if (tableKeys.length !== 2) {
    throw invalidParameter(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    );
  }
  const tableHash = tableKeys[0]?.AttributeName;
  for (const index of indexes) {
    checkKeySchema(index.KeySchema, defined);
    if (index.KeySchema.length !== 2) {
      throw invalidParameter(`Index KeySchema does not have a range key for index: ${index.IndexName}`);
    }
    const indexHash = index.KeySchema[0]?.AttributeName;
    if (indexHash !== tableHash) {
      throw invalidParameter(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. index hash key: ${indexHash}, table hash key: ${tableHash}`,
      );
    }
    checkProjection(index);
    claimName(index.IndexName, names);
  }
  if (indexes.length > MAX_LOCAL_INDEXES) {
    throw invalidParameter(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MAX_LOCAL_INDEXES}`);
  }
}

function checkGlobalIndexes(
  indexes: readonly IndexInput[],
  { BillingMode }: TableDefinition,
  defined: readonly string[],
  names: Set<string>,
): void {
  if (indexes.length === 0) throw invalidParameter('List of GlobalSecondaryIndexes is empty');
  for (const index of indexes) {
    checkGlobalIndex(index, BillingMode, defined);
    claimName(index.IndexName, names);
  }
  if (indexes.length > MAX_GLOBAL_INDEXES) {
    throw tooManyGlobalIndexes();
  }
}

export const tooManyGlobalIndexes = () =>
  invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_GLOBAL_INDEXES}`);

export function checkGlobalIndex(index: IndexInput, billingMode: BillingMode, defined: readonly string[]): void {
  checkGlobalKeySchema(index.KeySchema, defined);
  checkProjection(index);
  if (billingMode === 'PAY_PER_REQUEST' && index.ProvisionedThroughput !== undefined) {
    throw invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${index.IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === 'PROVISIONED' && index.ProvisionedThroughput === undefined) {
    throw invalidParameter(`ProvisionedThroughput is not specified for index: ${index.IndexName}`);
  }
}

function checkProjection({ Projection: { ProjectionType, NonKeyAttributes } }: IndexInput): void {
  if (ProjectionType === undefined) throw invalidParameter('Unknown ProjectionType: null');
  if (NonKeyAttributes !== undefined && ProjectionType !== 'INCLUDE') {
    throw invalidParameter(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`);
  }
  if (NonKeyAttributes === undefined && ProjectionType === 'INCLUDE') {
    throw invalidParameter('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  }
}

/** "If you project the same attribute into two different indexes, this counts as two distinct attributes." */
export function checkProjectedCount(indexes: readonly IndexInput[]): void {
  const count = indexes.reduce((sum, { Projection }) => sum + (Projection.NonKeyAttributes?.length ?? 0), 0);
  if (count <= MAX_PROJECTED_ATTRIBUTES) return;
  throw invalidParameter(
    `Number of attributes projected into all of the secondary indexes exceeds the limit of ${MAX_PROJECTED_ATTRIBUTES}`,
  );
}

function claimName(name: string, names: Set<string>): void {
  if (names.has(name)) throw invalidParameter(`Duplicate index name: ${name}`);
  names.add(name);
}

/** An index that passed the checks, as it is stored. */
export function indexRecord({ IndexName, KeySchema, Projection, ProvisionedThroughput }: IndexInput): IndexRecord {
  const { ProjectionType = 'ALL', NonKeyAttributes } = Projection;
  return {
    IndexName,
    KeySchema,
    Projection: { ProjectionType, ...(NonKeyAttributes && { NonKeyAttributes }) },
    ...(ProvisionedThroughput && { ProvisionedThroughput }),
  };
}

export function globalIndexRecord(index: IndexInput, BillingMode: BillingMode): IndexRecord {
  const { IndexName, OnDemandThroughput, ProvisionedThroughput, WarmThroughput } = index;
  const onDemand = onDemandThroughput(OnDemandThroughput, BillingMode, undefined);
  return {
    ...indexRecord(index),
    ...(onDemand && { OnDemandThroughput: onDemand }),
    ...(WarmThroughput && {
      WarmThroughput: newWarmThroughput(WarmThroughput, { BillingMode, ProvisionedThroughput }, `index ${IndexName}`),
    }),
  };
}
