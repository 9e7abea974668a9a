import type { Stack } from 'aws-cdk-lib';
import { TRIP_STACK } from '../../examples/trip/stack-name';
import { TripStack } from '../../examples/trip/trip-stack';
import { tripLaws } from '../../examples/trip/verified/laws';
import { tripScenarios } from '../../examples/trip/verified/scenarios';
import type { Invariant } from '../../verify/invariant';
import { appToVerify, verifySaga } from '../../verify/verify-saga';

/** A tenth of a second a run on a busy machine, and the CDK to load. */
const PATIENCE_MILLIS = 120_000;
let stack: Stack;

beforeAll(() => {
  stack = new TripStack(appToVerify(), TRIP_STACK);
}, PATIENCE_MILLIS);

test(
  'no single fault breaks a law of trips',
  async () => {
    const { runs, violations } = await verifySaga(stack, {
      scenarios: tripScenarios,
      invariants: tripLaws,
      maxRuns: 25,
    });

    expect(violations).toEqual([]);
    expect(runs).toBe(25 * tripScenarios.length);
  },
  PATIENCE_MILLIS,
);

test(
  'tells which law was broken, in which scenario, and by which fault',
  async () => {
    const noFaults: Invariant = {
      name: 'T0 nothing fails',
      law: 'No call is changed.',
      check: ({ calls }) => (calls.some(({ struck }) => struck) ? ['a call was changed'] : []),
    };
    const scenarios = tripScenarios.slice(0, 1);

    const { violations } = await verifySaga(stack, { scenarios, invariants: [noFaults], maxRuns: 2 });

    expect(violations).toEqual([
      {
        law: 'T0 nothing fails',
        scenario: 'trip/completed',
        faults: [expect.stringMatching(/DynamoDB|dynamodb|PutItem|StartTrip/)],
        sentence: 'a call was changed',
      },
    ]);
  },
  PATIENCE_MILLIS,
);
