/** Which work the model can do for a task. */
import { assertNever } from '../../../lib/units';
import type { TaskResource } from '../interpreter/task-resource';
import type { Integration } from './integration';
import { invokeFunctionArn, invokeLambda } from './lambda';

/** By service and action. */
const SERVICES: { readonly [service: string]: { readonly [action: string]: Integration | undefined } | undefined } = {
  lambda: { invoke: invokeLambda },
};

export function integrationFor(resource: TaskResource): Integration {
  switch (resource.kind) {
    case 'lambdaFunction':
      return invokeFunctionArn;
    case 'service':
      return SERVICES[resource.service]?.[resource.action] ?? notModelled;
    case 'activity':
      return notModelled;
    default:
      return assertNever(resource);
  }
}

const notModelled: Integration = async ({ resource }) => ({
  kind: 'failed',
  error: 'States.Runtime',
  cause: `The local model has no integration for the resource '${resource.arn}'`,
});
