/** UpdateTimeToLive. Source: DynamoDB API Reference, UpdateTimeToLive. It is in force as soon as it is answered. */
import type { Operation } from '../database';
import { validationError } from '../errors';
import * as members from '../requests/members';
import { flag, text } from '../requests/scalars';
import { readRequest, required, structure } from '../requests/shape';

const UPDATE_TIME_TO_LIVE = structure({
  TableName: members.tableName,
  TimeToLiveSpecification: required(
    structure({ Enabled: required(flag), AttributeName: required(text(members.attributeNameLengths)) }),
  ),
});

export const updateTimeToLive: Operation = async (database, input) => {
  const { TableName, TimeToLiveSpecification } = readRequest(UPDATE_TIME_TO_LIVE, input);
  const { Enabled, AttributeName } = TimeToLiveSpecification;
  const { record } = database.catalog.named(TableName);
  const { TimeToLiveAttribute: current, ...rest } = record;
  if (!Enabled && current === undefined) throw validationError('TimeToLive is already disabled');
  if (current !== undefined && current !== AttributeName) {
    throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  }
  if (Enabled && current !== undefined) throw validationError('TimeToLive is already enabled');
  await database.catalog.put(Enabled ? { ...record, TimeToLiveAttribute: AttributeName } : rest);
  return { TimeToLiveSpecification: { Enabled, AttributeName } };
};
