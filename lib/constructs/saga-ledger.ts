/** The ledger of sagas: one record a saga, and an index that holds the open ones alone, oldest first by state. */
import { type Duration, type RemovalPolicy, Tags } from 'aws-cdk-lib';
import { AttributeType, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SAGAS } from './backstep-metrics';
import { ServiceFunction } from './service-function';
import { ServiceTable } from './service-table';

/** The index of the sagas that have not ended: only they have its partition key, which has the same name. */
export const OPEN_INDEX = 'open';

/** What the index tells of a saga beside its keys: enough to list it and to judge it, and nothing of its input. */
const PROJECTED = [
  'sagaId',
  'saga',
  'version',
  'style',
  'acceptedAt',
  'state',
  'revision',
  'executionArn',
  'recoveries',
  'failure',
] as const;

export interface SagaLedgerProps {
  /**
   * What becomes of the table when the stack is deleted. Unless it is DESTROY, the table also refuses to be deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly tableRemovalPolicy?: RemovalPolicy;
  /**
   * What becomes of the logs of the functions that write to it when the stack is deleted.
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

export interface RecorderProps {
  readonly entry: string;
  readonly timeout: Duration;
  /**
   * Environment variables beside the ledger's name.
   * @default none
   */
  readonly environment?: { readonly [name: string]: string };
}

export class SagaLedger extends Construct {
  private readonly table: ServiceTable;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SagaLedgerProps = {},
  ) {
    super(scope, id);
    Tags.of(this).add('service', SAGAS);
    // `Default` leaves no trace in logical ids.
    this.table = new ServiceTable(this, 'Default', { removalPolicy: props.tableRemovalPolicy });
    this.table.table.addGlobalSecondaryIndex({
      indexName: OPEN_INDEX,
      partitionKey: { name: OPEN_INDEX, type: AttributeType.STRING },
      sortKey: { name: 'since', type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...PROJECTED],
    });
  }

  get logRemovalPolicy(): RemovalPolicy | undefined {
    return this.props.logRemovalPolicy;
  }

  get tableName(): string {
    return this.table.tableName;
  }

  /** A function that reads and rewrites records of sagas, and may measure them. */
  recorder(scope: Construct, id: string, { entry, timeout, environment }: RecorderProps): ServiceFunction {
    const recorder = new ServiceFunction(scope, id, {
      entry,
      service: SAGAS,
      timeout,
      environment: { SAGAS_TABLE_NAME: this.tableName, ...environment },
      logRemovalPolicy: this.props.logRemovalPolicy,
    });
    Tags.of(recorder).add('service', SAGAS);
    this.grantRecord(recorder);
    return recorder;
  }

  /** Allows to accept a saga: a conditional write that answers with what is there, so nothing is read. */
  grantAccept(grantee: IGrantable): Grant {
    return this.table.grant(grantee, 'dynamodb:PutItem');
  }

  /** Allows to read and to rewrite the record of a saga whose id is known. */
  grantRecord(grantee: IGrantable): Grant {
    return this.table.grant(grantee, 'dynamodb:GetItem', 'dynamodb:PutItem');
  }

  /** Allows to look for open sagas, in their index alone. */
  grantOpen(grantee: IGrantable): Grant {
    const resource = `${this.table.table.tableArn}/index/${OPEN_INDEX}`;
    return Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns: [resource] });
  }
}
