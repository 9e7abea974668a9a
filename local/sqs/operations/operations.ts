/** Every operation that is modelled, by AWS's name. */
import { changeMessageVisibility, changeMessageVisibilityBatch } from './change-message-visibility';
import { createQueue } from './create-queue';
import { deleteMessage, deleteMessageBatch } from './delete-message';
import { deleteQueue } from './delete-queue';
import { getQueueAttributes } from './get-queue-attributes';
import { getQueueUrl } from './get-queue-url';
import { listDeadLetterSourceQueues } from './list-dead-letter-source-queues';
import { listMessageMoveTasks } from './list-message-move-tasks';
import { listQueues } from './list-queues';
import type { Operation } from './operation';
import { purgeQueue } from './purge-queue';
import { receiveMessage } from './receive-message';
import { sendMessage } from './send-message';
import { sendMessageBatch } from './send-message-batch';
import { setQueueAttributes } from './set-queue-attributes';
import { startMessageMoveTask } from './start-message-move-task';
import { listQueueTags, tagQueue, untagQueue } from './tag-queue';

export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    ChangeMessageVisibility: changeMessageVisibility,
    ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
    CreateQueue: createQueue,
    DeleteMessage: deleteMessage,
    DeleteMessageBatch: deleteMessageBatch,
    DeleteQueue: deleteQueue,
    GetQueueAttributes: getQueueAttributes,
    GetQueueUrl: getQueueUrl,
    ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
    ListMessageMoveTasks: listMessageMoveTasks,
    ListQueueTags: listQueueTags,
    ListQueues: listQueues,
    PurgeQueue: purgeQueue,
    ReceiveMessage: receiveMessage,
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    SetQueueAttributes: setQueueAttributes,
    StartMessageMoveTask: startMessageMoveTask,
    TagQueue: tagQueue,
    UntagQueue: untagQueue,
  }),
);
