/** Calls in the AWS JSON protocol to an emulator at an endpoint of its own. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Json, JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import { AwsError } from '../service';

/** Nothing usable at the endpoint that was given; the message says what to do. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
}

/** An endpoint as it is given on a command line. @throws EndpointError unless it is a URL of http or https without a path */
export function endpointOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new EndpointError(`'${text}' is not an endpoint; give the emulator's, http://127.0.0.1:8000 for example`);
  }
  if (url.hostname.endsWith('.amazonaws.com')) {
    throw new EndpointError(`'${text}' is AWS itself, which wants credentials; deploy there with cdk deploy`);
  }
  return url;
}

export interface JsonEndpointOptions {
  readonly endpoint: URL;
  readonly region: string;
  readonly clock: LocalClock;
}

export class JsonEndpoint {
  private readonly agent: HttpAgent;

  constructor(private readonly options: JsonEndpointOptions) {
    const Agent = options.endpoint.protocol === 'https:' ? HttpsAgent : HttpAgent;
    this.agent = new Agent({ keepAlive: true });
  }

  get name(): string {
    return this.options.endpoint.origin;
  }

  /** @param target the API's name in `X-Amz-Target`: `DynamoDB_20120810` */
  async call(target: string, operation: string, input: JsonObject): Promise<JsonObject> {
    const { status, body } = await this.options.clock.busy(this.post(`${target}.${operation}`, JSON.stringify(input)));
    if (status >= 200 && status < 300) return body;
    throw refusal(status, body, `${this.name} does not know ${operation}`);
  }

  close(): void {
    this.agent.destroy();
  }

  private async post(target: string, body: string): Promise<{ readonly status: number; readonly body: JsonObject }> {
    const { endpoint, region, clock } = this.options;
    const send = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
    const day = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': day,
      // Emulators take key and region from it, and check no signature.
      authorization: `AWS4-HMAC-SHA256 Credential=local/${day.slice(0, 8)}/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    };
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = send(endpoint, { method: 'POST', agent: this.agent, headers }, resolve);
        sent.on('error', reject);
        sent.end(body);
      });
      return { status: response.statusCode ?? 0, body: await jsonOf(response) };
    } catch (cause) {
      throw new EndpointError(
        `nothing answers at ${this.name} (${cause instanceof Error ? cause.message : cause}); start the emulator first`,
        { cause },
      );
    }
  }
}

async function jsonOf(response: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text.startsWith('{') ? JSON.parse(text) : {};
}

function refusal(status: number, body: JsonObject, unknown: string): AwsError {
  const { __type: type, message, Message, ...others } = body;
  const name = String(type ?? 'InternalServerError');
  const code = name.slice(name.lastIndexOf('#') + 1);
  const text = message ?? Message ?? (code === 'UnknownOperationException' ? unknown : '');
  const fields: { [member: string]: Json } = {};
  for (const [member, value] of Object.entries(others)) if (value !== undefined) fields[member] = value;
  return new AwsError(code, String(text), status, fields);
}
