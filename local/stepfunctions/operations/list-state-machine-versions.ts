/** Step Functions API Reference, "ListStateMachineVersions": "in descending order of the version creation time". */
import { readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize, takePage } from '../paging';
import { versionArn } from '../versions';
import { seconds } from '../wire';
import { machineArn } from './name';
import type { Operation } from './operation';

export const listStateMachineVersions: Operation = async ({ machines, versions }, input) => {
  const given = readInput(input, { stateMachineArn: machineArn, maxResults, nextToken: text({ min: 1, max: 1024 }) });
  const machine = machines.get(given.stateMachineArn);
  const before = given.nextToken === undefined ? Number.POSITIVE_INFINITY : Number(decodeToken(given.nextToken).before);
  const newestFirst = versions
    .of(machine.name)
    .filter(({ number }) => number < before)
    .reverse();
  const { page, more } = takePage(newestFirst, pageSize(given.maxResults));
  const last = page.at(-1);
  return {
    stateMachineVersions: page.map((version) => ({
      stateMachineVersionArn: versionArn(machine, version),
      creationDate: seconds(version.creationDate),
    })),
    ...(more && last !== undefined ? { nextToken: encodeToken({ before: last.number }) } : {}),
  };
};
