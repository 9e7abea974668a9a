import { effectsOf, lawsOf } from '../../verify/laws';
import { SCENARIOS, scenarioNamed } from '../../verify/scenarios';

test('judges orders and trips each by the laws of their own business', () => {
  const names = (scenario: string) => lawsOf(scenarioNamed(scenario)).map(({ name }) => name);

  expect(names('order/completed')).toContain('I1 money');
  expect(names('order-events/completed')).toContain('I1 money');
  expect(names('trip/completed')).toContain('T2 paid trips');
  expect(names('trip/completed')).not.toContain('I1 money');
});

test('knows what each step of each saga makes', () => {
  for (const scenario of SCENARIOS) {
    const steps = scenario.subject.definition.steps.map(({ name }) => name);
    expect([scenario.name, Object.keys(effectsOf(scenario))]).toEqual([scenario.name, steps]);
  }
});
