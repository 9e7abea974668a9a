/** One Lambda function of a service: its source, its own role and its own log group, and nothing it does not need. */
import { CfnResource, type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { HANDLER, handlerCode } from './handler-code';

/** Resource metadata: the function's source, relative to the project, with forward slashes. */
export const ENTRY_METADATA = 'backstep:entry';

export interface ServiceFunctionProps {
  /** The source file, relative to the project, with forward slashes: `lambdas/create-order.ts`. It exports `handler`. */
  readonly entry: string;
  /** The service in whose name the function logs. */
  readonly service: string;
  /** For a function of a saga: its step's `timeoutSeconds`, so that it never outlives the state that waits for it. */
  readonly timeout: Duration;
  /**
   * Environment variables beside those that logs, metrics and stack traces need.
   * @default none
   */
  readonly environment?: { readonly [name: string]: string };
  /**
   * Megabytes, which also sets its share of a processor.
   * @default 256
   */
  readonly memorySize?: number;
  /**
   * The least level that its logger writes.
   * @default 'INFO'
   */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /**
   * How long its logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * What becomes of its logs when the stack is deleted.
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/** A TypeScript function on Node.js 24 and ARM, bundled with the AWS SDK it was tested with. */
export class ServiceFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.DESTROY,
    });
    const role = this.leastRole();
    this.grantPrincipal = role;
    this.function = new LambdaFunction(this, 'Function', {
      description: `${props.service}: ${id}`,
      code: handlerCode(props.entry),
      handler: HANDLER,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize ?? 256,
      timeout: props.timeout,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: props.service,
        POWERTOOLS_LOG_LEVEL: props.logLevel ?? 'INFO',
        // In whose name, beside the service's, metrics are measured.
        STACK_NAME: Stack.of(this).stackName,
        ...props.environment,
      },
    });
    const resource = this.function.node.defaultChild;
    if (CfnResource.isCfnResource(resource)) resource.addMetadata(ENTRY_METADATA, props.entry);
  }

  /** Its own log group and its own traces; `grant…` of a table or a machine adds the rest. */
  private leastRole(): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'Sending traces (xray:PutTraceSegments, xray:PutTelemetryRecords) has no resource to name in IAM.',
    });
    return role;
  }
}
