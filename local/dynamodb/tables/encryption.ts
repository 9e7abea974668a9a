/** Encryption at rest as it is told. Source: DynamoDB API Reference, SSESpecification. */
import type { Account } from './table';
import type { TableRecord } from './table-record';

interface Specification {
  readonly Enabled?: boolean | undefined;
  readonly KMSMasterKeyId?: string | undefined;
}

/** The key that is named, or the account's own one for the service. */
export function encryption(
  { region, account }: Account,
  { Enabled, KMSMasterKeyId }: Specification,
): Pick<TableRecord, 'SSEEnabled' | 'KMSMasterKeyArn'> {
  if (Enabled !== true) return { SSEEnabled: false, KMSMasterKeyArn: undefined };
  const key = KMSMasterKeyId ?? 'alias/aws/dynamodb';
  if (key.startsWith('arn:')) return { SSEEnabled: true, KMSMasterKeyArn: key };
  const resource = key.startsWith('alias/') ? key : `key/${key}`;
  return { SSEEnabled: true, KMSMasterKeyArn: `arn:aws:kms:${region}:${account}:${resource}` };
}
