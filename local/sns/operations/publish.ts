import { invalidParameter } from '../errors';
import { optionalText } from '../members';
import type { Operation } from './operation';

export const publish: Operation = async ({ topics, publishing }, input) => {
  const arn = optionalText(input, 'TopicArn') ?? optionalText(input, 'TargetArn');
  if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  if (!arn.startsWith('arn:')) throw invalidParameter('TopicArn Reason: An ARN must have at least 6 elements, not 1');
  const message = publishing.messageOf(topics.get(arn), input);
  await publishing.publish(message);
  return { MessageId: message.id };
};
