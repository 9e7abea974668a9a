/**
 * What the call of a mocked task would have answered, where the task goes on after it: the mock configuration says how
 * the task ends, and nothing of its call.
 */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../lib/units';
import type { TaskRequest } from '../interpreter/signal';
import { isObject, textOf } from '../json';
import { withHttpMetadata } from './http-metadata';
import type { Surroundings } from './integration';
import { asText } from './optimized';

export function mockedSubmission({ resource, parameters }: TaskRequest, around: Surroundings): string {
  const given = isObject(parameters) ? parameters : {};
  if (resource.kind !== 'service' || resource.service.startsWith('aws-sdk:')) return '{}';
  const { entropy, clock } = around;
  const answered = (service: 'sqs' | 'sns' | 'stepfunctions', answer: JsonObject, result = answer) =>
    textOf(withHttpMetadata(service, result, answer, entropy.uuid(), clock.now()));
  switch (resource.service) {
    case 'sqs': {
      const MD5OfMessageBody = createHash('md5')
        .update(asText(given.MessageBody ?? ''))
        .digest('hex');
      return answered('sqs', { MD5OfMessageBody, MessageId: entropy.uuid() });
    }
    case 'sns':
      return answered('sns', { MessageId: entropy.uuid() });
    default:
      return '{}';
  }
}
