import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbParticipantStore } from '../../../lib/aws/dynamodb-participant-store';
import { actionHandler, compensationHandler } from '../../../lib/aws/step-handler';
import { releaseInventory, reserveInventory } from '../../../lib/order/inventory-service';
import type { OrderRequest } from '../../../lib/order/order';
import { cancelOrder, completeOrder, createOrder } from '../../../lib/order/order-service';
import { processPayment, refundPayment } from '../../../lib/order/payment-service';
import { placeOrder } from '../../../lib/order/place-order';
import { aContainer, CONTEXT } from '../aws/a-container';
import { aLocalTable } from '../aws/local-table';
import { anOrder } from './an-order';

/** The three services over tables of their own, called in any order. */
async function services() {
  const { dependencies } = aContainer();
  const participant = (documents: DynamoDBDocumentClient) => ({
    ...dependencies,
    store: dynamoDbParticipantStore(documents, 'Table', { wait: async () => {}, fraction: () => 0 }),
  });
  const [orders, payments, stock] = [
    await aLocalTable('Table'),
    await aLocalTable('Table'),
    await aLocalTable('Table'),
  ];
  const [o, p, s] = [participant(orders), participant(payments), participant(stock)];
  const row = async (documents: DynamoDBDocumentClient, pk: string, sk: string) =>
    (await documents.send(new GetCommand({ TableName: 'Table', Key: { pk, sk } }))).Item;
  return {
    functions: {
      CreateOrder: actionHandler(placeOrder, 'CreateOrder', createOrder, o),
      CompleteOrder: actionHandler(placeOrder, 'CompleteOrder', completeOrder, o),
      CancelOrder: compensationHandler(placeOrder, 'CancelOrder', cancelOrder, o),
      ProcessPayment: actionHandler(placeOrder, 'ProcessPayment', processPayment, p),
      RefundPayment: compensationHandler(placeOrder, 'RefundPayment', refundPayment, p),
      ReserveInventory: actionHandler(placeOrder, 'ReserveInventory', reserveInventory, s),
      ReleaseInventory: compensationHandler(placeOrder, 'ReleaseInventory', releaseInventory, s),
    },
    async shelve(sku: string, available: number) {
      const Item = { pk: `stock#${sku}`, sk: 'stock', sku, available, reserved: 0 };
      await stock.send(new PutCommand({ TableName: 'Table', Item }));
    },
    async books() {
      const order = await row(orders, 'order#order-1', 'order');
      const payment = await row(payments, 'payment#order-1.ProcessPayment', 'payment');
      const refund = await row(payments, 'payment#order-1.ProcessPayment', 'refund');
      const reservation = await row(stock, 'reservation#order-1.ReserveInventory', 'reservation');
      const book = await row(stock, 'stock#book', 'stock');
      return {
        order: order?.status,
        payment: payment?.status,
        refunded: refund?.amount,
        reservation: reservation?.status,
        available: book?.available,
        reserved: book?.reserved,
      };
    },
  };
}

/** Calls actions one after the other, each with the results of those before it. */
async function run(functions: Awaited<ReturnType<typeof services>>['functions'], input: OrderRequest) {
  const results: Record<string, unknown> = {};
  for (const step of ['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder'] as const) {
    results[step] = await functions[step](call(step, 'act', input, results), CONTEXT);
  }
  return results;
}

function call(step: string, intent: string, input: OrderRequest, results: object = {}) {
  return { saga: 'PlaceOrder', sagaId: input.orderId, step, intent, attempt: 0, state: { input, results } };
}

describe('the life of an order', () => {
  it('ends completed, charged and reserved', async () => {
    const { functions, shelve, books } = await services();
    await shelve('book', 5);

    const results = await run(functions, anOrder());

    expect(results).toEqual({
      CreateOrder: { orderId: 'order-1', total: 30_00 },
      ProcessPayment: { paymentId: 'order-1.ProcessPayment', charged: 30_00 },
      ReserveInventory: { reservationId: 'order-1.ReserveInventory' },
      CompleteOrder: { orderId: 'order-1', status: 'COMPLETED' },
    });
    expect(await books()).toEqual({
      order: 'COMPLETED',
      payment: 'CHARGED',
      refunded: undefined,
      reservation: 'HELD',
      available: 3,
      reserved: 2,
    });
  });

  it('leaves no trace but history when it is undone without any answer of its actions', async () => {
    const { functions, shelve, books } = await services();
    const input = anOrder();
    await shelve('book', 2);
    await functions.CreateOrder(call('CreateOrder', 'act', input), CONTEXT);
    const results = { CreateOrder: { orderId: 'order-1', total: 30_00 } };
    await functions.ProcessPayment(call('ProcessPayment', 'act', input, results), CONTEXT);
    const more = { ...results, ProcessPayment: { paymentId: 'order-1.ProcessPayment', charged: 30_00 } };
    await functions.ReserveInventory(call('ReserveInventory', 'act', input, more), CONTEXT);

    const undone = [
      await functions.ReleaseInventory(call('ReserveInventory', 'undo', input), CONTEXT),
      await functions.RefundPayment(call('ProcessPayment', 'undo', input), CONTEXT),
      await functions.CancelOrder(call('CreateOrder', 'undo', input), CONTEXT),
    ];

    expect(undone).toEqual(Array(3).fill({ outcome: 'undone' }));
    expect(await books()).toEqual({
      order: 'CANCELLED',
      payment: 'REFUNDED',
      refunded: 30_00,
      reservation: 'RELEASED',
      available: 2,
      reserved: 0,
    });
  });

  it('reserves the last piece and refuses one more, leaving the shelf as it is', async () => {
    const { functions, shelve, books } = await services();
    await shelve('book', 2);
    const results = {
      CreateOrder: { orderId: 'x', total: 0 },
      ProcessPayment: { paymentId: 'x', charged: 0 },
    };
    await functions.ReserveInventory(call('ReserveInventory', 'act', anOrder(), results), CONTEXT);
    const late = anOrder({ orderId: 'order-2', lines: [{ sku: 'book', quantity: 1, unitPrice: 1 }] });

    const refused = functions.ReserveInventory(call('ReserveInventory', 'act', late, results), CONTEXT);

    await expect(refused).rejects.toMatchObject({
      name: 'OutOfStock',
      message: "fewer than 1 of 'book' are available",
    });
    expect(await books()).toMatchObject({ reservation: 'HELD', available: 0, reserved: 2 });
  });
});
