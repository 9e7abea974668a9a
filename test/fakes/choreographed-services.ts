/** The three services and the two reactions with tables of their own in memory, and the events that they tell. */
import { consumersOf } from '../../lib/order/choreography';
import type { OrderRequest } from '../../lib/order/order';
import { createOrder } from '../../lib/order/order-service';
import { confirmationOf, REACTS_TO, salesOf } from '../../lib/order/reactions';
import type { Consumer } from '../../lib/saga/consumer';
import { decodeEnvelope, type Envelope, envelopeOf } from '../../lib/saga/envelope';
import { parkKey } from '../../lib/saga/give-up';
import { performAction } from '../../lib/saga/participant';
import { sagaId } from '../../lib/saga/rule';
import { epochMillis, type JsonObject } from '../../lib/units';
import { MemoryParticipantStore } from './memory-participant-store';
import { MemoryReactionStore } from './memory-reaction-store';

export const ORDER_ID = 'order-1';
export const SAGA = sagaId(ORDER_ID);
const AT = epochMillis(1_700_000_000_000);

const SERVICES = ['orders', 'payments', 'inventory'] as const;
type ServiceName = (typeof SERVICES)[number];
const STEPS = ['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder'] as const;

/** What can be seen of an order once all is quiet. */
export interface Books {
  readonly order: unknown;
  /** Minor units that were charged and not given back. */
  readonly paid: number;
  readonly reservation: unknown;
  readonly available: unknown;
  readonly reserved: unknown;
  /** Steps that wait for a person. */
  readonly parked: readonly string[];
  readonly mails: number;
  readonly sold: unknown;
}

export class ChoreographedServices {
  private constructor(
    readonly order: OrderRequest,
    readonly stores: { readonly [S in ServiceName]: MemoryParticipantStore },
    readonly mails: MemoryReactionStore,
    readonly sales: MemoryReactionStore,
    /** By service, how many of its commits `newEvents` has seen. */
    private readonly seen: { [S in ServiceName]: number },
  ) {}

  /** @param available books on the shelf */
  static open(order: OrderRequest, available: number): ChoreographedServices {
    const [orders, payments, inventory] = [
      new MemoryParticipantStore(),
      new MemoryParticipantStore(),
      new MemoryParticipantStore(),
    ];
    inventory.seed({ pk: 'stock#book', sk: 'stock' }, { sku: 'book', available, reserved: 0 });
    const unseen = { orders: 0, payments: 0, inventory: 0 };
    const stores = { orders, payments, inventory };
    return new ChoreographedServices(order, stores, new MemoryReactionStore(), new MemoryReactionStore(), unseen);
  }

  /** The same at this moment; from then on each goes its own way. */
  fork(): ChoreographedServices {
    const { orders, payments, inventory } = this.stores;
    const stores = {
      orders: new MemoryParticipantStore(orders),
      payments: new MemoryParticipantStore(payments),
      inventory: new MemoryParticipantStore(inventory),
    };
    const [mails, sales] = [new MemoryReactionStore(this.mails), new MemoryReactionStore(this.sales)];
    return new ChoreographedServices(this.order, stores, mails, sales, { ...this.seen });
  }

  /** The first step, as the door performs it. */
  async begin(): Promise<void> {
    const call = {
      key: { sagaId: SAGA, step: 'CreateOrder' },
      functionName: 'CreateOrder',
      style: 'choreographed' as const,
      context: { sagaId: SAGA, input: this.order, results: {}, at: AT },
    };
    await performAction(this.stores.orders, call, createOrder);
  }

  /** What was told since the last call, as the relay would publish it. */
  newEvents(): readonly Envelope[] {
    return SERVICES.flatMap((service) => {
      const { committed } = this.stores[service];
      const fresh = committed.slice(this.seen[service]).flatMap(({ outbox }) => outbox);
      this.seen[service] = committed.length;
      return fresh.map((record) => envelopeOf(record, `backstep.${service}`));
    });
  }

  /** Delivers an event to everyone who answers it; answers what each made of it. */
  async deliver(envelope: Envelope): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const { service, consumer } of answering(envelope)) {
      answers.push(await consumer.consume(this.stores[service], envelope, AT));
    }
    if (envelope.type === REACTS_TO) {
      const message = (functionName: string) => ({ eventId: envelope.id, functionName, at: AT });
      const { about, ...mail } = confirmationOf(envelope);
      const key = { pk: `mail#${about}`, sk: `mail#${envelope.id}` };
      answers.push(await this.mails.commit(message('SendConfirmation'), [{ kind: 'insert', key, row: mail }]));
      answers.push(await this.sales.commit(message('RecordSale'), salesOf(envelope)));
    }
    return answers;
  }

  /** As the functions behind the dead-letter queues do with an event whose tries are spent. */
  async giveUp(envelope: Envelope): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const { service, consumer } of answering(envelope)) {
      answers.push(await consumer.giveUp(this.stores[service], envelope, 'its tries are spent', AT));
    }
    return answers;
  }

  /** Delivers until nobody tells anything new; answers all that was told on the way. */
  async settle(): Promise<readonly Envelope[]> {
    const told: Envelope[] = [];
    for (let fresh = this.newEvents(); fresh.length > 0; fresh = this.newEvents()) {
      told.push(...fresh);
      for (const envelope of fresh) await this.deliver(envelope);
    }
    return told;
  }

  /** The events that wait with the parked steps. */
  parkedEvents(): readonly Envelope[] {
    return this.parks().map(([, row]) => decodeEnvelope(row.event));
  }

  books(): Books {
    const row = (service: ServiceName, pk: string, sk: string) => this.stores[service].row({ pk, sk });
    const payment = row('payments', `payment#${ORDER_ID}.ProcessPayment`, 'payment');
    const refund = row('payments', `payment#${ORDER_ID}.ProcessPayment`, 'refund');
    const stock = row('inventory', 'stock#book', 'stock');
    const sold = [...this.sales.rows.values()];
    return {
      order: row('orders', `order#${ORDER_ID}`, 'order')?.status,
      paid: Number(payment?.amount ?? 0) - Number(refund?.amount ?? 0),
      reservation: row('inventory', `reservation#${ORDER_ID}.ReserveInventory`, 'reservation')?.status,
      available: stock?.available,
      reserved: stock?.reserved,
      parked: this.parks().map(([step]) => step),
      mails: this.mails.rows.size,
      sold: sold.map(({ quantity, amountEUR }) => [quantity, amountEUR]),
    };
  }

  /** Those that are open (give-up.ts, G5). */
  private parks(): readonly (readonly [step: string, row: JsonObject])[] {
    return STEPS.flatMap((step) =>
      SERVICES.flatMap((service) => {
        const key = { sagaId: SAGA, step };
        const row = this.stores[service].row(parkKey(key));
        const fence = this.stores[service].fence(key)?.status ?? 'nothing';
        return row?.fence === fence ? [[step, row] as const] : [];
      }),
    );
  }
}

/** Whether anybody answers the event, a reaction included. */
export const isHeard = (envelope: Envelope): boolean => envelope.type === REACTS_TO || answering(envelope).length > 0;

function answering({ type }: Envelope): readonly { readonly service: ServiceName; readonly consumer: Consumer }[] {
  return SERVICES.flatMap((service) => {
    const consumers: readonly Consumer[] = consumersOf[service];
    return consumers.filter(({ types }) => types.includes(type)).map((consumer) => ({ service, consumer }));
  });
}
