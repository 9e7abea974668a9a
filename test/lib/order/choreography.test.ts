import { consumersOf } from '../../../lib/order/choreography';
import type { Consumer } from '../../../lib/saga/consumer';
import type { Envelope } from '../../../lib/saga/envelope';
import { parkKey } from '../../../lib/saga/give-up';
import { epochMillis } from '../../../lib/units';
import { ChoreographedServices, ORDER_ID, SAGA } from '../../fakes/choreographed-services';
import { anOrder, anOrderOf } from './an-order';

const plenty = () => ChoreographedServices.open(anOrder(), 5);

/** Tells and delivers until `type` is told; it is not delivered. */
async function until(type: string, services: ChoreographedServices): Promise<Envelope> {
  await services.begin();
  for (let fresh = services.newEvents(); fresh.length > 0; fresh = services.newEvents()) {
    const found = fresh.find((event) => event.type === type);
    if (found !== undefined) return found;
    for (const event of fresh) await services.deliver(event);
  }
  throw new Error(`'${type}' was never told`);
}
const told = (services: ChoreographedServices) =>
  services.newEvents().map(({ type, causationId, data }) => [type, causationId, data.reason]);

describe('who answers what', () => {
  const answers = (consumers: readonly Consumer[]) =>
    consumers.flatMap(({ functionName, types }) => types.map((type) => `${type} -> ${functionName}`));

  it('is as the picture says', () => {
    expect(answers(Object.values(consumersOf).flat()).sort()).toEqual([
      'inventory.failed -> RefundPayment',
      'inventory.reserved -> CompleteOrder',
      'order.created -> ProcessPayment',
      'payment.failed -> CancelOrder',
      'payment.processed -> ReserveInventory',
      'payment.refunded -> CancelOrder',
    ]);
  });

  it.each(Object.entries(consumersOf))('is clear by the type alone within %s', (_, consumers) => {
    const types = (consumers as readonly Consumer[]).flatMap((consumer) => consumer.types);

    expect(new Set(types).size).toBe(types.length);
  });
});

describe('each service', () => {
  it.each([
    ['order.created', plenty, 'succeeded', 'payment.processed', undefined],
    [
      'order.created',
      () => ChoreographedServices.open(anOrderOf(10_000_01), 5),
      'rejected',
      'payment.failed',
      'PaymentDeclined',
    ],
    ['payment.processed', plenty, 'succeeded', 'inventory.reserved', undefined],
    ['payment.processed', () => ChoreographedServices.open(anOrder(), 1), 'rejected', 'inventory.failed', 'OutOfStock'],
    ['inventory.reserved', plenty, 'succeeded', 'order.completed', undefined],
    ['inventory.failed', () => ChoreographedServices.open(anOrder(), 1), 'undone', 'payment.refunded', undefined],
    ['payment.refunded', () => ChoreographedServices.open(anOrder(), 1), 'undone', 'order.cancelled', undefined],
  ] as const)('answers %s once, and names it as the cause of what it tells', async (type, open, outcome, next, reason) => {
    const services = open();
    const event = await until(type, services);

    const first = await services.deliver(event);
    const second = await services.deliver(event);

    expect([first, second]).toEqual([[outcome], ['alreadyProcessed']]);
    expect(told(services)).toEqual([[next, event.id, reason]]);
  });

  it('has no effect with an action that comes after its compensation, which is success', async () => {
    const services = plenty();
    const event = await until('order.created', services);
    await services.giveUp(event);

    expect(await services.deliver(event)).toEqual(['fenced']);
    expect(services.books()).toMatchObject({ paid: 0 });
    await services.settle();
    expect(services.books()).toMatchObject({ order: 'CANCELLED', paid: 0 });
  });

  it('keeps the chain going where a compensation finds that its action never ran', async () => {
    const services = plenty();
    const created = await until('order.created', services);
    const failed: Envelope = {
      ...created,
      id: 'x',
      type: 'inventory.failed',
      data: { ...created.data, reason: '', message: '' },
    };

    expect(await services.deliver(failed)).toEqual(['nothingToUndo']);
    expect(told(services)).toEqual([['payment.failed', 'x', 'NeverCharged']]);
    expect(await services.deliver(created)).toEqual(['fenced']);
  });

  it('leaves the events of an orchestrated saga alone, which its state machine drives', async () => {
    const services = plenty();
    const event = { ...(await until('order.created', services)), style: 'orchestrated' as const };

    expect(await services.deliver(event)).toEqual(['notChoreographed']);
    expect(await services.giveUp(event)).toEqual(['alreadyDecided']);
    expect(services.newEvents()).toEqual([]);
    expect(services.books().paid).toBe(0);
  });

  it('refuses an event without what its type promises, and one that it does not answer', async () => {
    const services = plenty();
    const event = await until('order.created', services);
    const [consumer] = consumersOf.payments;
    const consume = (given: Envelope) => consumer.consume(services.stores.payments, given, epochMillis(1));

    await expect(consume({ ...event, data: { order: anOrder() } })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(consume({ ...event, type: 'toString' })).rejects.toThrow(
      "'ProcessPayment' answers order.created; the event is 'toString'",
    );
  });
});

describe('giving up', () => {
  const short = () => ChoreographedServices.open(anOrder(), 1);

  it.each([
    ['order.created', plenty, 'failed', [['payment.failed', 'GaveUp']], 'CANCELLED', 0],
    ['payment.processed', plenty, 'failed', [['inventory.failed', 'GaveUp']], 'CANCELLED', 0],
    ['inventory.reserved', plenty, 'parked', [], 'PENDING', 30_00],
    ['inventory.failed', short, 'parked', [['payment.failed', 'RefundFailed']], 'CANCELLED', 30_00],
    ['payment.refunded', short, 'parked', [], 'PENDING', 0],
  ] as const)('on %s is final, is told, and done once', async (type, open, outcome, tells, order, paid) => {
    const services = open();
    const event = await until(type, services);

    const first = await services.giveUp(event);
    const [events, fork] = [services.fork().newEvents(), services.fork()];
    const second = await services.giveUp(event);

    expect([first, second]).toEqual([[outcome], [outcome === 'failed' ? 'alreadyDecided' : 'parked']]);
    expect(events.map(({ type, data }) => [type, data.reason])).toEqual(tells);
    expect(events.every(({ causationId, style }) => causationId === event.id && style === 'choreographed')).toBe(true);
    await fork.settle();
    expect(fork.books()).toMatchObject({ order, paid });
  });

  it.each([
    ['order.created', plenty],
    ['payment.processed', plenty],
    ['inventory.reserved', plenty],
    ['inventory.failed', short],
    ['payment.refunded', short],
  ] as const)('on %s lets stand what was done meanwhile', async (type, open) => {
    const services = open();
    const event = await until(type, services);
    await services.deliver(event);
    const before = services.books();
    services.newEvents();

    expect(await services.giveUp(event)).toEqual(['alreadyDecided']);
    expect(services.newEvents()).toEqual([]);
    expect(services.books()).toEqual(before);
  });

  it('on a refund where nothing was charged tells so, and parks nothing', async () => {
    const services = plenty();
    const created = await until('order.created', services);
    const failed: Envelope = {
      ...created,
      id: 'x',
      type: 'inventory.failed',
      data: { ...created.data, reason: '', message: '' },
    };

    expect(await services.giveUp(failed)).toEqual(['nothingToUndo']);
    expect(told(services)).toEqual([['payment.failed', 'x', 'NeverCharged']]);
    expect(services.books().parked).toEqual([]);
  });

  it('leaves a person what it takes to go on: the reason, and the event to be delivered again', async () => {
    const services = short();
    const event = await until('inventory.failed', services);

    await services.giveUp(event);

    expect(services.stores.payments.row(parkKey({ sagaId: SAGA, step: 'ProcessPayment' }))).toEqual({
      sagaId: ORDER_ID,
      step: 'ProcessPayment',
      function: 'RefundPayment',
      fence: 'APPLIED',
      why: 'its tries are spent',
      parkedAt: 1_700_000_000_000,
      event,
    });
    expect(await services.deliver(event)).toEqual(['undone']);
    expect(services.books()).toMatchObject({ paid: 0, parked: [] });
  });

  it('tells of a failed refund under an aggregate and an id of its own, so that the refund may yet be told', async () => {
    const services = short();
    const event = await until('inventory.failed', services);

    await services.giveUp(event);
    await services.deliver(event);

    expect(services.newEvents().map(({ id, subject, sequence, type }) => [id, subject, sequence, type])).toEqual([
      ['order-1.RefundPayment.gaveUp.1', 'compensation#order-1.RefundPayment', 1, 'payment.failed'],
      ['order-1.RefundPayment.1', 'payment#order-1.ProcessPayment', 2, 'payment.refunded'],
    ]);
  });
});
