/** Which work the model can do for a task. */
import { assertNever } from '../../../lib/units';
import type { ServiceResource, TaskResource } from '../interpreter/task-resource';
import { textOf } from '../json';
import { awsSdk } from './aws-sdk';
import { dynamodb } from './dynamodb';
import type { Integration, Jobs } from './integration';
import { invokeFunctionArn, invokeLambda } from './lambda';
import { events, sns, sqs } from './messaging';
import { executionsAsJobs, states } from './states';

/** By service and action. */
const SERVICES: { readonly [service: string]: { readonly [action: string]: Integration | undefined } | undefined } = {
  lambda: { invoke: invokeLambda },
  dynamodb,
  sqs,
  sns,
  events,
  states,
};

const AWS_SDK = 'aws-sdk:';

export function integrationFor(resource: TaskResource): Integration {
  switch (resource.kind) {
    case 'lambdaFunction':
      return invokeFunctionArn;
    case 'service':
      return serviceIntegration(resource);
    case 'activity':
      return scheduleActivity;
    default:
      return assertNever(resource);
  }
}

function serviceIntegration(resource: ServiceResource): Integration {
  const { service, api, pattern } = resource;
  const call = service.startsWith(AWS_SDK) ? awsSdk(service.slice(AWS_SDK.length), api) : SERVICES[service]?.[api];
  if (call === undefined) return notModelled;
  switch (pattern) {
    case 'requestResponse':
      return call;
    case 'waitForTaskToken':
      return submitting(call, () => null);
    case 'sync':
    case 'sync:2':
      return jobsOf(resource) === undefined
        ? notModelled
        : submitting(call, ({ ExecutionArn }) => String(ExecutionArn));
    default:
      return assertNever(pattern);
  }
}

/** Of the services that run jobs. */
export function jobsOf(resource: TaskResource): Jobs | undefined {
  return resource.kind === 'service' && resource.service === 'states' ? executionsAsJobs(resource.pattern) : undefined;
}

const submitting =
  (call: Integration, jobOf: (answer: { readonly [field: string]: unknown }) => string | null): Integration =>
  async (task, around) => {
    const outcome = await call(task, around);
    if (outcome.kind !== 'succeeded') return outcome;
    const answer = typeof outcome.output === 'object' && outcome.output !== null ? outcome.output : {};
    return { kind: 'submitted', text: outcome.text, job: jobOf({ ...answer }) };
  };

const scheduleActivity: Integration = async ({ resource, parameters }, { activities, taskToken }) => {
  activities.schedule({ activityArn: resource.arn, taskToken: taskToken(), input: textOf(parameters) });
  return { kind: 'scheduled' };
};

const notModelled: Integration = async ({ resource }) => ({
  kind: 'failed',
  error: 'States.Runtime',
  cause: `The local model has no integration for the resource '${resource.arn}'`,
});
