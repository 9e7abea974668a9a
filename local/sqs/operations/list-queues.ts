import { optionalInteger, optionalText } from '../members';
import type { Operation } from './operation';

const MAX_RESULTS = 1_000;

/** `NextToken` is given only when `MaxResults` was asked for. */
export const listQueues: Operation = (model, input) => {
  const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
  const reason = `Must be between 1 and ${MAX_RESULTS}, if provided.`;
  const limit = optionalInteger(input, 'MaxResults', { min: 1, max: MAX_RESULTS, reason });
  const after = Buffer.from(optionalText(input, 'NextToken') ?? '', 'base64').toString();
  const names = model.queues
    .all()
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix) && name > after);
  const shown = names.slice(0, limit ?? MAX_RESULTS);
  const last = shown.at(-1);
  const more = limit !== undefined && names.length > shown.length && last !== undefined;
  return {
    ...(shown.length === 0 ? {} : { QueueUrls: shown.map((name) => model.urlOf(name)) }),
    ...(more ? { NextToken: Buffer.from(last).toString('base64') } : {}),
  };
};
