/** Step Functions API Reference, "ListStateMachineAliases": of a machine, or only those that refer to one of its versions. */
import { machineReferenceOf, qualifiedArn } from '../arns';
import { stateMachineDoesNotExist } from '../errors';
import { readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize, takePage } from '../paging';
import { versionNumberOf } from '../versions';
import { seconds } from '../wire';
import { qualifiedMachineArn } from './name';
import type { Operation } from './operation';

export const listStateMachineAliases: Operation = async ({ machines, versions, aliases }, input) => {
  const given = readInput(input, {
    stateMachineArn: qualifiedMachineArn,
    maxResults,
    nextToken: text({ min: 1, max: 1024 }),
  });
  const { machineArn, qualifier } = machineReferenceOf(given.stateMachineArn);
  const machine = machines.get(machineArn);
  const number = versionNumberOf(given.stateMachineArn);
  if (qualifier !== undefined && (number === undefined || versions.find(machine.name, number) === undefined)) {
    throw stateMachineDoesNotExist(given.stateMachineArn);
  }
  const after = given.nextToken === undefined ? '' : String(decodeToken(given.nextToken).after);
  const found = aliases
    .of(machine.name)
    .filter(({ name }) => name > after)
    .filter(({ routing }) => number === undefined || routing.some(({ version }) => version === number));
  const { page, more } = takePage(found, pageSize(given.maxResults));
  const last = page.at(-1);
  return {
    stateMachineAliases: page.map(({ name, creationDate }) => ({
      stateMachineAliasArn: qualifiedArn(machineArn, name),
      creationDate: seconds(creationDate),
    })),
    ...(more && last !== undefined ? { nextToken: encodeToken({ after: last.name }) } : {}),
  };
};
