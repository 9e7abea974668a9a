import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { eventSource } from '../../../lib/aws/event-entry';
import { eventBridgeBus } from '../../../lib/aws/eventbridge-bus';
import { envelopeOf } from '../../../lib/saga/envelope';
import { anEvent } from '../saga/an-event';

const eventbridge = mockClient(EventBridgeClient);
const bus = eventBridgeBus(new EventBridgeClient({}), 'Backstep');
beforeEach(() => eventbridge.reset());

function aMessage(aggregate: string) {
  const envelope = envelopeOf(anEvent(aggregate), 'backstep.cups');
  return { envelope, body: JSON.stringify(envelope) };
}

describe('the bus', () => {
  it('takes the envelope as the detail of an entry, whose time is when the event occurred', async () => {
    eventbridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    const message = aMessage('cup');

    expect(await bus.publish([message])).toEqual([{ kind: 'acknowledged' }]);
    expect(eventbridge.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
      Entries: [
        {
          EventBusName: 'Backstep',
          Source: 'backstep.cups',
          DetailType: 'cup.filled',
          Detail: message.body,
          Time: new Date(message.envelope.occurredAt),
        },
      ],
    });
  });

  it('looks at every entry of the answer', async () => {
    const Entries = [
      { EventId: '1' },
      { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' },
      { EventId: '3', ErrorCode: 'ThrottlingException' },
      {},
    ];
    eventbridge.on(PutEventsCommand).resolves({ FailedEntryCount: 3, Entries });

    expect(await bus.publish(['a', 'b', 'c', 'd'].map(aMessage))).toEqual([
      { kind: 'acknowledged' },
      { kind: 'refused', code: 'InternalFailure' },
      { kind: 'refused', code: 'ThrottlingException' },
      { kind: 'refused', code: 'NoAnswer' },
    ]);
  });

  it('throws where there is no answer', async () => {
    eventbridge.on(PutEventsCommand).rejects(new Error('socket hang up'));

    await expect(bus.publish([aMessage('cup')])).rejects.toThrow('socket hang up');
  });

  it('counts an entry as AWS does: time, source, detail type and detail, in bytes', () => {
    const { envelope } = aMessage('cup');

    expect(bus.bytesOf({ envelope, body: '{"é":1}' })).toBe(
      14 + 'backstep.cups'.length + 'cup.filled'.length + '{"é":1}'.length + 1,
    );
  });

  it('knows a source by its service, if its name is short enough', () => {
    expect(eventSource('orders')).toBe('backstep.orders');
    expect(eventSource('x'.repeat(55))).toHaveLength(64);
    expect(() => eventSource('x'.repeat(56))).toThrow('it may have 64 bytes');
  });
});
