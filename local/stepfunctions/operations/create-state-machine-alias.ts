/** Step Functions API Reference, "CreateStateMachineAlias". */
import { qualifiedArn } from '../arns';
import { conflict, invalidName, quotaExceeded } from '../errors';
import { list, readInput, required, text } from '../input';
import { sameJson } from '../json';
import type { AliasRecord } from '../records';
import { readRouting, wireRouting } from '../routing';
import { seconds } from '../wire';
import { requiredName } from './name';
import type { Operation } from './operation';

/** "The name must be … of letters, digits, and … can't be digits alone": a number is a version. */
const ALIAS_NAME = /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/;
/** Step Functions quotas, "Maximum number of state machine aliases": per state machine. */
const MAX_ALIASES = 100;

export const createStateMachineAlias: Operation = async ({ machines, versions, aliases, store, clock }, input) => {
  const given = readInput(input, {
    name: requiredName,
    description: text({ max: 256 }),
    routingConfiguration: required(list, []),
  });
  if (!ALIAS_NAME.test(given.name)) throw invalidName(given.name);
  const { machine, routing } = readRouting({ machines, versions }, given.routingConfiguration);
  const description = given.description ?? null;
  const reply = ({ name, creationDate }: AliasRecord) => ({
    stateMachineAliasArn: qualifiedArn(machine.stateMachineArn, name),
    creationDate: seconds(creationDate),
  });
  const existing = aliases.find(machine.name, given.name);
  if (existing !== undefined) {
    const same =
      existing.description === description &&
      sameJson([...wireRouting('', existing.routing)], [...wireRouting('', routing)]);
    if (same) return reply(existing);
    throw conflict(
      'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
    );
  }
  if (aliases.of(machine.name).length >= MAX_ALIASES) {
    throw quotaExceeded(`A state machine can have at most ${MAX_ALIASES} aliases`);
  }
  const now = clock.now();
  const alias: AliasRecord = { name: given.name, description, routing, creationDate: now, updateDate: now };
  await store.commit([aliases.put(machine.name, alias)]);
  return reply(alias);
};
