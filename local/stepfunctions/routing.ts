/** The routing configuration of an alias, as it is given and as it is answered. Throws `AwsError`. */
import type { Json, JsonObject } from '../../lib/units';
import { machineReferenceOf, qualifiedArn } from './arns';
import { resourceNotFound, validationException } from './errors';
import { isObject } from './json';
import type { Machines } from './machines';
import type { MachineRecord, Route } from './records';
import { type Versions, versionNumberOf } from './versions';

/** "Array Members: Minimum number of 1 item. Maximum number of 2 items." */
const MAX_ROUTES = 2;

/** The machine that the versions are of, and the routes; every version must be there. */
export function readRouting(
  { machines, versions }: { readonly machines: Machines; readonly versions: Versions },
  given: readonly Json[],
): { readonly machine: MachineRecord; readonly routing: readonly Route[] } {
  checkLength(given.length);
  const routes = given.map(routeOf);
  const arns = routes.map(({ arn }) => arn);
  const [first = ''] = arns;
  const [machineArn, ...others] = new Set(arns.map((arn) => machineReferenceOf(arn).machineArn));
  if (machineArn === undefined || others.length > 0) {
    throw validationException(
      `Routing configuration must contain versions of the same state machine. Received: [${arns.join(', ')}]`,
    );
  }
  if (new Set(arns).size < arns.length) {
    throw validationException(
      `Routing configuration must contain distinct state machine version ARNs. Received: [${arns.join(', ')}]`,
    );
  }
  const weights = routes.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw validationException(
      `Sum of routing configuration weights must equal 100. Received: ${JSON.stringify(weights)}`,
    );
  }
  const machine = machines.find(machineReferenceOf(first).name);
  if (machine?.stateMachineArn !== machineArn) throw notFound();
  const routing = routes.map(({ arn, weight }): Route => {
    const version = versionNumberOf(arn);
    if (version === undefined || versions.find(machine.name, version) === undefined) throw notFound();
    return { version, weight };
  });
  return { machine, routing };
}

export const notFound = () => resourceNotFound('Request references a resource that does not exist.');

function checkLength(length: number): void {
  const limit = length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ROUTES}`;
  if (length >= 1 && length <= MAX_ROUTES) return;
  throw validationException(
    `1 validation error detected: Value at 'routingConfiguration' failed to satisfy constraint: Member must have length ${limit}`,
  );
}

function routeOf(item: Json): { readonly arn: string; readonly weight: number } {
  const { stateMachineVersionArn: arn, weight } = isObject(item) ? item : {};
  if (typeof arn !== 'string' || typeof weight !== 'number') {
    throw validationException(
      "1 validation error detected: Value at 'routingConfiguration' failed to satisfy constraint: Member must hold a stateMachineVersionArn and a weight",
    );
  }
  if (weight < 0 || weight > 100) {
    throw validationException(
      `1 validation error detected: Value '${weight}' at 'routingConfiguration.member.weight' failed to satisfy constraint: Member must have value ${weight < 0 ? 'greater than or equal to 0' : 'less than or equal to 100'}`,
    );
  }
  return { arn, weight };
}

export const wireRouting = (machineArn: string, routing: readonly Route[]): readonly JsonObject[] =>
  routing.map(({ version, weight }) => ({ stateMachineVersionArn: qualifiedArn(machineArn, version), weight }));
