/**
 * Where dynalite answers otherwise than the model, and AWS's documentation settles that the model is to answer as it does.
 * A difference that no longer occurs fails the run, so the list stays true.
 */
import type { Difference } from './compare';

export interface KnownDifference {
  readonly name: string;
  /** What AWS's documentation says, and where. */
  readonly reason: string;
  /** Requests of other operations do not show it. @default any operation */
  readonly operation?: RegExp;
  /** Of the request's input as JSON. @default any input */
  readonly input?: RegExp;
  /** Of the answers as they are printed. */
  readonly model: RegExp;
  readonly dynalite: RegExp;
  /** The answers are equal but for these members, wherever they stand. @default other members may differ too */
  readonly onlyIn?: readonly string[];
  /** Whether it is only about what was done: one of them found its condition met, and the other not. @default false */
  readonly isOfOutcome?: boolean;
}

const INVALID = 'ValidationException: ';
const anything = /^/;
/** A comparison of two attributes, or of their sizes: `#a.b <> c`, `size(a) < size(b)`. */
const TWO_PATHS =
  /(Condition|Filter)Expression":"[^"]*(?<![:\w])[#a-z_][\w.#[\]-]*\)* *(<>|<=|>=|=|<|>) *\(*(size\(\(*)?[#a-z_]/;
/** What a write tells of its costs. */
const COSTS = ['ConsumedCapacity', 'ItemCollectionMetrics'];

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    name: 'syntax errors are told in the words of a parser generator',
    reason: 'API Reference, "Common Errors"; the service names the token and its neighbours: token: "x", near: "a x b"',
    model: /Invalid \w+: Syntax error; token: /,
    dynalite: /Invalid \w+: Syntax error; Expected /,
  },
  {
    name: 'NOT NOT is a syntax error',
    reason: 'Developer Guide, "Condition and filter expressions": condition-expression ::= NOT condition | ...',
    input: /NOT NOT /,
    model: anything,
    dynalite: /Syntax error; Expected "\("/,
  },
  {
    name: 'reserved words in update expressions are a syntax error where a function could stand',
    reason: 'Developer Guide, "Reserved words in DynamoDB"',
    model: /Attribute name is a reserved keyword/,
    dynalite: /Syntax error; Expected /,
  },
  {
    name: 'a ConditionalOperator without conditions is not refused',
    reason:
      'API Reference, "Legacy conditional parameters", ConditionalOperator: for two or more elements of the conditions map',
    model: new RegExp(`${INVALID}ConditionalOperator can`),
    dynalite: anything,
  },
  {
    name: 'Select is not checked against the attributes that are asked for',
    reason:
      'API Reference, Query, Select: with ProjectionExpression the value can only be SPECIFIC_ATTRIBUTES, which in turn needs it',
    operation: /^(Query|Scan)$/,
    model:
      /Cannot specify the (ProjectionExpression|AttributesToGet) when choosing|Must specify the AttributesToGet or ProjectionExpression|ALL_PROJECTED_ATTRIBUTES can be used only/,
    dynalite: anything,
  },
  {
    name: 'attributes that a global index does not hold may be asked of it',
    reason:
      'API Reference, Query, ProjectionExpression and Select: global secondary index queries cannot fetch attributes from the parent table',
    operation: /^(Query|Scan)$/,
    model: /Global secondary index \w+ does not project/,
    dynalite: anything,
  },
  {
    name: 'reading nothing costs nothing',
    reason:
      'Developer Guide, "DynamoDB read and write operations": a read of an item that does not exist still consumes read units',
    onlyIn: ['ConsumedCapacity'],
    model: /"CapacityUnits":(0.5|1)/,
    dynalite: /"CapacityUnits":0[,}].*"Count":0/,
  },
  {
    name: 'writes to indexes cost nothing',
    reason:
      'Developer Guide, "Using Global Secondary Indexes", Write capacity units; "Local secondary indexes", Write capacity units',
    operation: /^(PutItem|UpdateItem|DeleteItem|BatchWriteItem)$/,
    onlyIn: COSTS,
    model: /"CapacityUnits":/,
    dynalite: /"CapacityUnits":/,
  },
  {
    name: 'no item collection metrics',
    reason: 'API Reference, PutItem, ReturnItemCollectionMetrics',
    input: /"ReturnItemCollectionMetrics":"SIZE"/,
    onlyIn: COSTS,
    model: /"ItemCollectionMetrics"/,
    dynalite: anything,
  },
  {
    name: 'a condition on an attribute that is not there ends the process',
    reason: 'Developer Guide, "Condition and filter expressions": IN, BETWEEN and begins_with are then false',
    model: anything,
    dynalite: /Crashed: /,
  },
  {
    name: 'a strongly consistent scan costs no more than another',
    reason: 'Developer Guide, "DynamoDB read and write operations": a strongly consistent read costs twice as much',
    operation: /^Scan$/,
    input: /"ConsistentRead":true/,
    onlyIn: ['ConsumedCapacity'],
    model: /"CapacityUnits":/,
    dynalite: /"CapacityUnits":/,
  },
  {
    name: 'a scan takes no notice of ConsistentRead',
    reason:
      'API Reference, Scan, ConsistentRead: strongly consistent reads are not supported on global secondary indexes',
    operation: /^Scan$/,
    input: /"ConsistentRead":/,
    model:
      /Consistent reads are not supported on global|cannot be converted to Boolean|Start of structure|Unrecognized collection|Unexpected token/,
    dynalite: anything,
  },
  {
    name: 'legacy EQ and NE, and so = of key conditions, take no lists, maps, booleans and nulls',
    reason:
      'API Reference, Condition, ComparisonOperator: EQ and NE are supported for all data types, including lists and maps',
    model: anything,
    dynalite: /ComparisonOperator (EQ|NE) is not valid for (L|M|BOOL|NULL) AttributeValue type/,
  },
  {
    name: 'the values that Expected compares are not checked',
    reason: 'API Reference, ExpectedAttributeValue, AttributeValueList: String, Number or Binary, not a set type',
    input: /"Expected"/,
    model:
      /ComparisonOperator \w+ is not valid for \w+ AttributeValue type|numeric value|contains duplicates|may not be empty|should not be empty|Supplied AttributeValue/,
    dynalite: anything,
  },
  {
    name: 'a local index answers only with what it holds',
    reason:
      'API Reference, Query, Select: attributes that a local secondary index does not hold are fetched from the parent table',
    operation: /^(Query|Scan)$/,
    input: /"IndexName":"local".*"ProjectionExpression"|"ProjectionExpression".*"IndexName":"local"/,
    onlyIn: ['Items', 'ConsumedCapacity'],
    model: /"Items":/,
    dynalite: /"Items":/,
  },
  {
    name: 'attributes that are not there compare as equal',
    reason: 'Developer Guide, "Condition and filter expressions": comparisons compare values, and there are none',
    input: TWO_PATHS,
    model: anything,
    dynalite: anything,
    isOfOutcome: true,
  },
  {
    name: 'Exists true asks for the attribute and not for its value',
    reason:
      'API Reference, ExpectedAttributeValue, Exists: true with a Value asks whether the attribute has that value',
    input: /"Expected".*"Exists":true/,
    model: anything,
    dynalite: anything,
    isOfOutcome: true,
  },
  {
    name: 'a deletion takes any ReturnValues',
    reason: 'API Reference, DeleteItem, ReturnValues: only NONE and ALL_OLD',
    operation: /^DeleteItem$/,
    model: /ReturnValues can only be ALL_OLD or NONE/,
    dynalite: anything,
  },
  {
    name: 'the words of update expressions stand in conditions as names',
    reason: 'Developer Guide, "Reserved words in DynamoDB": SET, REMOVE, ADD and DELETE begin the sections of updates',
    model: /Syntax error; token: "(SET|REMOVE|ADD|DELETE)"/,
    dynalite: /Attribute name is a reserved keyword|Invalid function name/,
  },
  {
    name: 'a list that is null is a list that is too short',
    reason: 'API Reference, BatchWriteItem, RequestItems: a map of arrays',
    operation: /^BatchWriteItem$/,
    input: /"RequestItems":\{.*null/,
    model: /SerializationException/,
    dynalite: anything,
  },
  {
    name: 'an OR of the legacy filters ends at the first that is not met',
    reason: 'API Reference, Scan, ConditionalOperator: OR is true if at least one of the conditions is',
    input: /"ConditionalOperator":"OR"/,
    model: anything,
    dynalite: anything,
    isOfOutcome: true,
  },
  {
    name: 'UPDATED_OLD of what was not there is an empty map',
    reason: 'API Reference, UpdateItem, Attributes: only if ReturnValues was specified and there are such attributes',
    operation: /^UpdateItem$/,
    input: /"ReturnValues":"UPDATED_(OLD|NEW)"/,
    onlyIn: ['Attributes', ...COSTS],
    model: /^\{(?!"Attributes")/,
    dynalite: /^\{"Attributes":\{\}/,
  },
  {
    name: 'an update that only takes away makes an item where there is none',
    reason: 'API Reference, UpdateItem, AttributeUpdates, DELETE: where there is no item, nothing happens',
    operation: /^UpdateItem$/,
    input: /"ReturnValues":"ALL_NEW"/,
    onlyIn: ['Attributes', ...COSTS],
    model: /^\{(?!"Attributes")/,
    dynalite: /^\{"Attributes":\{/,
  },
  {
    name: 'a table that is there already is refused without a word',
    reason: 'API Reference, CreateTable, ResourceInUseException: the error names the table',
    operation: /^CreateTable$/,
    model: /ResourceInUseException: Table already exists: /,
    dynalite: /ResourceInUseException$/,
  },
  {
    name: 'INCLUDE without attributes is taken',
    reason: 'API Reference, Projection, NonKeyAttributes: the names for INCLUDE, one at least',
    operation: /^CreateTable$/,
    model: /ProjectionType is INCLUDE, but NonKeyAttributes is not specified/,
    dynalite: anything,
  },
  {
    name: 'a change of an index that is not there is taken',
    reason: 'API Reference, UpdateGlobalSecondaryIndexAction, IndexName: the index to be updated',
    operation: /^UpdateTable$/,
    model: /ResourceNotFoundException/,
    dynalite: anything,
  },
  {
    name: 'what is no ARN is a question of permission',
    reason: 'API Reference, TagResource, ResourceArn; permissions are not enforced by the model',
    operation: /TagResource|ListTagsOfResource/,
    model: /Invalid TableArn/,
    dynalite: /AccessDeniedException/,
  },
  {
    name: 'a plus sign makes a number malformed',
    reason: 'API Reference, AttributeValue, N: numbers are sent as strings; a sign is part of a number',
    model: anything,
    dynalite: /cannot be converted to a numeric value: \+/,
  },
  {
    name: 'the size of a key is counted in characters',
    reason: 'Developer Guide, "Quotas": 2048 bytes of UTF-8 for a partition key, 1024 for a sort key',
    model: /Size of hashkey has exceeded|Aggregated size of all range keys/,
    dynalite: anything,
  },
  {
    name: 'requests that are too long are shown whole',
    reason: 'API Reference, "Common Errors": the service shows objects by their class',
    operation: /^Batch/,
    model: /failed to satisfy constraint/,
    dynalite: /failed to satisfy constraint/,
  },
  {
    name: 'keys of indexes may be empty',
    reason:
      'API Reference, PutItem: empty string and binary values are not allowed where the attribute is a key of the table or an index',
    model: /secondary index key (to a value that )?is not supported/,
    dynalite: anything,
  },
  {
    name: 'segment 0 needs no TotalSegments',
    reason: 'API Reference, Scan, Segment: if you provide Segment you must also provide TotalSegments',
    operation: /^Scan$/,
    model: /The TotalSegments parameter is required/,
    dynalite: anything,
  },
  {
    name: 'any number of segments',
    reason: 'API Reference, Scan, TotalSegments: maximum value of 1000000',
    operation: /^Scan$/,
    model: /'totalSegments' failed to satisfy constraint: Member must have value less/,
    dynalite: anything,
  },
  {
    name: 'anything has an order',
    reason:
      'Developer Guide, "Condition and filter expressions": < and its like, and BETWEEN, compare strings, numbers and binaries',
    model: /Incorrect operand type for operator or function; operator or function: (<|<=|>|>=|BETWEEN),/,
    dynalite: anything,
  },
  {
    name: 'keys that no item has may be asked for',
    reason: 'API Reference, Query, KeyConditionExpression: key values are not empty, as PutItem has it',
    operation: /^Query$/,
    model: /cannot contain an empty (string|binary) value/,
    dynalite: anything,
  },
  {
    name: 'an empty key is told of in words of its own where only the key is given',
    reason: 'API Reference, PutItem and GetItem: one rule for key attributes; the service has one sentence for it',
    model: /values are not valid\. The AttributeValue for a key attribute cannot contain an empty/,
    dynalite: /values were invalid: The AttributeValue for a key attribute cannot contain an empty/,
  },
  {
    name: 'no list or map equals another',
    reason:
      'API Reference, Condition, ComparisonOperator: EQ is supported for all data types, including lists and maps',
    input: /Expression":"[^"]*:(list|map)\b|"(EQ|NE|IN)"/,
    model: anything,
    dynalite: anything,
    isOfOutcome: true,
  },
  {
    name: 'an empty text or binary is in no list, and between no bounds',
    reason: 'Developer Guide, "Supported data types and naming rules", String and Binary: an empty value is a value',
    input: /Expression":"[^"]*(IN|BETWEEN)[^"]*".*"[SB]":""|"(IN|BETWEEN)"/,
    model: anything,
    dynalite: anything,
    isOfOutcome: true,
  },
  {
    name: 'a list contains strings, numbers and binaries only',
    reason: 'Developer Guide, "Condition and filter expressions", contains: a list that holds a particular element',
    // Strings, numbers and binaries, by the names that the generated requests have for them.
    input: /contains\([^,]*, (?!:(zero|one|two|big|tiny|s|s2|s3|empty|bin|bin2|type|type2|notype)\))/,
    model: anything,
    dynalite: anything,
    isOfOutcome: true,
  },
  {
    name: 'the result of arithmetic may have any number of digits',
    reason: 'Developer Guide, "Supported data types and naming rules", Number: up to 38 digits of precision',
    operation: /^UpdateItem$/,
    model: /more than 38 significant digits|Number overflow|Number underflow/,
    dynalite: anything,
  },
  {
    name: 'an empty text, and any action of AttributeUpdates, is one of the enumeration',
    reason: 'API Reference, "Common Errors": a member has one of its valid values or is not there',
    model: /Value ('' at|'.*' at 'attributeUpdates).* failed to satisfy constraint: Member must satisfy enum value set/,
    dynalite: anything,
  },
  {
    name: 'a word and a placeholder need a space between them',
    reason:
      'Developer Guide, "Condition and filter expressions": the grammar has no spaces; a colon cannot be part of a word',
    input: /\b(AND|OR|NOT|BETWEEN|SET|REMOVE|ADD|DELETE)[:#]/,
    model: anything,
    dynalite: /Syntax error; Expected /,
  },
  {
    name: 'tables are described with BillingMode, and without deletion protection and warm throughput',
    reason:
      'API Reference, TableDescription: DeletionProtectionEnabled, WarmThroughput; BillingModeSummary in place of BillingMode',
    onlyIn: ['DeletionProtectionEnabled', 'TableThroughputModeSummary', 'BillingMode', 'WarmThroughput'],
    model: /"DeletionProtectionEnabled":/,
    dynalite: /"(Table|TableDescription)":\{"AttributeDefinitions"/,
  },
  {
    name: 'a table that is deleted is described whole',
    reason: 'API Reference, DeleteTable, "Examples": name, status, throughput and size',
    operation: /^DeleteTable$/,
    model: /^\{"TableDescription":\{(?!"AttributeDefinitions")/,
    dynalite: /^\{"TableDescription":\{"AttributeDefinitions"/,
  },
];

export function knownDifference(difference: Difference): KnownDifference | undefined {
  const { request, model, dynalite } = difference;
  return KNOWN_DIFFERENCES.find(
    (known) =>
      (known.operation?.test(request.operation) ?? true) &&
      (known.input?.test(JSON.stringify(request.input)) ?? true) &&
      (known.onlyIn === undefined || isOnlyIn(known.onlyIn, difference)) &&
      (known.isOfOutcome !== true || isOfOutcome(difference)) &&
      known.model.test(model) &&
      known.dynalite.test(dynalite),
  );
}

const isOnlyIn = (members: readonly string[], { model, dynalite }: Difference): boolean =>
  without(members, model) === without(members, dynalite);

function without(members: readonly string[], shown: string): string {
  if (!shown.startsWith('{')) return shown;
  return JSON.stringify(JSON.parse(shown), (name, value) => (members.includes(name) ? undefined : value));
}

/** Both have answered, or one has found its condition not met. */
function isOfOutcome({ model, dynalite }: Difference): boolean {
  const shown = [model, dynalite];
  return shown.every((each) => each.startsWith('{')) || shown.some((each) => /ConditionalCheckFailed/.test(each));
}
