import { toEpochSeconds } from '../../../lib/units';
import type { Archive } from '../archives';
import { archiveArn, busNameOf } from '../arns';
import { resourceAlreadyExists } from '../errors';
import { optionalInteger, optionalText, requiredText } from '../members';
import { compile } from '../pattern/pattern';
import type { Operation } from './operation';

export const createArchive: Operation = async (model, input) => {
  const name = requiredText(input, 'ArchiveName', { max: 48, pattern: /^[.\-_A-Za-z0-9]+$/ });
  const busArn = requiredText(input, 'EventSourceArn', { max: 1600 });
  const pattern = optionalText(input, 'EventPattern', { max: 4096 });
  if (model.archives.find(name) !== undefined) throw resourceAlreadyExists(`Archive ${name} already exists.`);
  const bus = model.registry.bus(busNameOf(busArn)).name;
  if (pattern !== undefined) compile(pattern);
  const archive: Archive = {
    name,
    arn: archiveArn(model.home, name),
    bus,
    busArn,
    pattern,
    description: optionalText(input, 'Description', { max: 512 }),
    retentionDays: optionalInteger(input, 'RetentionDays', 0, 2 ** 31 - 1) ?? 0,
    createdAt: model.clock.now(),
  };
  await model.archives.create(archive);
  return { ArchiveArn: archive.arn, State: 'ENABLED', CreationTime: toEpochSeconds(archive.createdAt) };
};
