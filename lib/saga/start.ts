/**
 * How a saga begins, once, however often it is asked for.
 *
 * T1. The record comes before the execution: whatever runs has been accepted.
 * T2. One id, one input: the same input again is the same saga, another is refused.
 * T3. A repetition starts the execution too, since the first request may have died between the two; the execution's
 *     name, which is the saga's id, makes that harmless for as long as the name is taken.
 */
import { canonicalJson, type EpochMillis, hashOf, type Json } from '../units';
import type { SagaDefinition } from './definition';
import { InvalidRequest, KeyReused } from './errors';
import { parsed } from './request';
import { type SagaId, sagaId } from './rule';

export interface SagaRecord {
  readonly sagaId: SagaId;
  readonly saga: string;
  readonly version: number;
  /** `hashOf` the input. */
  readonly inputHash: string;
  readonly input: Json;
  readonly acceptedAt: EpochMillis;
}

export interface SagaRecords {
  /** Keeps the record, unless there is one with its id, which is then the answer. */
  accept(record: SagaRecord): Promise<Acceptance>;
}
export type Acceptance =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'found'; readonly record: Pick<SagaRecord, 'saga' | 'inputHash' | 'acceptedAt'> };

export interface SagaExecutions {
  /** Starts the execution of that name, unless its name is taken. */
  start(name: SagaId, input: string): Promise<void>;
  /** The ARN of the execution of that name, whether or not it was started. */
  arnOf(name: SagaId): string;
}

export interface SagaStart {
  readonly kind: 'started' | 'replayed';
  readonly sagaId: SagaId;
  readonly executionArn: string;
}

export interface SagaDoor {
  readonly records: SagaRecords;
  readonly executions: SagaExecutions;
}

/** What an execution's name, a key and a URL all take. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const SAGA_ID = /^[A-Za-z0-9_-]{1,80}$/;
/** The most that an execution takes as its input ("Step Functions service quotas"). */
const MAX_INPUT_BYTES = 262_144;
/** For so long after its end an execution keeps its name taken; an older saga is never started again. */
const NAME_TAKEN_MILLIS = 90 * 24 * 60 * 60 * 1000;

/**
 * @param idOf the idempotency key that the input carries
 * @throws InvalidRequest what is wrong with the request, and where
 * @throws KeyReused when the id belongs to another input
 */
export async function startSaga<Input extends Json>(
  definition: SagaDefinition<Input>,
  idOf: (input: Input) => string,
  request: unknown,
  at: EpochMillis,
  { records, executions }: SagaDoor,
): Promise<SagaStart> {
  const { kind, sagaId, executionInput, acceptedAt } = await acceptSaga(definition, idOf, request, at, records);
  const nameMayBeFree = acceptedAt < at - NAME_TAKEN_MILLIS;
  if (!nameMayBeFree) await executions.start(sagaId, executionInput);
  return { kind, sagaId, executionArn: executions.arnOf(sagaId) };
}

export interface AcceptedSaga<Input> {
  readonly kind: SagaStart['kind'];
  readonly sagaId: SagaId;
  readonly input: Input;
  readonly executionInput: string;
  /** When it was accepted for the first time. */
  readonly acceptedAt: EpochMillis;
}

/**
 * Keeps the saga's record (T1, T2).
 * @param saga the name under which it is kept; what drives a saga differently needs another, since one id has one driver
 * @throws InvalidRequest, KeyReused as `startSaga` does
 */
export async function acceptSaga<Input extends Json>(
  { input: schema, name, version }: SagaDefinition<Input>,
  idOf: (input: Input) => string,
  request: unknown,
  at: EpochMillis,
  records: SagaRecords,
  saga = name,
): Promise<AcceptedSaga<Input>> {
  const input = parsed(schema, request, `the request for saga '${name}'`);
  const id = checkedId(idOf(input));
  const executionInput = checkedInput(input);
  const record: SagaRecord = { sagaId: id, saga, version, inputHash: hashOf(input), input, acceptedAt: at };
  const acceptance = await records.accept(record);
  if (acceptance.kind === 'found') refuseAnother(record, acceptance.record);
  const known = { sagaId: id, input, executionInput };
  return acceptance.kind === 'found'
    ? { kind: 'replayed', acceptedAt: acceptance.record.acceptedAt, ...known }
    : { kind: 'started', acceptedAt: at, ...known };
}

function checkedId(id: string): SagaId {
  if (!SAGA_ID.test(id)) {
    throw new InvalidRequest(`the saga's id must match ${SAGA_ID.source}; '${id.slice(0, 80)}' does not, so change it`);
  }
  return sagaId(id);
}

/** The same text for the same input, whatever the order of its fields: the service compares text. */
function checkedInput(input: Json): string {
  const text = canonicalJson({ input });
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_INPUT_BYTES) {
    throw new InvalidRequest(
      `the input takes ${bytes} bytes; an execution takes ${MAX_INPUT_BYTES}, so send a reference to what is large`,
    );
  }
  return text;
}

// T2
function refuseAnother({ sagaId, saga, inputHash }: SagaRecord, found: { saga: string; inputHash: string }): void {
  if (found.saga !== saga) {
    throw new KeyReused(`id '${sagaId}' was accepted before for saga '${found.saga}', not '${saga}'; use a new id`);
  }
  if (found.inputHash === inputHash) return;
  throw new KeyReused(
    `id '${sagaId}' was accepted before with another input; send the first input again, or use a new id`,
  );
}
