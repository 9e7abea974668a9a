import { eventSource } from '../../../lib/aws/event-entry';
import { eventSchemas } from '../../../lib/order/event-schemas';
import { sourcesOf } from '../../../lib/order/event-sources';

test('every event has the service that tells it for its source', () => {
  const sources = Object.keys(eventSchemas).map((type) => [type, ...sourcesOf([type])]);

  expect(Object.fromEntries(sources)).toEqual({
    'order.created': eventSource('orders'),
    'order.completed': eventSource('orders'),
    'order.cancelled': eventSource('orders'),
    'payment.processed': eventSource('payments'),
    'payment.failed': eventSource('payments'),
    'payment.refunded': eventSource('payments'),
    'inventory.reserved': eventSource('inventory'),
    'inventory.failed': eventSource('inventory'),
    'inventory.released': eventSource('inventory'),
  });
});

test('events of one service have one source between them', () => {
  expect(sourcesOf(['payment.failed', 'order.created', 'payment.refunded'])).toEqual([
    'backstep.payments',
    'backstep.orders',
  ]);
});

test('an event that nobody tells is refused', () => {
  expect(() => sourcesOf(['orders.created'])).toThrow("no service tells of 'orders.created'");
});
