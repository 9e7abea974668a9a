import type { JsonObject } from '../../../lib/units';
import { aBench, anEntry, aRule, QUEUE } from './fixture';

/** The example event of the user guide, "Amazon EventBridge input transformation". */
const EVENT = anEntry({
  Source: 'shop',
  DetailType: 'EC2 Instance State-change Notification',
  Detail: '{"instance-id":"i-0123456789","state":"RUNNING","tags":["a","b"],"size":{"cpu":2},"nothing":null}',
});
const PATHS = {
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  size: '$.detail.size',
  gone: '$.detail.gone',
};

async function payloadFor(target: JsonObject): Promise<string | undefined> {
  const bench = aBench();
  await aRule(bench, { Arn: QUEUE, ...target });
  await bench.call('PutEvents', { Entries: [EVENT] });
  await bench.events.settled();
  return bench.destinations.received[0]?.payload;
}
const transformed = (InputTemplate: string, InputPathsMap: JsonObject = PATHS) =>
  payloadFor({ InputTransformer: { InputPathsMap, InputTemplate } });

test('Input is sent as it is', async () => {
  expect(await payloadFor({ Input: '{ "a" : 1 }' })).toBe('{ "a" : 1 }');
});

test.each([
  ['$', expect.stringContaining('"source":"shop"')],
  ['$.detail.state', '"RUNNING"'],
  ['$.detail.size', '{"cpu":2}'],
  ['$.detail.tags[1]', '"b"'],
  ['$.detail.tags[*]', '["a","b"]'],
  ['$.detail.size.*', '[2]'],
  ['$.detail-type', '"EC2 Instance State-change Notification"'],
  ['$.detail.gone', 'null'],
])('InputPath %s selects a part of the event', async (InputPath, expected) => {
  expect(await payloadFor({ InputPath })).toEqual(expected);
});

test.each([
  ['"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
  ['"instance \\"<instance>\\" is in <state>"', '"instance \\"i-0123456789\\" is in RUNNING"'],
  ['{\n  "instance" : <instance>,\n  "state": <state>\n}', '{"instance":"i-0123456789","state":"RUNNING"}'],
  [
    '{"instance": <instance>, "state": "<state>", "instanceStatus": "instance \\"<instance>\\" is in <state>"}',
    '{"instance":"i-0123456789","state":"RUNNING","instanceStatus":"instance \\"i-0123456789\\" is in RUNNING"}',
  ],
  [
    '{"instance": <instance>, "state": [ 9, <state>, true ], "Transformed" : "Yes"}',
    '{"instance":"i-0123456789","state":[9,"RUNNING",true],"Transformed":"Yes"}',
  ],
  ['{"size": <size>}', '{"size":{"cpu":2}}'],
  ['{"text": "<size>"}', '{"text": "{"cpu":2}"}'],
  ['{"gone": "[<gone>]", "also": <gone>}', '{"gone":"[]","also":""}'],
  ['<instance> is in <state>', '"i-0123456789" is in "RUNNING"'],
  ['"<aws.events.rule-name> triggered"', '"orders triggered"'],
  ['{"arn": <aws.events.rule-arn>}', '{"arn":"arn:aws:events:eu-west-1:123456789012:rule/orders"}'],
  ['{"at": <aws.events.event.ingestion-time>}', '{"at":"2026-01-01T00:00:00.000Z"}'],
])('the template %s is filled', async (template, expected) => {
  expect(await transformed(template)).toBe(expected);
});

test('the original event is a variable, with and without its detail', async () => {
  const whole = JSON.parse((await transformed('{"original": <aws.events.event.json>}')) ?? '');
  const envelope = JSON.parse((await transformed('{"original": <aws.events.event>}')) ?? '');

  expect(whole.original).toMatchObject({ source: 'shop', detail: { state: 'RUNNING' } });
  expect(envelope.original).toMatchObject({ source: 'shop' });
  expect(envelope.original).not.toHaveProperty('detail');
});

test('a message group is given to the queue', async () => {
  const bench = aBench();
  await aRule(bench, { Arn: QUEUE, SqsParameters: { MessageGroupId: 'g' } });

  await bench.call('PutEvents', { Entries: [EVENT] });
  await bench.events.settled();

  expect(bench.destinations.received[0]?.options).toEqual({ messageGroupId: 'g' });
});

test.each<[string, JsonObject, string]>([
  [
    'two kinds of input',
    { Input: '{}', InputPath: '$' },
    'Only one of Input, InputPath, or InputTransformer must be provided for target target.',
  ],
  ['an input that is not JSON', { Input: 'x' }, 'JSON syntax error in input for target target'],
  ['a path that is none', { InputPath: 'detail' }, 'Invalid InputPath for target target: detail'],
  [
    'a template that cannot be JSON',
    { InputTransformer: { InputTemplate: '{"a": <b>' } },
    'Invalid InputTemplate for target target',
  ],
  [
    'a reserved variable',
    { InputTransformer: { InputPathsMap: { 'aws.x': '$' }, InputTemplate: '"x"' } },
    'variable aws.x is reserved',
  ],
  [
    'too many retries',
    { RetryPolicy: { MaximumRetryAttempts: 186 } },
    "Value '186' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 185",
  ],
  [
    'too short an age',
    { RetryPolicy: { MaximumEventAgeInSeconds: 59 } },
    'Member must have value greater than or equal to 60',
  ],
  [
    'an ARN that is none',
    { Arn: 'function' },
    'Parameter function is not valid. Reason: Provided Arn is not in correct format.',
  ],
  [
    'a service that is not modelled',
    { Arn: 'arn:aws:logs:eu-west-1:123456789012:log-group:/x' },
    "names the service 'logs'; targets may be lambda, sqs, states and events.",
  ],
  [
    'a dead-letter queue that is none',
    { DeadLetterConfig: { Arn: 'arn:aws:sns:eu-west-1:123456789012:t' } },
    'does not name an SQS queue',
  ],
])('PutTargets refuses %s', async (_, target, message) => {
  const bench = aBench();

  await expect(aRule(bench, target)).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining(message),
  });
});
