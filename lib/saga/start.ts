/**
 * How a saga begins, once, however often it is asked for.
 *
 * T1. The record comes before the execution: whatever runs has been accepted.
 * T2. One id, one input: the same input again is the same saga, another is refused.
 * T3. A repetition starts the execution too, since the first request may have died between the two; the execution's
 *     name, which is the saga's id, makes that harmless for as long as the name is taken.
 */
import { type EpochMillis, hashOf, type Json } from '../units';
import type { SagaDefinition } from './definition';
import { InvalidRequest, KeyReused } from './errors';
import { MAX_SAGA_ID_LENGTH, type SagaStarter } from './executions';
import { executionInput, NAME_TAKEN_MILLIS } from './guard';
import { type Acceptance, acceptedRecord, type SagaLedger, type SagaRecord } from './ledger';
import type { SagaStyle } from './outbox';
import { MAX_INPUT_BYTES } from './recovery';
import { parsed } from './request';
import { type SagaId, sagaId } from './rule';

export interface SagaStart {
  readonly kind: 'started' | 'replayed';
  readonly sagaId: SagaId;
  readonly executionArn: string;
}

/** What a door asks of the ledger. */
export type Acceptances = Pick<SagaLedger, 'accept'>;

export interface SagaDoor {
  readonly ledger: Acceptances;
  readonly executions: SagaStarter;
}

/** What an execution's name, a key and a URL all take, with room for what names a recovery. */
const SAGA_ID = new RegExp(`^[A-Za-z0-9_-]{1,${MAX_SAGA_ID_LENGTH}}$`);

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
  { ledger, executions }: SagaDoor,
): Promise<SagaStart> {
  const driver: Driver = { style: 'orchestrated', arnOf: executions.arnOf };
  const accepted = await acceptSaga(definition, idOf, request, at, ledger, driver);
  const { kind, sagaId } = accepted;
  // What was ended or cancelled before it began must not begin any more.
  const nameMayBeFree = accepted.acceptedAt < at - NAME_TAKEN_MILLIS;
  if (!nameMayBeFree && accepted.isRunning) await executions.start(sagaId, accepted.executionInput);
  return { kind, sagaId, executionArn: executions.arnOf(sagaId) };
}

/** Who drives a saga on. One id has one driver. */
export interface Driver {
  readonly style: SagaStyle;
  /** The ARN of its execution; null where it has none. */
  readonly arnOf: (saga: SagaId) => string | null;
}

export interface AcceptedSaga<Input> {
  readonly kind: SagaStart['kind'];
  readonly sagaId: SagaId;
  readonly input: Input;
  readonly executionInput: string;
  /** When it was accepted for the first time. */
  readonly acceptedAt: EpochMillis;
  /** Whether it may begin: nothing is known of its end yet, nor of its being undone. */
  readonly isRunning: boolean;
}

/**
 * Keeps the saga's record (T1, T2).
 * @throws InvalidRequest, KeyReused as `startSaga` does
 */
export async function acceptSaga<Input extends Json>(
  { input: schema, name, version }: SagaDefinition<Input>,
  idOf: (input: Input) => string,
  request: unknown,
  at: EpochMillis,
  ledger: Acceptances,
  { style, arnOf }: Driver,
): Promise<AcceptedSaga<Input>> {
  const input = parsed(schema, request, `the request for saga '${name}'`);
  const id = checkedId(idOf(input));
  const executionInput = checkedInput(input);
  const record = acceptedRecord({
    sagaId: id,
    saga: name,
    version,
    style,
    inputHash: hashOf(input),
    input,
    executionArn: arnOf(id),
    at,
  });
  const acceptance = await ledger.accept(record);
  const known = { sagaId: id, input, executionInput };
  if (acceptance.kind === 'accepted') return { kind: 'started', acceptedAt: at, isRunning: true, ...known };
  const { acceptedAt, state } = refuseAnother(record, acceptance.record);
  return { kind: 'replayed', acceptedAt, isRunning: state === 'RUNNING', ...known };
}

function checkedId(id: string): SagaId {
  if (!SAGA_ID.test(id)) {
    throw new InvalidRequest(`the saga's id must match ${SAGA_ID.source}; '${id.slice(0, 80)}' does not, so change it`);
  }
  return sagaId(id);
}

function checkedInput(input: Json): string {
  const text = executionInput(input);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_INPUT_BYTES) {
    throw new InvalidRequest(
      `the input takes ${bytes} bytes; an execution takes ${MAX_INPUT_BYTES}, so send a reference to what is large`,
    );
  }
  return text;
}

type Found = Extract<Acceptance, { kind: 'found' }>['record'];

// T2
function refuseAnother({ sagaId, saga, style, inputHash }: SagaRecord, found: Found): Found {
  if (found.saga !== saga || found.style !== style) {
    throw new KeyReused(
      `id '${sagaId}' was accepted before for saga '${found.saga}' (${found.style}), not '${saga}' (${style}); use a new id`,
    );
  }
  if (found.inputHash === inputHash) return found;
  throw new KeyReused(
    `id '${sagaId}' was accepted before with another input; send the first input again, or use a new id`,
  );
}
