import fc from 'fast-check';
import { dynamoDbParticipantStore } from '../../../lib/aws/dynamodb-participant-store';
import { decodeFence } from '../../../lib/aws/fence-item';
import type { Fence } from '../../../lib/saga/fence';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis, type Json } from '../../../lib/units';
import { aLocalTable } from './local-table';
import { aTransaction } from './transactions';

const at = fc.nat().map(epochMillis);
/** Of text, which cannot tell -0 from 0. */
const json: fc.Arbitrary<Json> = fc.json().map((text) => JSON.parse(text) as Json);
const fence: fc.Arbitrary<Fence> = fc.oneof(
  fc.record({
    status: fc.constant('APPLIED' as const),
    at,
    requestHash: fc.stringMatching(/^[0-9a-f]{8}$/),
    result: json,
  }),
  fc.record({
    status: fc.constant('REJECTED' as const),
    at,
    requestHash: fc.stringMatching(/^[0-9a-f]{8}$/),
    rejection: fc.record({ reason: fc.string(), message: fc.string() }),
  }),
  fc.record({ status: fc.constantFrom('COMPENSATED' as const, 'TOMBSTONE' as const), at }),
);

describe('a stored fence', () => {
  it('comes back as it was, whatever the answer it keeps', async () => {
    const documents = await aLocalTable('Payments');
    const store = dynamoDbParticipantStore(documents, 'Payments', { wait: async () => {}, fraction: () => 0 });
    let sagas = 0;

    await fc.assert(
      fc.asyncProperty(fence, async (stored) => {
        const key = { sagaId: sagaId(`saga-${sagas++}`), step: 'Charge' };
        const transaction = aTransaction({ key, fence: { kind: 'create', fence: stored } });
        await store.commit(transaction);

        const outcome = await store.commit(transaction);

        expect(outcome).toEqual({ kind: 'fenceFound', fence: stored });
      }),
    );
  });

  it('keeps the order of the fields of an answer, and numbers beyond those of DynamoDB', async () => {
    const documents = await aLocalTable('Payments');
    const store = dynamoDbParticipantStore(documents, 'Payments', { wait: async () => {}, fraction: () => 0 });
    const result = { b: 1e300, a: { z: Number.MAX_SAFE_INTEGER, y: 0.1 } };
    const stored: Fence = { status: 'APPLIED', at: epochMillis(1), requestHash: 'abc', result };
    await store.commit(aTransaction({ fence: { kind: 'create', fence: stored } }));

    const outcome = await store.commit(aTransaction());

    expect(JSON.stringify(outcome)).toBe(JSON.stringify({ kind: 'fenceFound', fence: stored }));
  });

  it('is not mistaken for another item', () => {
    const item = { pk: { S: 'saga#1' }, sk: { S: 'fence#Charge' }, status: { S: 'OPEN' }, at: { N: '1' } };

    expect(() => decodeFence(item)).toThrow('item saga#1 fence#Charge is no fence: its status is {"S":"OPEN"}');
  });
});
