/** The one table of a service: business rows, fences and outbox records, so that one transaction writes all three. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Epoch seconds after which DynamoDB may delete the row, some time in the following days. */
export const TTL_ATTRIBUTE = 'expiresAt';

export interface ServiceTableProps {
  /**
   * What becomes of the table when the stack is deleted. Unless it is DESTROY, the table also refuses to be deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A table with the string keys `pk` and `sk`, billed by request, with point-in-time recovery and a stream of both images.
 * Encrypted under a key that DynamoDB owns, which costs nothing.
 */
export class ServiceTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { removalPolicy = RemovalPolicy.RETAIN }: ServiceTableProps = {}) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryption.DEFAULT,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: TTL_ATTRIBUTE,
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
  }

  get tableName(): string {
    return this.table.tableName;
  }

  /**
   * What a participant of a saga does to its table: the parts of a transaction, each authorised as the single operation
   * it stands for ("Using IAM with DynamoDB transactions"). No deletion: a fence never goes back to absent.
   */
  grantParticipant(grantee: IGrantable): Grant {
    return this.grant(grantee, 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem');
  }

  /** Allows `actions` on exactly this table: not on its indexes, its stream or any other. */
  grant(grantee: IGrantable, ...actions: readonly string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [this.table.tableArn] });
  }
}
