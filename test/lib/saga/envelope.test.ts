import { decodeEnvelope, envelopeOf } from '../../../lib/saga/envelope';
import { anEvent } from './an-event';

const anEnvelope = () => envelopeOf(anEvent('cup', 2), 'backstep.cups');
const without = (field: string) => Object.fromEntries(Object.entries(anEnvelope()).filter(([name]) => name !== field));

describe('an envelope', () => {
  it('is read back as it was written, by way of JSON', () => {
    expect(decodeEnvelope(JSON.parse(JSON.stringify(anEnvelope())))).toEqual(anEnvelope());
  });

  it('may have fields that its reader does not know', () => {
    expect(decodeEnvelope({ ...anEnvelope(), traceId: 't' })).toEqual(anEnvelope());
  });

  it.each(Object.keys(anEnvelope()))('is refused without its %s, which the refusal names', (field) => {
    expect(() => decodeEnvelope(without(field))).toThrow(
      expect.objectContaining({ name: 'InvalidRequest', message: expect.stringContaining(field) }),
    );
  });

  it.each([
    ['version', 2],
    ['sequence', 0],
    ['sequence', 1.5],
    ['sequence', '1'],
    ['style', 'jazz'],
    ['occurredAt', 'yesterday'],
    ['data', []],
    ['data', null],
    ['id', ''],
    ['sagaId', 7],
  ])('is refused with the %s %j', (field, value) => {
    expect(() => decodeEnvelope({ ...anEnvelope(), [field]: value })).toThrow(`the envelope's ${field} must be`);
  });

  it.each([null, undefined, 'text', []])('is not %j', (value) => {
    expect(() => decodeEnvelope(value)).toThrow('the envelope must be an object');
  });
});
