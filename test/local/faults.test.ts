import type { EpochMillis } from '../../lib/units';
import { VirtualClock } from '../../local/clock';
import { FaultList, type FaultSpec } from '../../local/faults';

const error = { name: 'InternalServerError', message: 'lost' };
const aFault = (fields: Partial<FaultSpec> = {}): FaultSpec => ({
  target: { service: 'dynamodb', operation: 'PutItem' },
  kind: 'notApplied',
  error,
  ...fields,
});

function aBorder() {
  const clock = new VirtualClock();
  const faults = new FaultList(clock);
  const applied: number[] = [];
  let hangs = 0;
  const call = (input = {}, operation = 'PutItem') =>
    faults.around(
      { service: 'dynamodb', operation, input },
      {
        run: async () => {
          applied.push(clock.now());
          return 'done';
        },
        refuse: ({ name }) => name,
        onHang: () => hangs++,
      },
    );
  return { clock, faults, applied, call, hangs: () => hangs };
}

test('not applied: answers the error and runs nothing', async () => {
  const { faults, applied, call } = aBorder();
  faults.add(aFault());

  expect([await call(), applied.length]).toEqual(['InternalServerError', 0]);
  expect([await call(), applied.length]).toEqual(['done', 1]);
});

test('reply lost: runs to the end and answers the error', async () => {
  const { faults, applied, call } = aBorder();
  faults.add(aFault({ kind: 'replyLost' }));

  expect([await call(), applied.length]).toEqual(['InternalServerError', 1]);
});

test('late: answers the error and runs afterwards, on the clock', async () => {
  const { clock, faults, applied, call } = aBorder();
  const started = clock.now();
  faults.add(aFault({ kind: 'late', delayMillis: 5_000 }));

  expect([await call(), applied.length]).toEqual(['InternalServerError', 0]);
  await new Promise<void>((resolve) => clock.at((started + 5_001) as EpochMillis, resolve));

  expect(applied).toEqual([started + 5_000]);
});

test('never: runs as its kind says, tells of the hang, and answers nothing', async () => {
  const { clock, faults, applied, call, hangs } = aBorder();
  faults.add(aFault({ kind: 'replyLost', error: 'never' }));

  const answered = jest.fn();
  void call().then(answered);
  await new Promise<void>((resolve) => clock.at((clock.now() + 1) as EpochMillis, resolve));

  expect([applied.length, hangs(), answered.mock.calls.length]).toEqual([1, 1, 0]);
});

test('skips calls first, strikes as often as it says, and counts both', async () => {
  const { faults, call } = aBorder();
  faults.add(aFault({ skip: 1, times: 2 }));

  const answers = [await call(), await call(), await call(), await call()];

  expect(answers).toEqual(['done', 'InternalServerError', 'InternalServerError', 'done']);
  expect(faults.list()).toEqual([expect.objectContaining({ seen: 4, struck: 2 })]);
});

test('strikes every call with Infinity, until it is cleared', async () => {
  const { faults, call } = aBorder();
  faults.add(aFault({ times: Infinity }));

  expect([await call(), await call()]).toEqual(['InternalServerError', 'InternalServerError']);
  faults.clear();
  expect(await call()).toBe('done');
});

test('matches its operation and its resource, in a single call and within a transaction', async () => {
  const strikes = async (resource: string, input: object, operation = 'PutItem') => {
    const { faults, call } = aBorder();
    faults.add(aFault({ target: { service: 'dynamodb', operation: 'PutItem', resource } }));
    return (await call(input, operation)) !== 'done';
  };
  const transaction = { TransactItems: [{ Put: { TableName: 'Stock' } }, { Update: { TableName: 'Orders' } }] };

  expect(await strikes('Orders', { TableName: 'Orders' })).toBe(true);
  expect(await strikes('Orders', { TableName: 'arn:aws:dynamodb:eu-west-1:000000000000:table/Orders' })).toBe(true);
  expect(await strikes('Orders', { TableName: 'Payments' })).toBe(false);
  expect(await strikes('Orders', transaction)).toBe(true);
  expect(await strikes('Payments', transaction)).toBe(false);
  expect(await strikes('Orders', { RequestItems: { Orders: [] } })).toBe(true);
  expect(await strikes('Orders', { TableName: 'Orders' }, 'GetItem')).toBe(false);
});

test('slow: runs later, and answers for itself', async () => {
  const { clock, faults, applied, call } = aBorder();
  const started = clock.now();
  faults.add(aFault({ kind: 'slow', delayMillis: 3_000 }));

  expect(await call()).toBe('done');
  expect(applied).toEqual([started + 3_000]);
});

test('duplicate: runs twice, and answers once', async () => {
  const { faults, applied, call } = aBorder();
  faults.add(aFault({ kind: 'duplicate' }));

  expect([await call(), applied.length]).toEqual(['done', 2]);
  expect([await call(), applied.length]).toEqual(['done', 3]);
});

test('takes one fault away, and leaves the others', async () => {
  const { faults, call } = aBorder();
  const first = faults.add(aFault({ error: { name: 'First', message: '' }, times: Infinity }));
  faults.add(aFault({ error: { name: 'Second', message: '' }, times: Infinity }));

  faults.remove(first.id);
  faults.remove('none');

  expect(await call()).toBe('Second');
});

test('lets one who stands before every call answer in its place, or run it twice', async () => {
  const { faults, applied, call } = aBorder();
  faults.intercept(async (site, ways) => {
    if (site.operation === 'GetItem') return ways.refuse(error);
    await ways.run();
    return ways.run();
  });

  expect([await call(), applied.length]).toEqual(['done', 2]);
  expect([await call({}, 'GetItem'), applied.length]).toEqual(['InternalServerError', 2]);
  faults.intercept(undefined);
  expect([await call(), applied.length]).toEqual(['done', 3]);
});
