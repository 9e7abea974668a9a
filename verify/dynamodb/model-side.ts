/**
 * The model as one of the two sides, empty at first. It is spoken to in the protocol's own text, through its router, so
 * types of errors and status codes are compared too.
 */
import { VirtualClock } from '../../local/clock';
import { createDynamoDB } from '../../local/dynamodb/dynamodb';
import { seededEntropy } from '../../local/entropy';
import { FaultList } from '../../local/faults';
import { CLIENT } from '../../local/service';
import { MemoryStore } from '../../local/store/memory';
import { createRouter } from '../../local/wire/router';
import { type Answer, answerOf, type Request } from './request';

export interface Side {
  send(request: Request): Promise<Answer>;
  close(): Promise<void>;
}

/** Where both place their tables: dynalite's own default. */
const PLACE = { region: 'us-east-1', account: '000000000000' };
export const headersOf = (operation: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${operation}`,
});

export function openModel(): Side {
  const clock = new VirtualClock(undefined, 'hold');
  const entropy = seededEntropy(1);
  const dynamodb = createDynamoDB({ store: new MemoryStore(), clock, entropy, ...PLACE });
  const router = createRouter({ dynamodb }, new FaultList(clock));
  return {
    async send({ operation, input }) {
      const headers = headersOf(operation);
      const request = { method: 'POST', path: '/', query: {}, headers, body: JSON.stringify(input) };
      const reply = await router.route({ request, requestId: entropy.uuid(), caller: CLIENT });
      return answerOf(reply.statusCode, JSON.parse(Buffer.from(reply.body).toString()));
    },
    close: async () => undefined,
  };
}
