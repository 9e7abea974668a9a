/** Where an execution was last, read from the end of its history: a page, as a rule, however long it is. */
import {
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { History } from '../saga/executions';
import { objectIn } from '../saga/recovery';
import type { Json } from '../units';

/** Events of one page: more than a step's tries make. */
const PAGE_EVENTS = 100;
/** An execution has at most 25,000 events ("Step Functions service quotas"). */
const MAX_PAGES = 250;

export async function readHistory(client: SFNClient, executionArn: string): Promise<History> {
  let state: string | undefined;
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { events = [], nextToken: next } = await historyPage(client, executionArn, nextToken);
    for (const event of events) {
      state ??= dataOf(event);
      const entered = event.stateEnteredEventDetails?.name;
      if (entered !== undefined || event.type === 'ExecutionStarted') return read(entered ?? '', state);
    }
    if (next === undefined) break;
    nextToken = next;
  }
  return { kind: 'unreadable', reason: 'the execution is not there, or its history names no state' };
}

async function historyPage(client: SFNClient, executionArn: string, nextToken: string | undefined) {
  try {
    return await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: PAGE_EVENTS, nextToken }),
    );
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return { events: [], nextToken: undefined };
    throw error;
  }
}

/** The data between two states: what one was left with, another entered with, or the execution begun with. */
const dataOf = ({ stateExitedEventDetails, stateEnteredEventDetails, executionStartedEventDetails }: HistoryEvent) =>
  stateExitedEventDetails?.output ?? stateEnteredEventDetails?.input ?? executionStartedEventDetails?.input;

function read(entered: string, state: string | undefined): History {
  try {
    return { kind: 'read', entered, state: objectIn(JSON.parse(state ?? '{}') as Json) };
  } catch {
    return { kind: 'unreadable', reason: 'the data of its last state is no JSON' };
  }
}
