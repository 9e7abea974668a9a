/** CreateLogGroup, DeleteLogGroup, DescribeLogGroups, PutRetentionPolicy and DeleteRetentionPolicy. */
import { alreadyExists, invalidParameter } from '../errors';
import { groupNameOf, optionalNumber, optionalText, requiredText, textMap } from '../members';
import { pageOf } from '../page';
import type { Operation } from './operation';

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const PAGE = 50;
/** API Reference, "PutRetentionPolicy". */
const RETENTION_DAYS: ReadonlySet<number> = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

export const createLogGroup: Operation = async ({ groups, clock }, input) => {
  const name = requiredText(input, 'logGroupName');
  if (!NAME.test(name)) {
    throw invalidParameter(
      `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
    );
  }
  if (groups.find(name) !== undefined) throw alreadyExists('group');
  await groups.put({ ...groups.newSettings(name, clock.now()), tags: textMap(input.tags) });
  return {};
};

export const deleteLogGroup: Operation = async ({ groups }, input) => {
  await groups.delete(groups.get(requiredText(input, 'logGroupName')));
  return {};
};

export const describeLogGroups: Operation = ({ groups }, input) => {
  const prefix = optionalText(input, 'logGroupNamePrefix');
  const part = optionalText(input, 'logGroupNamePattern');
  if (prefix !== undefined && part !== undefined) {
    throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  }
  const found = groups
    .all()
    .filter(({ settings: { name } }) => name.startsWith(prefix ?? ''))
    .filter(({ settings: { name } }) => name.toLowerCase().includes((part ?? '').toLowerCase()));
  const { items, next } = pageOf(found, ({ settings }) => settings.name, input, PAGE);
  return {
    logGroups: items.map(({ settings, storedCharacters }) => ({
      logGroupName: settings.name,
      creationTime: settings.createdAt,
      ...(settings.retentionDays === undefined ? {} : { retentionInDays: settings.retentionDays }),
      metricFilterCount: settings.metricFilters.length,
      arn: `${settings.arn}:*`,
      storedBytes: storedCharacters,
      logGroupClass: 'STANDARD',
      logGroupArn: settings.arn,
    })),
    ...next,
  };
};

export const putRetentionPolicy: Operation = async ({ groups }, input) => {
  const { settings } = groups.get(groupNameOf(input));
  const retentionDays = optionalNumber(input, 'retentionInDays') ?? 0;
  if (!RETENTION_DAYS.has(retentionDays)) {
    throw invalidParameter(`Invalid retention value. Valid values are: [${[...RETENTION_DAYS].join(', ')}]`);
  }
  await groups.put({ ...settings, retentionDays });
  return {};
};

export const deleteRetentionPolicy: Operation = async ({ groups }, input) => {
  const { settings } = groups.get(groupNameOf(input));
  await groups.put({ ...settings, retentionDays: undefined });
  return {};
};
