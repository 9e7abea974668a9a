import { requiredText } from '../members';
import type { Operation } from './operation';

/** "Deleting a topic that does not exist does not result in an error." */
export const deleteTopic: Operation = async ({ topics }, input) => {
  const topic = topics.find(requiredText(input, 'TopicArn'));
  if (topic !== undefined) await topics.delete(topic);
  return {};
};
