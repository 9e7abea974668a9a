import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { FaultList } from '../../../local/faults';
import { CLIENT, type Service } from '../../../local/service';
import { directClientConfig } from '../../../local/wire/direct';
import { createRouter, type Router } from '../../../local/wire/router';
import { streamline } from '../../../local/wire/streamline';
import { aBench } from '../events/fixture';

/** Counts which way the calls go, and keeps what the service is given. */
function aClient(prepare: boolean) {
  const { events, notices } = aBench();
  const given: unknown[] = [];
  const service: Service = {
    name: 'events',
    call: (operation, input, caller) => {
      given.push(input);
      return events.call(operation, input, caller);
    },
  };
  const faults = new FaultList(new VirtualClock());
  const inner = createRouter({ events: service }, faults);
  const ways = { text: 0 };
  const router: Router = {
    ...inner,
    route: (call) => {
      ways.text++;
      return inner.route(call);
    },
  };
  const entropy = seededEntropy(1);
  const config = directClientConfig({ router, caller: CLIENT, nextRequestId: () => entropy.uuid() }, 'eu-west-1');
  const client = new EventBridgeClient(config);
  if (prepare) streamline(client);
  const put = (...Entries: readonly PutEventsRequestEntry[]) =>
    client.send(new PutEventsCommand({ Entries: [...Entries] }));
  return { client, events, faults, given, notices, put, ways };
}

const anEntry = { Source: 'shop', DetailType: 'order.created', Detail: '{"orderId":"o-1"}' };
const atTime = { ...anEntry, Time: new Date(1_767_225_600_500), EventBusName: 'default' };

describe('PutEvents of a client that was streamlined', () => {
  it('gives the service, and the caller, what the text would have given them', async () => {
    const [short, long] = [aClient(true), aClient(false)];

    const [{ $metadata, ...direct }, { $metadata: _, ...through }] = [
      await short.put(anEntry, atTime, { Source: 'shop' }),
      await long.put(anEntry, atTime, { Source: 'shop' }),
    ];

    expect(direct).toEqual(through);
    expect(direct.FailedEntryCount).toBe(1);
    expect($metadata.httpStatusCode).toBe(200);
    expect(short.given).toEqual(long.given);
    expect(short.notices).toEqual(long.notices);
    expect([short.ways.text, long.ways.text]).toEqual([0, 1]);
  });

  it('goes the whole way with members that are rare, while faults are set, and once someone stands before calls', async () => {
    const { faults, put, ways } = aClient(true);

    await put({ ...anEntry, Resources: ['arn:aws:s3:::orders'] });
    faults.add({ target: { service: 'dynamodb', operation: 'PutItem' }, kind: 'notApplied', error: 'never' });
    await put(anEntry);
    faults.clear();
    faults.intercept((_, { run }) => run());
    await put(anEntry);

    expect(ways.text).toBe(3);
  });

  it("is refused by the client's own exceptions", async () => {
    const { put } = aClient(true);

    const refused = await put().catch((error: unknown) => error);

    expect(refused).toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
  });

  it('is tried again by the client where the bus is throttled for a moment', async () => {
    const { events, given, put } = aClient(true);
    events.pause('default', 'ThrottlingException', () => given.length === 1);

    const { FailedEntryCount } = await put(anEntry);

    expect(FailedEntryCount).toBe(0);
    expect(given).toHaveLength(2);
  });
});
