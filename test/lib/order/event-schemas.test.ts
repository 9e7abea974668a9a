import { dataOf, eventSchemas } from '../../../lib/order/event-schemas';
import type { OrderEventType } from '../../../lib/order/events';
import { releaseInventory, reservationGivenUp, reserveInventory } from '../../../lib/order/inventory-service';
import { cancelOrder, completeOrder, createOrder } from '../../../lib/order/order-service';
import { processPayment, refundFailed, refundPayment } from '../../../lib/order/payment-service';
import { type DomainEvent, sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';
import { anOrder, anOrderOf } from './an-order';

const ID = sagaId('order-1');
const RESULTS = {
  CreateOrder: { orderId: 'order-1', total: 30_00 },
  ProcessPayment: { paymentId: 'p', charged: 30_00 },
  ReserveInventory: { reservationId: 'r' },
};
const context = { sagaId: ID, input: anOrder(), results: RESULTS, at: epochMillis(1) };

/** Every event that the services can tell. */
function everyEvent(): readonly DomainEvent[] {
  const dear = { ...context, results: { CreateOrder: { orderId: 'order-1', total: 10_000_01 } } };
  const reserved = reserveInventory(context);
  const refusals = reserved.kind === 'apply' ? reserved.writes.flatMap(({ otherwise }) => otherwise?.events ?? []) : [];
  const refund = refundPayment(context);
  return [
    ...createOrder(context).events,
    ...completeOrder(context).events,
    ...cancelOrder(context).events,
    ...processPayment(context).events,
    ...processPayment({ ...dear, input: anOrderOf(10_000_01) }).events,
    ...refund.events,
    ...(refund.nothing ?? []),
    refundFailed(ID, anOrder(), 'why'),
    ...reserved.events,
    ...refusals,
    reservationGivenUp(ID, anOrder(), 'why'),
    ...releaseInventory(context).events,
  ];
}
const exampleOf = (type: OrderEventType) => everyEvent().find((event) => event.type === type)?.payload ?? {};
const TYPES = Object.keys(eventSchemas) as OrderEventType[];

describe('the schemas of events', () => {
  it('know every event that the services tell, and take it whole', () => {
    expect([...new Set(everyEvent().map(({ type }) => type))].sort()).toEqual([...TYPES].sort());
    for (const { type, payload } of everyEvent()) {
      expect(dataOf(type as OrderEventType, { data: payload })).toEqual(payload);
    }
  });

  it.each(TYPES)('let fields of %s through that they do not know, and leave them out', (type) => {
    expect(dataOf(type, { data: { ...exampleOf(type), more: 1 } })).toEqual(exampleOf(type));
  });

  it.each(
    TYPES.flatMap((type) => Object.keys(exampleOf(type)).map((field) => [type, field] as const)).filter(
      ([, field]) => field !== 'sku',
    ),
  )('refuse %s without its %s', (type, field) => {
    const { [field]: _, ...data } = exampleOf(type);

    expect(() => dataOf(type, { data })).toThrow(
      expect.objectContaining({ name: 'InvalidRequest', message: expect.stringContaining(`'${type}': ${field}`) }),
    );
  });

  it('take nothing from an order and add nothing to it, since steps compare orders by their hashes', () => {
    const data = { order: { ...anOrder(), note: 'gift' } };

    expect(() => dataOf('order.completed', { data })).toThrow('order has unknown fields (note)');
  });

  it('take no amount that is not a whole number', () => {
    expect(() => dataOf('order.created', { data: { ...exampleOf('order.created'), total: 0.5 } })).toThrow(
      'total must be a whole number',
    );
  });
});
