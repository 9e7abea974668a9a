/** Endings that no Catch sees, at each state of the real machines: every one comes to an end that is true. */
import { DeleteStateMachineCommand } from '@aws-sdk/client-sfn';
import { inspect } from '../../../lib/saga/guard';
import type { SagaRecord } from '../../../lib/saga/ledger';
import { cancelSaga, redriveSaga, resumeSaga } from '../../../lib/saga/operators';
import { openOf } from '../saga/a-guard';
import { AT, later, STEPS, TRIP, trip } from '../saga/a-saga';
import { aDeployedTrip } from './a-deployed-trip';

type Trip = Awaited<ReturnType<typeof aDeployedTrip>>;
const trips: Trip[] = [];
async function aTrip() {
  const deployed = await aDeployedTrip();
  trips.push(deployed);
  return deployed;
}
afterEach(async () => {
  for (const deployed of trips.splice(0)) await deployed.close();
});

const UNDOABLE = trip.steps.flatMap((step) => (step.kind === 'compensatable' ? [step] : []));
const outcomes = (entries: SagaRecord['steps'] | SagaRecord['compensations']) =>
  Object.fromEntries(Object.entries(entries).map(([step, { outcome }]) => [step, outcome]));
/** The record as a person reads it. */
async function ended({ ledger }: Trip) {
  const found = await ledger.find(TRIP);
  if (found === undefined) throw new Error('the saga is not there');
  const { state, steps, compensations, recoveries } = found;
  return { state, steps: outcomes(steps), compensations: outcomes(compensations), recoveries };
}
/** What is undone when the step numbered `at` was under way: that one, whether or not it had its effect, and all before. */
const undoneUpTo = (at: number, hadEffect: boolean) =>
  Object.fromEntries(
    UNDOABLE.map(({ name }, index) => [name, index < at || (index === at && hadEffect) ? 'undone' : 'nothingToUndo']),
  );
const everyStepDone = Object.fromEntries(STEPS.map((name) => [name, 'done']));

/** Nothing comes of a call that is cut off before the function did its work. */
const cutOff = (when: 'before' | 'after') => {
  if (when === 'before') throw new Error('cut off');
};

describe.each(['before', 'after'] as const)('an execution that is stopped %s a function did its work', (when) => {
  it.each(UNDOABLE.map(({ name }, index) => [name, index] as const))('at %s is undone', async (step, index) => {
    const deployed = await aTrip();
    deployed.world.disturb = async (at, name) => {
      if (at !== when || name !== step) return;
      await deployed.stop(0);
      cutOff(when);
    };
    await deployed.begin();

    expect(await deployed.hearEndings()).toEqual(['recoveryBegun', 'recorded']);

    expect(await ended(deployed)).toMatchObject({
      state: 'COMPENSATED',
      recoveries: 1,
      steps: { [step]: 'failed' },
      compensations: undoneUpTo(index, when === 'after'),
    });
  });

  it('past the point of no return is driven forward', async () => {
    const deployed = await aTrip();
    deployed.world.disturb = async (at, name) => {
      if (at === when && name === 'SendTickets') await deployed.stop(0);
    };
    await deployed.begin();

    expect(await deployed.hearEndings()).toEqual(['recoveryBegun', 'recorded']);

    expect(await ended(deployed)).toMatchObject({ state: 'COMPLETED', steps: everyStepDone, compensations: {} });
  });

  it.each(
    UNDOABLE.map(({ compensation }) => [compensation.name] as const),
  )('at %s goes on being undone', async (compensation) => {
    const deployed = await aTrip();
    let [refunds, isStopped] = [0, false];
    deployed.world.disturb = async (at, name) => {
      if (at === 'before' && name === 'BookCar') throw Object.assign(new Error('no answer'), { name: 'KeyReused' });
      if (at === when && name === 'CancelFlight') refunds++;
      if (at === when && name === compensation && !isStopped) {
        isStopped = true;
        await deployed.stop(0);
      }
    };
    await deployed.begin();

    const heard = await deployed.hearEndings();

    const isOnTheWay = compensation !== 'CancelCar';
    expect(heard).toEqual(isOnTheWay ? ['recoveryBegun', 'recorded'] : ['recorded']);
    expect(await ended(deployed)).toMatchObject({
      state: 'COMPENSATED',
      steps: { BookFlight: 'done', BookHotel: 'done', BookCar: 'refused' },
      compensations: { BookFlight: 'undone', BookHotel: 'undone' },
    });
    expect(refunds).toBeLessThanOrEqual(2);
  });

  it('in its recovery is recovered again', async () => {
    const deployed = await aTrip();
    let isStopped = false;
    deployed.world.disturb = async (at, name) => {
      if (at === when && name === 'BookHotel') {
        await deployed.stop(0);
        cutOff(when);
      }
      if (at === when && name === 'CancelHotel' && !isStopped) {
        isStopped = true;
        await deployed.stop(1);
      }
    };
    await deployed.begin();

    expect(await deployed.hearEndings()).toEqual(['recoveryBegun', 'recoveryBegun', 'recorded']);
    expect(await ended(deployed)).toMatchObject({
      state: 'COMPENSATED',
      recoveries: 2,
      compensations: undoneUpTo(1, when === 'after'),
    });
  });
});

describe('an execution that ends by itself where no Catch sees it', () => {
  it.each(
    UNDOABLE.map(({ name }, index) => [name, index] as const),
  )('because the answer of %s is too large is undone', async (step, index) => {
    const deployed = await aTrip();
    deployed.world.disturb = (at, name) => (at === 'after' && name === step ? 'tooLarge' : undefined);
    await deployed.begin();

    expect(await deployed.hearEndings()).toEqual(['recoveryBegun', 'recorded']);

    expect(await ended(deployed)).toMatchObject({ state: 'COMPENSATED', compensations: undoneUpTo(index, true) });
  });

  it('because a step past the point of no return gave up is driven forward, until it is done', async () => {
    const deployed = await aTrip();
    let calls = 0;
    deployed.world.disturb = (at, name) => {
      if (at === 'before' && name === 'SendTickets' && ++calls <= 40) throw new Error('no answer');
    };
    await deployed.begin();

    expect(await deployed.hearEndings()).toEqual(['recoveryBegun', 'recorded']);
    expect(await ended(deployed)).toMatchObject({ state: 'COMPLETED', steps: everyStepDone });
  });

  it('again and again is left to a person after five recoveries, who may then resume it', async () => {
    const deployed = await aTrip();
    let isDown = true;
    deployed.world.disturb = (at, name) => {
      if (isDown && at === 'before' && name === 'SendTickets') throw new Error('no answer');
    };
    await deployed.begin();

    expect(await deployed.hearEndings()).toEqual([...Array(5).fill('recoveryBegun'), 'exhausted']);
    expect(await ended(deployed)).toMatchObject({ state: 'COMPENSATION_FAILED', recoveries: 5 });

    isDown = false;
    expect(await resumeSaga(deployed.ports, TRIP, AT)).toEqual({ kind: 'recovering', run: 6, way: 'forward' });
    await deployed.settled(6);
    await inspect(deployed.ports, await openOf(deployed), AT);
    expect(await ended(deployed)).toMatchObject({ state: 'COMPLETED', steps: everyStepDone });
  });
});

describe('a saga that needs a person', () => {
  async function parked() {
    const deployed = await aTrip();
    const flight = { isDown: true, calls: 0 };
    deployed.world.disturb = (at, name) => {
      if (at === 'before' && name === 'BookHotel') throw Object.assign(new Error('no room'), { name: 'FullyBooked' });
      if (at === 'before' && name === 'CancelFlight') {
        flight.calls++;
        if (flight.isDown) throw Object.assign(new Error('the airline is down'), { name: 'AirlineDown' });
      }
    };
    await deployed.begin();
    await deployed.hearEndings();
    return { deployed, flight };
  }

  it('says what was not undone, and why', async () => {
    const { deployed } = await parked();

    expect(await deployed.ledger.find(TRIP)).toMatchObject({
      state: 'COMPENSATION_FAILED',
      failure: { step: 'BookHotel', error: 'FullyBooked', cause: 'no room' },
      compensations: { BookFlight: { outcome: 'failed', reason: 'AirlineDown: the airline is down' } },
    });
  });

  it('is undone by a resumption, once what failed is mended, and not before', async () => {
    const { deployed, flight } = await parked();

    await resumeSaga(deployed.ports, TRIP, later(1));
    await deployed.settled(1);
    await inspect(deployed.ports, await openOf(deployed), later(2));
    expect(await ended(deployed)).toMatchObject({ state: 'COMPENSATION_FAILED', recoveries: 1 });

    flight.isDown = false;
    await resumeSaga(deployed.ports, TRIP, later(3));
    await deployed.settled(2);
    await inspect(deployed.ports, await openOf(deployed), later(4));
    expect(await ended(deployed)).toMatchObject({
      state: 'COMPENSATED',
      recoveries: 2,
      compensations: { BookFlight: 'undone' },
    });
  });

  it('is not redriven, which would only fail again', async () => {
    const { deployed } = await parked();

    expect(await redriveSaga(deployed.ports, TRIP)).toMatchObject({ kind: 'refused' });
  });
});

describe('a saga whose execution is gone', () => {
  it('is undone by what the ledger knows where its machine is deleted', async () => {
    const deployed = await aTrip();
    await deployed.ledger.accept({ ...(await recordOf(deployed)), acceptedAt: AT });
    await deployed.client.send(new DeleteStateMachineCommand({ stateMachineArn: deployed.machines.conductor }));

    expect(await inspect(deployed.ports, await openOf(deployed), later(999))).toMatchObject({ kind: 'recoveryBegun' });
    await deployed.settled(1);
    await inspect(deployed.ports, await openOf(deployed), later(999));

    expect(await ended(deployed)).toMatchObject({
      state: 'COMPENSATED',
      compensations: { BookFlight: 'nothingToUndo', BookHotel: 'nothingToUndo', BookCar: 'nothingToUndo' },
    });
  });

  /** Accepted, and not begun, since its door died. */
  async function recordOf({ begin, ledger, executions }: Trip): Promise<SagaRecord> {
    const { start } = executions;
    Object.assign(executions, { start: () => Promise.reject(new Error('socket hang up')) });
    await expect(begin()).rejects.toThrow('socket hang up');
    Object.assign(executions, { start });
    const found = await ledger.find(TRIP);
    if (found === undefined) throw new Error('it was not accepted');
    return found;
  }
});

test.each(
  UNDOABLE.map(({ name }, index) => [name, index] as const),
)('a saga that is cancelled at %s is stopped and undone', async (step, index) => {
  const deployed = await aTrip();
  const cancelled = new Promise<unknown>((resolve) => {
    deployed.world.disturb = async (at, name, intent) => {
      if (at !== 'before' || name !== step || intent !== 'act') return;
      resolve(await cancelSaga(deployed.ports, TRIP, { by: 'ann', reason: 'a mistake' }, later(1)));
    };
  });
  await deployed.begin();

  expect(await cancelled).toEqual({ kind: 'recovering', run: 1, way: 'back' });
  await deployed.settled(1);
  await inspect(deployed.ports, await openOf(deployed), later(999));

  const { state, compensations } = await ended(deployed);
  expect([state, Object.keys(compensations).sort()]).toEqual(['COMPENSATED', UNDOABLE.map(({ name }) => name).sort()]);
  expect(Object.values(compensations).filter((outcome) => outcome === 'undone').length).toBeGreaterThanOrEqual(index);
  expect(await deployed.ledger.find(TRIP)).toMatchObject({ cancelled: { by: 'ann', reason: 'a mistake' } });
});

describe.each([
  'before',
  'after',
] as const)('a redrive that races with the recovery, after a stop %s the work', (when) => {
  it.each(STEPS.map((name) => [name] as const))('of %s, ends in one truth', async (step) => {
    const deployed = await aTrip();
    let isStopped = false;
    deployed.world.disturb = async (at, name, intent) => {
      if (isStopped || at !== when || name !== step || intent !== 'act') return;
      isStopped = true;
      await deployed.stop(0);
      cutOff(when);
    };
    await deployed.begin();
    await deployed.settled(0);

    const [redriven, begun] = await Promise.all([redriveSaga(deployed.ports, TRIP), deployed.note(0)]);
    await Promise.all([deployed.settled(0), deployed.settled(1)]);
    await deployed.note(0);
    await deployed.note(1);

    expect([redriven, begun]).toEqual([{ kind: 'redriven', run: 0 }, 'recoveryBegun']);
    const { state } = await ended(deployed);
    const fences = deployed.fences();
    expect(fences).not.toContain('none');
    if (state === 'COMPLETED') expect(new Set(fences)).toEqual(new Set(['APPLIED']));
    else expect({ state, applied: fences.includes('APPLIED') }).toEqual({ state: 'COMPENSATED', applied: false });
  });
});
