/**
 * The function that is told of every ending, by EventBridge's "Step Functions Execution Status Change": it records how the
 * saga ended, and begins to recover one that ended where no Catch sees it. What it is not told of, the sweeper finds.
 */
import type { Context } from 'aws-lambda';
import { InvalidRequest } from '../saga/errors';
import type { Ending } from '../saga/executions';
import { noteEnding, SAGA_CANCELLED, type SagaPorts } from '../saga/guard';
import { objectIn } from '../saga/recovery';
import { type SagaId, sagaId } from '../saga/rule';
import { epochMillis, type Json, type JsonObject } from '../units';
import type { Metrics } from './embedded-metrics';
import { type CallDependencies, loggedCall } from './logged-call';
import { type SagaMachines, UNNAMED } from './step-functions-executions';

export interface EndingDependencies extends CallDependencies, SagaPorts {
  readonly machines: SagaMachines;
  readonly metrics: Metrics;
}

/** `<sagaId>-r<n>` */
const RECOVERY_NAME = /^(.+)-r(\d{1,3})$/;

export function recordEndingHandler(
  dependencies: EndingDependencies,
): (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<void> {
  const { definition, executions, machines, metrics } = dependencies;
  return (event, { awsRequestId }) =>
    loggedCall(dependencies, { saga: definition.name, requestId: awsRequestId }, async ({ at, note }) => {
      const detail = objectIn(objectIn(event as Json).detail);
      const { id, run } = ranBy(machines, detail);
      note({ sagaId: id, run, status: String(detail.status) });
      const told = endingIn(detail, run);
      const ending = told === 'leftOut' ? await executions.describe(id, run) : told;
      if (ending.kind === 'absent' || ending.kind === 'running') return { outcome: ending.kind, value: undefined };
      const { kind: outcome } = await noteEnding(dependencies, id, run, ending);
      const isUnexpected = outcome === 'recoveryBegun' || outcome === 'exhausted';
      if (isUnexpected && !(ending.kind === 'failed' && ending.error === SAGA_CANCELLED)) {
        metrics([{ name: 'UnexpectedEndings', unit: 'Count', value: 1 }], at);
      }
      return { outcome, value: undefined };
    });
}

function ranBy(machines: SagaMachines, { stateMachineArn, name }: JsonObject): { id: SagaId; run: number } {
  if (typeof name === 'string' && stateMachineArn === machines.conductor) return { id: sagaId(name), run: 0 };
  const [, id, run] = RECOVERY_NAME.exec(String(name)) ?? [];
  if (stateMachineArn === machines.recovery && id !== undefined) return { id: sagaId(id), run: Number(run) };
  throw new InvalidRequest(`execution '${String(name)}' of ${String(stateMachineArn)} is none of this saga's`);
}

/** `leftOut` where the event lacks what has to be known: a large output, for example. */
function endingIn({ status, output, error, cause, stopDate }: JsonObject, run: number): Ending | 'leftOut' {
  const at = epochMillis(Number(stopDate));
  switch (status) {
    case 'SUCCEEDED':
      if (run > 0 && typeof output !== 'string') return 'leftOut';
      return { kind: 'succeeded', at, output: typeof output === 'string' ? (JSON.parse(output) as Json) : undefined };
    case 'FAILED':
      if (typeof error !== 'string' || typeof cause !== 'string') return 'leftOut';
      return { kind: 'failed', at, error, cause };
    case 'TIMED_OUT':
    case 'ABORTED':
      return {
        kind: 'failed',
        at,
        error: typeof error === 'string' ? error : UNNAMED[status],
        cause: typeof cause === 'string' ? cause : '',
      };
    default:
      throw new InvalidRequest(`status ${String(status)} is no ending`);
  }
}
