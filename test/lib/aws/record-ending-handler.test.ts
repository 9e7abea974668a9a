import type { Metric } from '../../../lib/aws/embedded-metrics';
import { recordEndingHandler } from '../../../lib/aws/record-ending-handler';
import type { Json, JsonObject } from '../../../lib/units';
import { aGuard } from '../saga/a-guard';
import { aRecord, later } from '../saga/a-saga';
import { aContainer, CONTEXT } from './a-container';

const CONDUCTOR = 'arn:aws:states:eu-west-1:111122223333:stateMachine:BookTrip';
const RECOVERY = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Recovery';

async function aRecorder(...given: Parameters<typeof aGuard>) {
  const guard = await aGuard(...given);
  const { dependencies, lines } = aContainer();
  const metrics: Metric[] = [];
  const handler = recordEndingHandler({
    ...dependencies,
    ...guard.ports,
    machines: { conductor: CONDUCTOR, recovery: RECOVERY },
    metrics: (told) => metrics.push(...told),
  });
  /** As EventBridge tells of it ("Step Functions Execution Status Change"). */
  const hear = (status: string, detail: JsonObject = {}) =>
    handler(
      {
        'detail-type': 'Step Functions Execution Status Change',
        detail: {
          stateMachineArn: CONDUCTOR,
          name: 'trip-1',
          status,
          stopDate: later(60),
          output: null,
          error: null,
          cause: null,
          ...detail,
        },
      },
      CONTEXT,
    );
  return { ...guard, lines, metrics, hear, outcome: () => lines.at(-1)?.fields.outcome };
}
const recovered = (output: Json) => ({
  stateMachineArn: RECOVERY,
  name: 'trip-1-r2',
  output: output === null ? null : JSON.stringify(output),
});
const UNEXPECTED = [{ name: 'UnexpectedEndings', unit: 'Count', value: 1 }];

describe('the function that is told of endings', () => {
  it('records success as of when it came, though the event leaves out the output, and asks nobody', async () => {
    const { executions, known, hear, metrics } = await aRecorder();
    executions.describe = () => Promise.reject(new Error('it asked'));

    await hear('SUCCEEDED');

    expect(await known()).toMatchObject({ state: 'COMPLETED', endedAt: later(60) });
    expect(metrics).toEqual([]);
  });

  it('records that all was undone, which is expected', async () => {
    const { known, hear, metrics } = await aRecorder();
    const cause = JSON.stringify({ failure: { Error: 'NoSeat', Cause: '' }, undone: {} });

    await hear('FAILED', { error: 'SagaCompensated', cause });

    expect(await known()).toMatchObject({ state: 'COMPENSATED', failure: { step: 'BookFlight' } });
    expect(metrics).toEqual([]);
  });

  it.each([
    ['TIMED_OUT', { error: 'States.Timeout' }, 'States.Timeout'],
    ['TIMED_OUT', {}, 'States.Timeout'],
    ['ABORTED', {}, 'ExecutionAborted'],
    ['FAILED', { error: 'States.Runtime', cause: 'no such path' }, 'States.Runtime'],
    ['FAILED', { error: 'States.DataLimitExceeded', cause: '' }, 'States.DataLimitExceeded'],
  ])('recovers what is %s with %j, and counts it', async (status, detail, error) => {
    const { executions, running, known, hear, metrics, lines } = await aRecorder();
    await running();

    await hear(status, detail);

    expect(await known()).toMatchObject({ state: 'COMPENSATING', recoveries: 1, failure: { error } });
    expect([...executions.recoveries.keys()]).toEqual(['trip-1-r1']);
    expect(metrics).toEqual(UNEXPECTED);
    expect(lines).toMatchObject([{ level: 'info', fields: { sagaId: 'trip-1', run: 0, outcome: 'recoveryBegun' } }]);
  });

  it('does not count a second telling, nor what was cancelled on purpose', async () => {
    const { running, hear, metrics } = await aRecorder();
    await running();
    await hear('ABORTED', { error: 'SagaCancelled', cause: 'a mistake' });
    await hear('TIMED_OUT');

    expect(metrics).toEqual([]);
  });

  it('takes the saga and the number of a recovery from its name', async () => {
    const { known, hear } = await aRecorder(aRecord({ state: 'COMPENSATING', recoveries: 2 }));

    await hear('SUCCEEDED', recovered({ ended: 'COMPENSATED', undone: { BookFlight: { outcome: 'undone' } } }));

    expect(await known()).toMatchObject({ state: 'COMPENSATED', compensations: { BookFlight: { outcome: 'undone' } } });
  });

  it('asks Step Functions for what the event leaves out', async () => {
    const { executions, known, hear } = await aRecorder(aRecord({ state: 'COMPENSATING', recoveries: 2 }));
    executions.describe = async (saga, run) => {
      expect([saga, run]).toEqual(['trip-1', 2]);
      return { kind: 'succeeded', at: later(60), output: { ended: 'COMPLETED' } };
    };

    await hear('SUCCEEDED', recovered(null));

    expect(await known()).toMatchObject({ state: 'COMPLETED' });
  });

  it('counts a recovery that is left to a person', async () => {
    const { known, hear, metrics } = await aRecorder(aRecord({ state: 'COMPENSATING', recoveries: 5 }));

    await hear('TIMED_OUT', { stateMachineArn: RECOVERY, name: 'trip-1-r5' });

    expect(await known()).toMatchObject({ state: 'COMPENSATION_FAILED' });
    expect(metrics).toEqual(UNEXPECTED);
  });

  it('knows of no saga for an execution that was started by hand', async () => {
    const { hear, outcome } = await aRecorder();

    await hear('TIMED_OUT', { name: 'by-hand' });

    expect(outcome()).toBe('unknownSaga');
  });

  it.each([
    ['of another machine', 'SUCCEEDED', { stateMachineArn: 'other' }],
    ['of a recovery that is not named as one', 'SUCCEEDED', { stateMachineArn: RECOVERY }],
    ['that is no ending', 'RUNNING', {}],
  ])('refuses an event %s', async (_, status, detail) => {
    const { hear } = await aRecorder();

    await expect(hear(status, detail)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});
