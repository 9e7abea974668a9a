import { releaseInventory, reserveInventory } from '../../../lib/order/inventory-service';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';
import { anOrder } from './an-order';

const at = epochMillis(1_700_000_000_000);
const saga = sagaId('order-1');
const reservationId = 'order-1.ReserveInventory';
const pk = `reservation#${reservationId}`;
const order = anOrder({
  lines: [
    { sku: 'book', quantity: 2, unitPrice: 15_00 },
    { sku: 'lamp', quantity: 1, unitPrice: 49_90 },
    { sku: 'book', quantity: 3, unitPrice: 14_00 },
  ],
});
const results = {
  CreateOrder: { orderId: 'order-1', total: 1 },
  ProcessPayment: { paymentId: 'p', charged: 1 },
};

describe('ReserveInventory', () => {
  it('holds the pieces of each article once, though two lines name it', () => {
    const decision = reserveInventory({ sagaId: saga, input: order, results, at });

    expect(decision).toMatchObject({
      kind: 'apply',
      result: { reservationId },
      writes: [
        {
          kind: 'insert',
          key: { pk, sk: 'reservation' },
          row: {
            reservationId,
            orderId: 'order-1',
            status: 'HELD',
            lines: [
              { sku: 'book', quantity: 5 },
              { sku: 'lamp', quantity: 1 },
            ],
            reservedAt: at,
          },
        },
        {
          kind: 'change',
          key: { pk: 'stock#book', sk: 'stock' },
          add: { available: -5, reserved: 5 },
          when: [{ field: 'available', atLeast: 5 }],
        },
        {
          kind: 'change',
          key: { pk: 'stock#lamp', sk: 'stock' },
          add: { available: -1, reserved: 1 },
          when: [{ field: 'available', atLeast: 1 }],
        },
      ],
      events: [{ type: 'inventory.reserved', aggregate: pk, sequence: 1, payload: { order, reservationId } }],
    });
  });

  it('refuses for the article that there is too little of', () => {
    const decision = reserveInventory({ sagaId: saga, input: order, results, at });

    const refusals = decision.kind === 'apply' ? decision.writes.map(({ otherwise }) => otherwise) : [];
    const message = "fewer than 5 of 'book' are available";
    expect(refusals[0]).toBeUndefined();
    expect(refusals[1]).toEqual({
      kind: 'reject',
      rejection: { reason: 'OutOfStock', message },
      events: [
        {
          type: 'inventory.failed',
          aggregate: pk,
          sequence: 1,
          payload: { order, reason: 'OutOfStock', message, sku: 'book' },
        },
      ],
    });
    expect(refusals[2]?.rejection.message).toBe("fewer than 1 of 'lamp' are available");
  });
});

describe('ReleaseInventory', () => {
  it('moves exactly what was reserved back, without the answer of the reservation', () => {
    const undo = releaseInventory({ sagaId: saga, input: order, results: {}, at });

    expect(undo).toEqual({
      writes: [
        {
          kind: 'change',
          key: { pk, sk: 'reservation' },
          set: { status: 'RELEASED', releasedAt: at },
          when: [{ field: 'status', equals: 'HELD' }],
        },
        {
          kind: 'change',
          key: { pk: 'stock#book', sk: 'stock' },
          add: { available: 5, reserved: -5 },
          when: [{ field: 'reserved', atLeast: 5 }],
        },
        {
          kind: 'change',
          key: { pk: 'stock#lamp', sk: 'stock' },
          add: { available: 1, reserved: -1 },
          when: [{ field: 'reserved', atLeast: 1 }],
        },
      ],
      events: [{ type: 'inventory.released', aggregate: pk, sequence: 2, payload: { order, reservationId } }],
    });
  });
});
