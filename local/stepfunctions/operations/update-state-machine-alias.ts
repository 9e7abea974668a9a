/** Step Functions API Reference, "UpdateStateMachineAlias". Executions that run go on with the version they began with. */
import { machineReferenceOf } from '../arns';
import { validationException } from '../errors';
import { list, readInput, text } from '../input';
import { readRouting } from '../routing';
import { seconds } from '../wire';
import { aliasAt } from './describe-state-machine-alias';
import { qualifiedMachineArn } from './name';
import type { Operation } from './operation';

export const updateStateMachineAlias: Operation = async (room, input) => {
  const given = readInput(input, {
    stateMachineAliasArn: qualifiedMachineArn,
    description: text({ max: 256 }),
    routingConfiguration: list,
  });
  const { machineArn, name } = machineReferenceOf(given.stateMachineAliasArn);
  const alias = aliasAt(room, given.stateMachineAliasArn);
  if (given.description === undefined && given.routingConfiguration === undefined) {
    throw validationException('Either the description or the RoutingConfiguration must be specified');
  }
  const updateDate = room.clock.now();
  const description = given.description ?? alias.description;
  let { routing } = alias;
  if (given.routingConfiguration !== undefined) {
    const read = readRouting(room, given.routingConfiguration);
    if (read.machine.stateMachineArn !== machineArn) {
      throw validationException('Routing configuration must contain versions of the state machine of the alias');
    }
    routing = read.routing;
  }
  await room.store.commit([room.aliases.put(name, { ...alias, description, routing, updateDate })]);
  return { updateDate: seconds(updateDate) };
};
