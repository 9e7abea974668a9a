/** Which loader loads which type; every other type is reported as not modelled. */
import type { Loader } from './loader';
import { loadAlarm, loadCompositeAlarm, loadDashboard } from './loaders/alarms';
import { loadMetadata, loadPolicy, loadRole, loadUnknown } from './loaders/data';
import { loadEventInvokeConfig, loadEventSourceMapping } from './loaders/event-source-mapping';
import { loadArchive, loadEventBus, loadRule } from './loaders/events';
import { loadAlias, loadFunction, loadPermission, loadVersion } from './loaders/function';
import { loadLogGroup, loadMetricFilter } from './loaders/logs';
import { loadQueue, loadQueuePolicy } from './loaders/queue';
import { loadStateMachine } from './loaders/state-machine';
import { loadActivity, loadStateMachineAlias, loadStateMachineVersion } from './loaders/state-machine-releases';
import { loadTable } from './loaders/table';
import { loadSubscription, loadTopic, loadTopicPolicy } from './loaders/topics';

const LOADERS: { readonly [type: string]: Loader | undefined } = {
  'AWS::CDK::Metadata': loadMetadata,
  'AWS::CloudWatch::Alarm': loadAlarm,
  'AWS::CloudWatch::CompositeAlarm': loadCompositeAlarm,
  'AWS::CloudWatch::Dashboard': loadDashboard,
  'AWS::DynamoDB::GlobalTable': loadTable,
  'AWS::DynamoDB::Table': loadTable,
  'AWS::Events::Archive': loadArchive,
  'AWS::Events::EventBus': loadEventBus,
  'AWS::Events::Rule': loadRule,
  'AWS::IAM::ManagedPolicy': loadPolicy,
  'AWS::IAM::Policy': loadPolicy,
  'AWS::IAM::Role': loadRole,
  'AWS::Lambda::Alias': loadAlias,
  'AWS::Lambda::EventInvokeConfig': loadEventInvokeConfig,
  'AWS::Lambda::EventSourceMapping': loadEventSourceMapping,
  'AWS::Lambda::Function': loadFunction,
  'AWS::Lambda::Permission': loadPermission,
  'AWS::Lambda::Version': loadVersion,
  'AWS::Logs::LogGroup': loadLogGroup,
  'AWS::Logs::MetricFilter': loadMetricFilter,
  'AWS::SNS::Subscription': loadSubscription,
  'AWS::SNS::Topic': loadTopic,
  'AWS::SNS::TopicPolicy': loadTopicPolicy,
  'AWS::SQS::Queue': loadQueue,
  'AWS::SQS::QueuePolicy': loadQueuePolicy,
  'AWS::StepFunctions::Activity': loadActivity,
  'AWS::StepFunctions::StateMachine': loadStateMachine,
  'AWS::StepFunctions::StateMachineAlias': loadStateMachineAlias,
  'AWS::StepFunctions::StateMachineVersion': loadStateMachineVersion,
};

export const loaderOf = (type: string): Loader => LOADERS[type] ?? loadUnknown;
