/** The mappings that there are: held in memory, written through to the store, each with its poller while it is enabled. */
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDB } from '../../dynamodb/dynamodb';
import { AwsError } from '../../service';
import type { Change } from '../../store/store';
import type { Position } from '../../streams/stream-log';
import type { Standing } from './describe';
import { ALL_MAPPINGS, checkpointKey, checkpointsOf, mappingKey } from './keys';
import { type EventSourceMapping, isQueueMapping, isStreamMapping } from './mapping';
import type { Poller, PollerParts, ProcessingResult } from './poller';
import { QueuePoller } from './queue/queue-poller';
import { pollStream } from './stream/stream-poller';

export interface MappingsOptions extends PollerParts {
  readonly account: string;
  readonly dynamodb: DynamoDB;
}

export class Mappings {
  private readonly mappings = new Map<string, EventSourceMapping>();
  private readonly pollers = new Map<string, Poller>();
  private readonly results = new Map<string, ProcessingResult>();
  private running = false;

  constructor(private readonly options: MappingsOptions) {
    for (const [, value] of options.store.range(ALL_MAPPINGS)) {
      const mapping = value as EventSourceMapping;
      this.mappings.set(mapping.uuid, mapping);
    }
  }

  find(uuid: string): EventSourceMapping | undefined {
    return this.mappings.get(uuid);
  }

  /** In the order of their ids. */
  all(): readonly EventSourceMapping[] {
    return [...this.mappings.values()].sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
  }

  standingOf({ uuid, enabled }: EventSourceMapping): Standing {
    const { region, account } = this.options;
    return {
      state: enabled ? 'Enabled' : 'Disabled',
      lastResult: this.results.get(uuid) ?? 'No records processed',
      arn: `arn:aws:lambda:${region}:${account}:event-source-mapping:${uuid}`,
    };
  }

  /** Polls with the mapping as it is now; what an earlier poller has finished stays finished. */
  async put(mapping: EventSourceMapping): Promise<void> {
    if (this.pollers.has(mapping.uuid) && isSame(this.mappings.get(mapping.uuid), mapping)) return;
    this.stop(mapping.uuid);
    const { kept, changes } = this.withCheckpoints(mapping);
    this.mappings.set(kept.uuid, kept);
    await this.options.store.commit([...changes, { kind: 'put', key: mappingKey(kept.uuid), value: kept }]);
    this.poll(kept);
  }

  async delete({ uuid }: EventSourceMapping): Promise<void> {
    this.stop(uuid);
    this.mappings.delete(uuid);
    this.results.delete(uuid);
    await this.options.store.commit([...this.forgotten(uuid), { kind: 'delete', key: mappingKey(uuid) }]);
  }

  start(): void {
    this.running = true;
    for (const mapping of this.mappings.values()) this.poll(mapping);
  }

  close(): void {
    this.running = false;
    for (const uuid of [...this.pollers.keys()]) this.stop(uuid);
  }

  private poll(mapping: EventSourceMapping): void {
    if (!this.running || !mapping.enabled || this.pollers.has(mapping.uuid)) return;
    const onResult = (result: ProcessingResult) => void this.results.set(mapping.uuid, result);
    try {
      if (isStreamMapping(mapping)) {
        this.pollers.set(mapping.uuid, pollStream(mapping, this.options.dynamodb, this.options, onResult));
      } else if (isQueueMapping(mapping)) {
        this.pollers.set(mapping.uuid, new QueuePoller(mapping, this.options, onResult));
      }
    } catch (error) {
      // The queue has been deleted since.
      if (!(error instanceof AwsError)) throw error;
      onResult('PROBLEM: Function call failed');
    }
  }

  private stop(uuid: string): void {
    this.pollers.get(uuid)?.close();
    this.pollers.delete(uuid);
  }

  /**
   * Items change lanes with the number of lanes. Then all begin where the one that is furthest behind stands: what others
   * had finished beyond it comes again, in order.
   */
  private withCheckpoints(mapping: EventSourceMapping): {
    readonly kept: EventSourceMapping;
    readonly changes: readonly Change[];
  } {
    const old = this.mappings.get(mapping.uuid);
    if (old === undefined || !isStreamMapping(old) || !isStreamMapping(mapping)) return { kept: mapping, changes: [] };
    const lanes = old.source.parallelizationFactor;
    if (lanes === mapping.source.parallelizationFactor) return { kept: mapping, changes: [] };
    const positions = Array.from({ length: lanes }, (_, lane): Position => {
      const checkpoint = this.options.store.get(checkpointKey(mapping.uuid, lane));
      return typeof checkpoint === 'number' ? checkpoint : old.source.from;
    });
    const source = { ...mapping.source, from: Math.min(...positions) };
    return { kept: { ...mapping, source }, changes: this.forgotten(mapping.uuid) };
  }

  private forgotten(uuid: string): readonly Change[] {
    return Array.from(this.options.store.range(checkpointsOf(uuid)), ([key]) => ({ kind: 'delete', key }));
  }
}

/** But for when it was changed. */
function isSame(a: EventSourceMapping | undefined, b: EventSourceMapping): boolean {
  return a !== undefined && isDeepStrictEqual({ ...a, lastModified: b.lastModified }, b);
}
