import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { eventSource as sourceOfAdapter } from '../../../lib/aws/event-entry';
import { OUTBOX_KIND } from '../../../lib/aws/outbox-item';
import { eventSource, OutboxRelay } from '../../../lib/constructs/outbox-relay';
import type { ServiceFunction } from '../../../lib/constructs/service-function';
import { ServiceTable } from '../../../lib/constructs/service-table';
import { filterOf } from '../../../local/lambda/event-sources/filter';
import { allowed, resources } from './iam';

const MAPPING = 'AWS::Lambda::EventSourceMapping';

function aRelay() {
  const stack = new Stack(new App(), 'Trips');
  const table = new ServiceTable(stack, 'Hotels', { outbox: true });
  const bus = new EventBus(stack, 'Bus');
  new EventBus(stack, 'AnotherBus');
  const relay = new OutboxRelay(stack, 'Outbox', { table, bus, service: 'hotels' });
  const template = Template.fromStack(stack);
  const may = (publisher: ServiceFunction, service: string) =>
    allowed(template, stack.resolve(publisher.function.role?.roleArn), service);
  const text = (value: unknown) => JSON.stringify(stack.resolve(value));
  return { stack, table, bus, relay, template, may, text };
}

test('the relay is called with what the table’s stream tells of the outbox, in order, and fails record by record', () => {
  const { stack, table, relay, template } = aRelay();

  template.hasResourceProperties(MAPPING, {
    EventSourceArn: stack.resolve(table.streamArn),
    FunctionName: stack.resolve(relay.relay.function.functionName),
    StartingPosition: 'TRIM_HORIZON',
    ParallelizationFactor: 1,
    BatchSize: 100,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('a batch that fails is bisected, tried six times within an hour, and then told of in a queue', () => {
  const { stack, relay, template } = aRelay();

  template.hasResourceProperties(MAPPING, {
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 5,
    MaximumRecordAgeInSeconds: 3600,
    DestinationConfig: { OnFailure: { Destination: stack.resolve(relay.unrelayed.queue.queueArn) } },
  });
});

test('only insertions of outbox records pass the filter: neither their marking, nor other rows', () => {
  const { template } = aRelay();
  const [mapping] = resources<{ readonly FilterCriteria: { readonly Filters: readonly { Pattern: string }[] } }>(
    template,
    MAPPING,
  ).values();
  const passes = filterOf(mapping?.Properties.FilterCriteria.Filters.map(({ Pattern }) => Pattern) ?? []);
  const change = (eventName: string, kind: string) => ({
    eventName,
    dynamodb: { NewImage: { pk: { S: 'hotel#1' }, kind: { S: kind } } },
  });

  expect(passes?.(change('INSERT', OUTBOX_KIND))).toBe(true);
  expect(passes?.(change('MODIFY', OUTBOX_KIND))).toBe(false);
  expect(passes?.(change('INSERT', 'hotel'))).toBe(false);
  expect(passes?.({ eventName: 'INSERT', dynamodb: { NewImage: { pk: { S: 'hotel#1' } } } })).toBe(false);
});

test('the relay may read this stream, mark rows of this table, publish on this bus and fill this queue', () => {
  const { table, bus, relay, may, text } = aRelay();

  const stream = text(table.streamArn);
  expect(may(relay.relay, 'dynamodb')).toEqual([
    `dynamodb:DescribeStream ${stream}`,
    `dynamodb:GetRecords ${stream}`,
    `dynamodb:GetShardIterator ${stream}`,
    `dynamodb:ListStreams ${stream}`,
    `dynamodb:UpdateItem ${text(table.table.tableArn)}`,
  ]);
  expect(may(relay.relay, 'events')).toEqual([`events:PutEvents ${text(bus.eventBusArn)}`]);
  expect(may(relay.relay, 'sqs')).toEqual([`sqs:SendMessage ${text(relay.unrelayed.queue.queueArn)}`]);
});

test('the sweeper may look for unsent events in their index, mark them, and publish on this bus', () => {
  const { table, bus, relay, may, text } = aRelay();

  expect(may(relay.sweeper, 'dynamodb')).toEqual([
    `dynamodb:Query ${text(`${table.table.tableArn}/index/unsent`)}`,
    `dynamodb:UpdateItem ${text(table.table.tableArn)}`,
  ]);
  expect(may(relay.sweeper, 'events')).toEqual([`events:PutEvents ${text(bus.eventBusArn)}`]);
  expect(may(relay.sweeper, 'sqs')).toEqual([]);
});

test('the sweeper runs every minute, one run at a time, and what fails is left to the next', () => {
  const { stack, relay, template } = aRelay();

  const { functionArn, functionName, timeout } = relay.sweeper.function;
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    Targets: [
      { Arn: stack.resolve(functionArn), RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } },
    ],
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: stack.resolve(functionName),
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  });
  expect(timeout?.toSeconds()).toBeLessThan(60);
});

test('both are told their table, their bus, and in whose name they publish', () => {
  const { stack, table, bus, template } = aRelay();

  template.allResourcesProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        TABLE_NAME: stack.resolve(table.tableName),
        EVENT_BUS_NAME: stack.resolve(bus.eventBusName),
        POWERTOOLS_SERVICE_NAME: 'hotels',
      },
    },
  });
});

test('the source that rules match is the one that the relay gives', () => {
  expect(eventSource('hotels')).toBe(sourceOfAdapter('hotels'));
});
