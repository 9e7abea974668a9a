/** The event source mappings of a stack, as its template has them. */
import type { JsonObject } from '../../lib/units';
import type { Stack } from '../../local/template/template';

interface Common {
  /** By its name in the stack: `OrdersOutboxRelayOutbox`. */
  readonly function: string;
  readonly batchSize: number;
  readonly reportsItemFailures: boolean;
}

export interface StreamMapping extends Common {
  /** In the stack, of the table whose stream it is. */
  readonly table: string;
  readonly bisects: boolean;
  readonly maximumRetryAttempts: number;
}

export interface QueueMapping extends Common {
  readonly maxReceiveCount: number;
}

type GetAtt = { readonly 'Fn::GetAtt': readonly [logicalId: string, attribute: string] };

interface Properties {
  readonly FunctionName: { readonly Ref: string };
  readonly EventSourceArn: GetAtt;
  readonly BatchSize: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
}

export function mappingsIn({ template: { Resources = {} } }: Stack): {
  readonly streams: readonly StreamMapping[];
  readonly queues: readonly QueueMapping[];
} {
  const streams: StreamMapping[] = [];
  const queues: QueueMapping[] = [];
  for (const resource of Object.values(Resources)) {
    if (resource.Type !== 'AWS::Lambda::EventSourceMapping') continue;
    const properties = resource.Properties as unknown as Properties;
    const [source] = properties.EventSourceArn['Fn::GetAtt'];
    const common = {
      function: properties.FunctionName.Ref.replace(/Function[0-9A-F]{8}$/, ''),
      batchSize: properties.BatchSize,
      reportsItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    };
    if (Resources[source]?.Type === 'AWS::SQS::Queue') {
      const redrive = Resources[source].Properties?.RedrivePolicy as JsonObject | undefined;
      queues.push({ ...common, maxReceiveCount: Number(redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY) });
    } else {
      const { BisectBatchOnFunctionError: bisects = false, MaximumRetryAttempts = -1 } = properties;
      streams.push({ ...common, table: source, bisects, maximumRetryAttempts: MaximumRetryAttempts });
    }
  }
  return { streams, queues };
}
