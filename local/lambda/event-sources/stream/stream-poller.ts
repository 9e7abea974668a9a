/** The lanes of one mapping over its stream's shard. */
import type { DynamoDB } from '../../../dynamodb/dynamodb';
import { StreamLog } from '../../../streams/stream-log';
import { filterOf } from '../filter';
import type { StreamMapping } from '../mapping';
import type { Poller, PollerParts, ProcessingResult } from '../poller';
import { type LaneOptions, StreamLane } from './lane';
import { LaneReader } from './reader';

export function pollStream(
  mapping: StreamMapping,
  dynamodb: Pick<DynamoDB, 'streamRecords' | 'subscribe'>,
  parts: PollerParts,
  onResult: (result: ProcessingResult) => void,
): Poller {
  const { arn: streamArn, parallelizationFactor: lanes } = mapping.source;
  const log = new StreamLog(dynamodb, parts.clock);
  const filter = filterOf(mapping.filters);
  // Where there is one lane it waits for nobody.
  const among = (lane: number): Pick<LaneOptions, 'mayBegin' | 'onProgress'> => ({
    mayBegin: (shard) => all.every((other, at) => at === lane || (other.unfinishedShard() ?? shard) >= shard),
    onProgress: () => {
      if (lanes > 1) for (const other of all) other.wakeIfWaiting();
    },
  });
  const all: readonly StreamLane[] = Array.from({ length: lanes }, (_, lane) => {
    const reader = new LaneReader({ log, streamArn, filter, lane, lanes });
    return new StreamLane({ parts, mapping, lane, reader, onResult, ...among(lane) });
  });
  const wakeAll = () => {
    for (const lane of all) lane.wake();
  };
  const unsubscribe = dynamodb.subscribe(tableNameIn(streamArn), wakeAll);
  wakeAll();
  return {
    close: () => {
      unsubscribe();
      for (const lane of all) lane.close();
    },
  };
}

/** `arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<label>` */
const tableNameIn = (streamArn: string): string => streamArn.split('/')[1] ?? '';
