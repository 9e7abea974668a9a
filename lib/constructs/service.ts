/** A service: the table that only its functions touch, and the functions. */
import { Duration, type RemovalPolicy, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FunctionNameOf, SagaDefinition } from '../saga/definition';
import { callPolicyOf } from './saga-functions';
import { ServiceFunction } from './service-function';
import { ServiceTable } from './service-table';

export interface ServiceProps {
  /**
   * What becomes of its table when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly tableRemovalPolicy?: RemovalPolicy;
  /**
   * What becomes of its functions' logs when the stack is deleted.
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/** Everything in it is tagged `service` with its id in lower case, the name under which its functions log. */
export class Service extends Construct {
  readonly table: ServiceTable;
  private readonly serviceName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceProps = {},
  ) {
    super(scope, id);
    this.serviceName = id.toLowerCase();
    Tags.of(this).add('service', this.serviceName);
    this.table = new ServiceTable(this, 'Table', { removalPolicy: props.tableRemovalPolicy });
  }

  /** The function `name` of a saga, which may write to this service's table and to nothing else. */
  participant<D extends SagaDefinition>(definition: D, name: FunctionNameOf<D>, entry: string): ServiceFunction {
    const participant = new ServiceFunction(this, name, {
      entry,
      service: this.serviceName,
      timeout: Duration.seconds(callPolicyOf(definition, name).timeoutSeconds),
      environment: { TABLE_NAME: this.table.tableName },
      logRemovalPolicy: this.props.logRemovalPolicy,
    });
    this.table.grantParticipant(participant);
    return participant;
  }
}
