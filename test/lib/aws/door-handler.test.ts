import { doorHandler } from '../../../lib/aws/door-handler';
import { saga } from '../../../lib/saga/builder';
import { MemoryExecutions } from '../../fakes/memory-executions';
import { MemoryLedger } from '../../fakes/memory-ledger';
import { aContainer, CONTEXT } from './a-container';

const trip = saga('BookTrip', { input: { parse: (value) => String(value) } })
  .retriable('BookFlight')
  .build();

function aDoor() {
  const { dependencies, lines } = aContainer();
  const ledger = new MemoryLedger();
  const executions = new MemoryExecutions();
  const handler = doorHandler(trip, (input) => input.slice(0, 6), { ...dependencies, ledger, executions });
  return { handler, lines };
}

describe('the function at the door of a saga', () => {
  it('says that a request is accepted, and that it was accepted before', async () => {
    const { handler, lines } = aDoor();

    const first = await handler('trip-1 Oslo', CONTEXT);
    const second = await handler('trip-1 Oslo', CONTEXT);

    expect(first).toEqual({ sagaId: 'trip-1', executionArn: 'execution:trip-1', status: 'accepted' });
    expect(second).toEqual({ ...first, status: 'replayed' });
    expect(lines.map(({ level, fields }) => [level, fields.outcome, fields.sagaId, fields.saga])).toEqual([
      ['info', 'accepted', 'trip-1', 'BookTrip'],
      ['info', 'replayed', 'trip-1', 'BookTrip'],
    ]);
  });

  it('throws a refusal by its name, which is the caller’s to mend, and logs no payload', async () => {
    const { handler, lines } = aDoor();
    await handler('trip-1 Oslo', CONTEXT);

    await expect(handler('trip-1 Bergen', CONTEXT)).rejects.toMatchObject({ name: 'KeyReused' });
    expect(lines[1]).toMatchObject({ level: 'warn', fields: { outcome: 'failed', errorName: 'KeyReused' } });
    expect(JSON.stringify(lines)).not.toContain('Bergen');
  });
});
