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

/** "Any additional UpdateTimeToLive calls for the same table during this one hour duration result in a ValidationException." */
const INTERVAL_SECONDS = 3600;

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
  const now = database.nowSeconds();
  if (record.TimeToLiveChangedAt !== undefined && now - record.TimeToLiveChangedAt < INTERVAL_SECONDS) {
    throw validationError('Time to live has been modified multiple times within a fixed interval');
  }
  const changed = { ...rest, TimeToLiveChangedAt: now };
  await database.catalog.put(Enabled ? { ...changed, TimeToLiveAttribute: AttributeName } : changed);
  return { TimeToLiveSpecification: { Enabled, AttributeName } };
};
