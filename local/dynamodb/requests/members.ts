/** Members that many requests share. */
import { attributeMap } from './attribute-values';
import { flag, map, oneOf, text } from './scalars';
import { optional, required } from './shape';

export const NAME_PATTERN = '[a-zA-Z0-9_.-]+';
/** A table's ARN stands wherever its name may, except where a table is created. */
const NAME_OR_ARN_PATTERN = '(?:[a-zA-Z0-9_.-]+|arn:[^:]+:dynamodb:[^:]+:[0-9]+:table/[a-zA-Z0-9_.-]+)';

const resourceName = text({ pattern: NAME_PATTERN, min: 3, max: 255 });

/** Names are 3 to 255 characters; the service's message shows the pattern of names even where ARNs are taken. */
const tableNameShape: typeof resourceName = {
  read: (value, at, faults) =>
    typeof value === 'string' && value.startsWith('arn:') && new RegExp(`^${NAME_OR_ARN_PATTERN}$`).test(value)
      ? value
      : resourceName.read(value, at, faults),
};

export const tableName = required(tableNameShape);

const isArn = new RegExp(`^${NAME_OR_ARN_PATTERN}$`);
const TABLE_KEYS = `Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: ${NAME_PATTERN}]`;

/** Tables as the keys of a batch. */
export const tableKeyFault = (name: string): string | undefined => {
  const isName = name.length >= 3 && name.length <= 255;
  return isArn.test(name) && (isName || name.startsWith('arn:')) ? undefined : TABLE_KEYS;
};
export const indexName = resourceName;
export const key = required(attributeMap);
export const expression = optional(text());
export const names = optional(map(text(), 'java.lang.String'));
export const values = optional(attributeMap);
export const consistentRead = optional(flag);

export const returnConsumedCapacity = optional(oneOf('INDEXES', 'TOTAL', 'NONE'));
export const returnItemCollectionMetrics = optional(oneOf('SIZE', 'NONE'));
export const returnValues = optional(oneOf('ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'));
export const returnValuesOnConditionCheckFailure = optional(oneOf('ALL_OLD', 'NONE'));

/** Names of key attributes; others may be longer. */
export const attributeNameLengths = { min: 1, max: 255 };
