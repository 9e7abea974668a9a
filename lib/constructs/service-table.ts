/** The one table of a service: business rows, fences and outbox records, so that one transaction writes all three. */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Epoch seconds after which DynamoDB may delete the row, some time in the following days. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** The index of the outbox records that are not marked sent: only they have its partition key, which has the same name. */
export const UNSENT_INDEX = 'unsent';

export interface ServiceTableProps {
  /**
   * Whether the service tells events: then the table also has the sparse index `unsent`, where a sweeper finds those that
   * the stream left behind. It costs nothing while every event is marked sent, but two more writes an event.
   * @default false
   */
  readonly outbox?: boolean;
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

  constructor(
    scope: Construct,
    id: string,
    { outbox = false, removalPolicy = RemovalPolicy.RETAIN }: ServiceTableProps = {},
  ) {
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
    if (outbox) {
      this.table.addGlobalSecondaryIndex({
        indexName: UNSENT_INDEX,
        partitionKey: { name: UNSENT_INDEX, type: AttributeType.STRING },
        sortKey: { name: 'createdAt', type: AttributeType.NUMBER },
        projectionType: ProjectionType.ALL,
      });
    }
  }

  get tableName(): string {
    return this.table.tableName;
  }

  /** @throws Error when the table has no stream */
  get streamArn(): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error(`the table ${this.node.path} has no stream`);
    return tableStreamArn;
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
    return grantOn(this.table.tableArn, grantee, actions);
  }

  /** What Lambda does in the name of a function that its stream calls ("IAM policy to allow a Lambda function to access…"). */
  grantStream(grantee: IGrantable): Grant {
    const actions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
    return grantOn(
      this.streamArn,
      grantee,
      actions.map((action) => `dynamodb:${action}`),
    );
  }

  /** Allows to look for unsent events, and to read nothing else. */
  grantUnsent(grantee: IGrantable): Grant {
    return grantOn(`${this.table.tableArn}/index/${UNSENT_INDEX}`, grantee, ['dynamodb:Query']);
  }
}

const grantOn = (arn: string, grantee: IGrantable, actions: readonly string[]): Grant =>
  Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [arn] });
