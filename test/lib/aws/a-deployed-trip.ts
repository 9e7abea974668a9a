/**
 * The saga of a-saga.ts as it is deployed: both its machines in the local Step Functions, its functions behind their
 * fences, and the ledger told of everything. Nobody is told of endings but by `hearEndings`.
 */
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { generateStateMachine } from '../../../lib/asl/generate';
import type { StateMachineDefinition } from '../../../lib/asl/language';
import { generateRecoveryMachine } from '../../../lib/asl/recovery';
import { recordSagaHandler } from '../../../lib/aws/record-saga-handler';
import { stepFunctionsExecutions } from '../../../lib/aws/step-functions-executions';
import { actionHandler, compensationHandler } from '../../../lib/aws/step-handler';
import { runName } from '../../../lib/saga/executions';
import { type Guarded, noteEnding, type SagaPorts } from '../../../lib/saga/guard';
import { apply } from '../../../lib/saga/rule';
import { startSaga } from '../../../lib/saga/start';
import type { InvocationResult } from '../../../local/lambda/invocation';
import { MemoryLedger } from '../../fakes/memory-ledger';
import { MemoryParticipantStore } from '../../fakes/memory-participant-store';
import { aScene, HOME } from '../../local/stepfunctions/scene';
import { clientOf } from '../../local/stepfunctions/sfn-client';
import { AT, INPUT, TRIP, trip } from '../saga/a-saga';
import { aContainer, CONTEXT } from './a-container';

type Step = (typeof trip)['steps'][number];
type StepHandler = (event: unknown, context: typeof CONTEXT) => Promise<unknown>;

/** Before a function runs, or after it ran and before its answer arrives. What it throws takes the answer's place; `tooLarge` is one. */
export type Disturbance = (
  when: 'before' | 'after',
  functionName: string,
  intent: unknown,
) => Promise<unknown> | unknown;

/** A state has no room for it beside its input: the execution fails, and no Catch sees it. */
const TOO_LARGE = JSON.stringify('x'.repeat(262_100));

const ARN = `arn:aws:lambda:${HOME.region}:${HOME.account}:function:`;
const deployed = (machine: StateMachineDefinition) =>
  JSON.parse(JSON.stringify(machine).replace(/\$\{(\w+)\}/g, `${ARN}$1`)) as StateMachineDefinition;

export async function aDeployedTrip() {
  const { dependencies } = aContainer();
  const [ledger, store] = [new MemoryLedger(), new MemoryParticipantStore()];
  const participant = { ...dependencies, store };
  const functions = new Map<string, StepHandler>([
    ['RecordSaga', recordSagaHandler(trip, { ...dependencies, ledger })],
    ...trip.steps.flatMap((step): readonly (readonly [string, StepHandler])[] => [
      [step.name, actionHandler(trip, step.name, () => apply({ by: step.name }), participant)],
      ...(step.kind === 'compensatable' ? [[step.compensation.name, undoing(step, participant)] as const] : []),
    ]),
  ]);
  const world: { disturb: Disturbance } = { disturb: () => {} };

  const scene = aScene(async ({ functionName, payload }) => {
    const name = functionName.replace(ARN, '');
    const event = JSON.parse(payload) as { readonly intent?: unknown };
    try {
      await world.disturb('before', name, event.intent);
      const answer = await functions.get(name)?.(event, CONTEXT);
      const disturbed = await world.disturb('after', name, event.intent);
      return { kind: 'returned', payload: disturbed === 'tooLarge' ? TOO_LARGE : JSON.stringify(answer ?? null) };
    } catch (error) {
      return failed(error);
    }
  });
  const conductor = await scene.create(deployed(generateStateMachine(trip)), { name: 'BookTrip' });
  const recovery = await scene.create(deployed(generateRecoveryMachine(trip)), { name: 'Recovery' });
  const client = clientOf(scene);
  const executions = stepFunctionsExecutions(client, { conductor, recovery });
  const ports: SagaPorts = { definition: trip, ledger, executions };
  const arnOf = (run: number) =>
    run === 0 ? executions.arnOf(TRIP) : `${recovery.replace(':stateMachine:', ':execution:')}:${runName(TRIP, run)}`;
  return {
    ports,
    ledger,
    executions,
    machines: { conductor, recovery },
    client,
    world,
    clock: scene.clock,
    begin: () => startSaga(trip, ({ tripId }) => tripId, INPUT, AT, { ledger, executions }),
    /** By step, what its fence says. */
    fences: () => trip.steps.map(({ name }) => store.fence({ sagaId: TRIP, step: name })?.status ?? 'none'),
    settled: (run: number) => scene.sfn.settled(arnOf(run)),
    stop: (run: number) =>
      client.send(new StopExecutionCommand({ executionArn: arnOf(run), error: 'ByHand', cause: 'a mistake' })),
    async note(run: number): Promise<Guarded['kind']> {
      const status = await executions.describe(TRIP, run);
      if (status.kind !== 'succeeded' && status.kind !== 'failed') throw new Error(`run ${run} is ${status.kind}`);
      return (await noteEnding(ports, TRIP, run, status)).kind;
    },
    /** Waits for each run in turn and notes its ending, until one begins no recovery. */
    async hearEndings(): Promise<readonly Guarded['kind'][]> {
      const heard: Guarded['kind'][] = [];
      for (let run = 0; ; run++) {
        await scene.sfn.settled(arnOf(run));
        const kind = await this.note(run);
        heard.push(kind);
        if (kind !== 'recoveryBegun') return heard;
      }
    },
    close: () => scene.sfn.close(),
  };
}

function undoing(
  step: Extract<Step, { kind: 'compensatable' }>,
  participant: Parameters<typeof compensationHandler>[3],
) {
  return compensationHandler(trip, step.compensation.name, () => ({ writes: [], events: [] }), participant);
}

function failed(error: unknown): InvocationResult {
  const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'failed', errorType, errorMessage, payload: JSON.stringify({ errorType, errorMessage, trace: [] }) };
}
