/** What SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat share: a token, and whoever still waits for its task. */

import { executionOf } from '../arns';
import type { TaskNews } from '../driver';
import { invalidToken, taskDoesNotExist, taskTimedOut } from '../errors';
import { requiredText } from '../input';
import { decodeTaskToken } from '../tokens/task-token';
import type { Room } from './operation';

export const taskToken = requiredText({ min: 1, max: 2048 });

/** Throws `InvalidToken`, `TaskDoesNotExist` or `TaskTimedOut`. */
export async function tellTask({ driver, executions }: Room, token: string, news: TaskNews): Promise<void> {
  const decoded = decodeTaskToken(token);
  if (decoded === undefined) throw invalidToken();
  const record = executions.find(executionOf(decoded.executionArn));
  if (record?.startDate !== decoded.startTime) throw taskDoesNotExist(token);
  if ((await driver.tell(decoded, news)) === 'late') throw taskTimedOut();
}
