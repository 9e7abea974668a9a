/** Versions, aliases and activities of a template, and the log of a machine, in a whole model. */
import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeActivityCommand,
  DescribeStateMachineAliasCommand,
  ListStateMachineVersionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../../local/clock';
import type { Template } from '../../../local/template/template';
import { createWorld } from '../../../local/world';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:Shop-Saga';
const template: Template = {
  Resources: {
    Lines: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/shop' } },
    Saga: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'Shop-Saga',
        DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}',
        LoggingConfiguration: {
          Level: 'ALL',
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Lines', 'Arn'] } } }],
        },
      },
    },
    First: {
      Type: 'AWS::StepFunctions::StateMachineVersion',
      Properties: { StateMachineArn: { Ref: 'Saga' }, Description: 'the first' },
    },
    Live: {
      Type: 'AWS::StepFunctions::StateMachineAlias',
      Properties: {
        Name: 'live',
        RoutingConfiguration: [{ StateMachineVersionArn: { Ref: 'First' }, Weight: 100 }],
      },
    },
    Pack: { Type: 'AWS::StepFunctions::Activity', Properties: { Name: 'pack' } },
  },
  Outputs: { Live: { Value: { Ref: 'Live' } }, Pack: { Value: { Ref: 'Pack' } } },
};

test('a machine is published, aliased and logged as the template says, and read again without another version', async () => {
  const stack = { name: 'Shop', template, folder: __dirname, parameters: {} };
  const world = await createWorld({ templates: [stack], clock: new VirtualClock() });
  try {
    await world.reload();
    const config = world.clientConfig();
    const sfn = new SFNClient({ ...config, disableHostPrefix: true });
    const logs = new CloudWatchLogsClient(config);

    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn: `${MACHINE}:live` }));
    const ended = await world.services.stepfunctions.settled(executionArn);

    expect(world.notModelled).toEqual([]);
    expect(world.outputs.Shop).toEqual({
      Live: `${MACHINE}:live`,
      Pack: 'arn:aws:states:us-east-1:000000000000:activity:pack',
    });
    expect(ended.status).toBe('SUCCEEDED');
    const { stateMachineVersions } = await sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn: MACHINE }));
    expect(stateMachineVersions?.map((version) => version.stateMachineVersionArn)).toEqual([`${MACHINE}:1`]);
    const alias = await sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${MACHINE}:live` }));
    expect(alias.routingConfiguration).toEqual([{ stateMachineVersionArn: `${MACHINE}:1`, weight: 100 }]);
    const activity = new DescribeActivityCommand({ activityArn: world.outputs.Shop?.Pack });
    expect((await sfn.send(activity)).name).toBe('pack');
    const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: '/shop' }));
    const { logStreamName = '' } = logStreams[0] ?? {};
    const { events } = await logs.send(new GetLogEventsCommand({ logGroupName: '/shop', logStreamName }));
    expect(events?.map(({ message = '{}' }) => JSON.parse(message).type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  } finally {
    await world.close();
  }
});
