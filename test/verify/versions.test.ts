import { bookTrip } from '../../examples/trip/book-trip';
import { generateStateMachine } from '../../lib/asl/generate';
import type { StateMachineDefinition } from '../../lib/asl/language';
import { validateStateMachine } from '../../lib/asl/validate';
import { placeOrder } from '../../lib/order/place-order';
import { flawed, withStatesBetween } from '../../verify/versions';

type Machine = Parameters<typeof withStatesBetween>[0];

const machines = [placeOrder, bookTrip].map((saga) => generateStateMachine(saga) as unknown as Machine);
const faultsOf = (machine: Machine) => validateStateMachine(machine as unknown as StateMachineDefinition);
const tasksOf = ({ States }: Machine) => Object.keys(States).filter((name) => States[name]?.Type === 'Task');

test.each([
  'hasNoTime',
  'readsNothing',
  'growsTooLarge',
  'runsInCircles',
] as const)('a machine that %s at any of its states is still a machine', (flaw) => {
  for (const machine of machines) {
    for (const state of tasksOf(machine)) {
      const bent = flawed(machine, state, flaw);
      expect([state, faultsOf(bent)]).toEqual([state, []]);
      expect(bent).not.toEqual(machine);
    }
  }
});

test('a later version has a state more before every task, and leads through it', () => {
  for (const machine of machines) {
    const later = withStatesBetween(machine);

    expect(faultsOf(later)).toEqual([]);
    expect(later.StartAt).toBe(`Before${machine.StartAt}`);
    expect(Object.keys(later.States)).toHaveLength(Object.keys(machine.States).length + tasksOf(machine).length);
  }
});
