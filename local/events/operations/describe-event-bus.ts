import { type JsonObject, toEpochSeconds } from '../../../lib/units';
import { busNameOf } from '../arns';
import { optionalText } from '../members';
import { DEFAULT_BUS, type EventBus } from '../model';
import type { Operation } from './operation';

export const describeEventBus: Operation = (model, input) =>
  shownBus(model.registry.bus(busNameOf(optionalText(input, 'Name', { max: 1600 }) ?? DEFAULT_BUS)));

export const shownBus = ({ name, arn, description, createdAt }: EventBus): JsonObject => ({
  Name: name,
  Arn: arn,
  ...(description === undefined ? {} : { Description: description }),
  CreationTime: toEpochSeconds(createdAt),
  LastModifiedTime: toEpochSeconds(createdAt),
});
