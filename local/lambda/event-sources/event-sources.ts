/** Lambda's event source mappings, for the streams of DynamoDB tables and for SQS queues. */
import type { JsonObject } from '../../../lib/units';
import { StreamCatalog } from '../../streams/catalog';
import { StreamLog } from '../../streams/stream-log';
import type { LambdaFunction } from '../function';
import type { LambdaModel } from '../lambda';
import { Mappings, type MappingsOptions } from './mappings';
import { createEventSourceMapping, declareMapping } from './operations/create-event-source-mapping';
import { deleteEventSourceMapping } from './operations/delete-event-source-mapping';
import { getEventSourceMapping } from './operations/get-event-source-mapping';
import { listEventSourceMappings } from './operations/list-event-source-mappings';
import type { Model, Operation } from './operations/operation';
import { updateEventSourceMapping } from './operations/update-event-source-mapping';

export interface EventSourcesOptions extends MappingsOptions {
  /** The function, or `ResourceNotFoundException`. */
  readonly findFunction: (functionName: string) => LambdaFunction;
}

export interface EventSources {
  /** By AWS's name. */
  readonly operations: ReadonlyMap<string, (input: JsonObject) => Promise<JsonObject>>;
  /** Creates the mapping of that id, or brings it up to date and leaves its position: for templates. */
  declare(uuid: string, input: JsonObject): Promise<void>;
  /** Begins to poll, once the functions are there. */
  start(): void;
  /** Ends polling; every position stays in the store. */
  close(): void;
}

const OPERATIONS: readonly (readonly [name: string, operation: Operation])[] = [
  ['CreateEventSourceMapping', createEventSourceMapping],
  ['DeleteEventSourceMapping', deleteEventSourceMapping],
  ['GetEventSourceMapping', getEventSourceMapping],
  ['ListEventSourceMappings', listEventSourceMappings],
  ['UpdateEventSourceMapping', updateEventSourceMapping],
];

export function createEventSources(options: EventSourcesOptions): EventSources {
  const { dynamodb, clock, entropy, sqs, findFunction } = options;
  const mappings = new Mappings(options);
  const model: Model = {
    clock,
    entropy,
    mappings,
    sqs,
    findFunction,
    catalog: new StreamCatalog(dynamodb),
    log: new StreamLog(dynamodb, clock),
  };
  return {
    operations: new Map(OPERATIONS.map(([name, run]) => [name, async (input: JsonObject) => run(model, input)])),
    declare: (uuid, input) => declareMapping(model, uuid, input),
    start: () => mappings.start(),
    close: () => mappings.close(),
  };
}

/** Lambda with the operations about mappings. */
export type LambdaService = LambdaModel & { readonly eventSources: EventSources };

export function withEventSources(lambda: LambdaModel, eventSources: EventSources): LambdaService {
  return {
    ...lambda,
    eventSources,
    call: (operation, input, caller) =>
      eventSources.operations.get(operation)?.(input) ?? lambda.call(operation, input, caller),
  };
}
