import { pageOf } from '../page';
import type { Operation } from './operation';

export const listTopics: Operation = ({ topics }, input) => {
  const { items, next } = pageOf(topics.all(), ({ arn }) => arn, input);
  return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...next };
};
