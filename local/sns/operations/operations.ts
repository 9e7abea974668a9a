/** Every operation that is modelled, by AWS's name. */
import { createTopic } from './create-topic';
import { deleteTopic } from './delete-topic';
import { listTopics } from './list-topics';
import type { Operation } from './operation';
import { publish } from './publish';
import { publishBatch } from './publish-batch';
import { subscribe } from './subscribe';
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  unsubscribe,
} from './subscriptions';
import { listTagsForResource, tagResource, untagResource } from './tag-resource';
import { getTopicAttributes, setTopicAttributes } from './topic-attributes';

export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    CreateTopic: createTopic,
    DeleteTopic: deleteTopic,
    GetSubscriptionAttributes: getSubscriptionAttributes,
    GetTopicAttributes: getTopicAttributes,
    ListSubscriptions: listSubscriptions,
    ListSubscriptionsByTopic: listSubscriptionsByTopic,
    ListTagsForResource: listTagsForResource,
    ListTopics: listTopics,
    Publish: publish,
    PublishBatch: publishBatch,
    SetSubscriptionAttributes: setSubscriptionAttributes,
    SetTopicAttributes: setTopicAttributes,
    Subscribe: subscribe,
    TagResource: tagResource,
    Unsubscribe: unsubscribe,
    UntagResource: untagResource,
  }),
);
