/** A function as the template declares it. Field names say units; AWS's names are given back by `configurationOf`. */
import type { JsonObject } from '../../lib/units';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly code: FunctionCode;
  /** The `Handler` property, `index.handler`: its last part is the export that is called. */
  readonly handler: string;
  /** The runtime of the template; the model runs every function on its own Node. */
  readonly runtime: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: { readonly [name: string]: string };
  /** `ReservedConcurrentExecutions`. @default only the account's limit */
  readonly reservedConcurrency?: number;
  /** `DeadLetterConfig.TargetArn`, an SQS queue. @default events that fail are dropped */
  readonly deadLetterQueueArn?: string;
  /** `LoggingConfig.LogGroup`. @default `/aws/lambda/<name>` */
  readonly logGroupName?: string;
}

export const logGroupOf = ({ name, logGroupName }: LambdaFunction): string => logGroupName ?? `/aws/lambda/${name}`;

export type FunctionCode =
  /** A source or bundled file; packages are resolved from its folder. */
  | { readonly kind: 'file'; readonly path: string }
  /** `Code.ZipFile` of the template. */
  | { readonly kind: 'inline'; readonly source: string };

/** Lambda's defaults (CloudFormation, AWS::Lambda::Function). */
export const DEFAULT_TIMEOUT_SECONDS = 3;
export const DEFAULT_MEMORY_MEGABYTES = 128;

/** As GetFunctionConfiguration and ListFunctions answer it. */
export function configurationOf(fn: LambdaFunction): JsonObject {
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: fn.runtime,
    Handler: fn.handler,
    Timeout: fn.timeoutSeconds,
    MemorySize: fn.memoryMegabytes,
    Environment: { Variables: fn.environment },
    ...(fn.deadLetterQueueArn === undefined ? {} : { DeadLetterConfig: { TargetArn: fn.deadLetterQueueArn } }),
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
