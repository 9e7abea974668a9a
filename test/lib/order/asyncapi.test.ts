import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { asyncApiDocument } from '../../../lib/order/asyncapi';
import { eventSchemas } from '../../../lib/order/event-schemas';
import type { JsonObject } from '../../../lib/units';
import { ChoreographedServices } from '../../fakes/choreographed-services';
import { anOrder } from './an-order';

const SPECIFICATION = JSON.parse(
  readFileSync(require.resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8'),
) as JsonObject;

/** Not strict: the specification's schema has formats and keywords of its own. */
const ajv = () => new Ajv({ strict: false, validateFormats: false });
const document = asyncApiDocument('1.2.3');
const fields = (value: unknown) => Object(value) as JsonObject;
const typesOf = (value: unknown) => Object.keys(fields(value)).sort();

function everyRef(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === '$ref' ? [String(inner)] : everyRef(inner)));
}
const resolve = (ref: string) =>
  ref
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((value, name) => fields(value)[name], document);

describe('the AsyncAPI document', () => {
  it('is valid by the schema of AsyncAPI 3.0, which would find a channel without its message', () => {
    const isValid = ajv().compile(SPECIFICATION);

    expect(isValid(document) ? [] : isValid.errors).toEqual([]);
    expect(isValid({ ...document, channels: { 'order.created': { messages: { 'order.created': 7 } } } })).toBe(false);
    expect(isValid({ ...document, operations: { tell: { action: 'shout' } } })).toBe(false);
  });

  it('refers to nothing that is not there', () => {
    const refs = everyRef(document);

    expect(refs.length).toBeGreaterThan(30);
    expect(refs.filter((ref) => resolve(ref) === undefined)).toEqual([]);
  });

  it('has a channel and a message for every event', () => {
    const types = Object.keys(eventSchemas).sort();

    expect(typesOf(document.channels)).toEqual(types);
    expect(typesOf(fields(document.components).messages)).toEqual(types);
  });

  it('says who tells each event and who answers it', () => {
    expect(typesOf(document.operations).filter((name) => !name.startsWith('tell.'))).toEqual([
      'CancelOrder.on.payment.failed',
      'CancelOrder.on.payment.refunded',
      'CompleteOrder.on.inventory.reserved',
      'ProcessPayment.on.order.created',
      'RecordSale.on.order.completed',
      'RefundPayment.on.inventory.failed',
      'ReserveInventory.on.payment.processed',
      'SendConfirmation.on.order.completed',
    ]);
    expect(fields(fields(document.operations)['tell.payment.failed'])).toMatchObject({
      action: 'send',
      summary: 'The service for payments tells it.',
    });
  });

  it.each([
    5, 1,
  ])('describes the events of a real order, with %i books on the shelf, and not their mutilations', async (available) => {
    const services = ChoreographedServices.open(anOrder(), available);
    await services.begin();
    const told = await services.settle();

    expect(told.length).toBeGreaterThan(3);
    for (const envelope of told) {
      const { payload } = fields(fields(fields(document.components).messages)[envelope.type]);
      const isEvent = ajv().compile({ ...fields(payload), components: document.components });
      expect([envelope.type, isEvent(envelope), isEvent.errors]).toEqual([envelope.type, true, null]);
      expect(isEvent({ ...envelope, type: 'order.lost' })).toBe(false);
      expect(isEvent({ ...envelope, data: {} })).toBe(false);
      expect(isEvent({ ...envelope, data: { ...envelope.data, order: { ...anOrder(), lines: [] } } })).toBe(false);
      expect(isEvent({ ...envelope, data: { ...envelope.data, more: 1 }, more: 1 })).toBe(true);
    }
  });

  it('is plain JSON, the same each time', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(asyncApiDocument('1.2.3'));
  });
});
