import { choreographedDoor } from '../../../lib/aws/choreographed-door';
import { doorHandler } from '../../../lib/aws/door-handler';
import { cancelOrder, createOrder } from '../../../lib/order/order-service';
import { placeOrder } from '../../../lib/order/place-order';
import { performCompensation } from '../../../lib/saga/participant';
import { sagaId } from '../../../lib/saga/rule';
import { MemoryExecutions } from '../../fakes/memory-executions';
import { MemoryLedger } from '../../fakes/memory-ledger';
import { MemoryParticipantStore } from '../../fakes/memory-participant-store';
import { anOrder } from '../order/an-order';
import { aContainer, CONTEXT } from './a-container';
import { AT } from './transactions';

const ORDER = { pk: 'order#order-1', sk: 'order' };

function doors() {
  const { dependencies, lines } = aContainer();
  const [ledger, store, executions] = [new MemoryLedger(), new MemoryParticipantStore(), new MemoryExecutions()];
  const idOf = ({ orderId }: { readonly orderId: string }) => orderId;
  const begin = choreographedDoor(placeOrder, 'CreateOrder', createOrder, idOf, { ...dependencies, ledger, store });
  const start = doorHandler(placeOrder, idOf, { ...dependencies, ledger, executions });
  return {
    lines,
    ledger,
    store,
    begin: (request: unknown) => begin(request, CONTEXT),
    start: (request: unknown) => start(request, CONTEXT),
  };
}

describe('the door of a choreographed saga', () => {
  it('performs the first step, whose event sets the others in motion', async () => {
    const { lines, store, begin } = doors();

    expect(await begin(anOrder())).toEqual({ sagaId: 'order-1', status: 'accepted' });

    expect(store.row(ORDER)).toMatchObject({ status: 'PENDING' });
    expect(store.outbox()).toMatchObject([
      {
        id: 'order-1.CreateOrder.1',
        type: 'order.created',
        style: 'choreographed',
        causationId: 'order-1.CreateOrder',
      },
    ]);
    expect(lines).toMatchObject([
      { fields: { saga: 'PlaceOrder', style: 'choreographed', sagaId: 'order-1', outcome: 'accepted' } },
    ]);
  });

  it('takes the same request for the same saga, and tells nothing twice', async () => {
    const { store, begin } = doors();
    await begin(anOrder());

    expect(await begin(anOrder())).toEqual({ sagaId: 'order-1', status: 'replayed' });
    expect(store.outbox()).toHaveLength(1);
  });

  it('goes on where the first request died between the ledger and the step', async () => {
    const { store, begin } = doors();
    const { commit } = store;
    store.commit = () => Promise.reject(new Error('socket hang up'));
    await expect(begin(anOrder())).rejects.toThrow('socket hang up');
    store.commit = commit;

    expect(await begin(anOrder())).toEqual({ sagaId: 'order-1', status: 'replayed' });
    expect(store.row(ORDER)).toMatchObject({ status: 'PENDING' });
  });

  it('knows a request again whose saga has been undone since', async () => {
    const { store, begin } = doors();
    await begin(anOrder());
    const id = sagaId('order-1');
    const context = { sagaId: id, input: anOrder(), results: {}, at: AT };
    await performCompensation(
      store,
      { key: { sagaId: id, step: 'CreateOrder' }, functionName: 'CancelOrder', context },
      cancelOrder,
    );

    expect(await begin(anOrder())).toEqual({ sagaId: 'order-1', status: 'replayed' });
    expect(store.row(ORDER)).toMatchObject({ status: 'CANCELLED' });
  });

  it.each([
    ['another order under the same id', anOrder({ currency: 'USD' }), 'KeyReused'],
    ['a malformed order', { orderId: 'order-2' }, 'InvalidRequest'],
  ])('refuses %s, and begins nothing', async (_, request, name) => {
    const { ledger, store, begin } = doors();
    await begin(anOrder());

    await expect(begin(request)).rejects.toMatchObject({ name });
    expect(ledger.kept.size).toBe(1);
    expect(store.committed).toHaveLength(1);
  });

  it('refuses an order that a state machine drives, and the other way round: one saga has one driver', async () => {
    const orchestrated = doors();
    await orchestrated.start(anOrder());
    const choreographed = doors();
    await choreographed.begin(anOrder());

    await expect(orchestrated.begin(anOrder())).rejects.toMatchObject({
      name: 'KeyReused',
      message:
        "id 'order-1' was accepted before for saga 'PlaceOrder' (orchestrated), not 'PlaceOrder' (choreographed); use a new id",
    });
    await expect(choreographed.start(anOrder())).rejects.toMatchObject({ name: 'KeyReused' });
    expect(orchestrated.store.committed).toEqual([]);
  });
});
