import { toEpochSeconds } from '../../../lib/units';
import { resourceNotFound } from '../errors';
import { requiredText } from '../members';
import type { Operation } from './operation';

export const describeArchive: Operation = (model, input) => {
  const name = requiredText(input, 'ArchiveName', { max: 48 });
  const archive = model.archives.find(name);
  if (archive === undefined) throw resourceNotFound(`Archive ${name} does not exist.`);
  const { events, sizeBytes } = model.archives.contentsOf(archive);
  return {
    ArchiveArn: archive.arn,
    ArchiveName: archive.name,
    EventSourceArn: archive.busArn,
    ...(archive.description === undefined ? {} : { Description: archive.description }),
    ...(archive.pattern === undefined ? {} : { EventPattern: archive.pattern }),
    State: 'ENABLED',
    RetentionDays: archive.retentionDays,
    SizeBytes: sizeBytes,
    EventCount: events.length,
    CreationTime: toEpochSeconds(archive.createdAt),
  };
};
