/** What a fault does beside a call: an execution is stopped, a person acts, its machine is deleted. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbLedger } from '../lib/aws/dynamodb-ledger';
import { stepFunctionsExecutions } from '../lib/aws/step-functions-executions';
import { MAX_RECOVERIES, runName } from '../lib/saga/executions';
import type { SagaPorts } from '../lib/saga/guard';
import { cancelSaga, redriveSaga, resumeSaga } from '../lib/saga/operators';
import { sagaId } from '../lib/saga/rule';
import { assertNever, type EpochMillis } from '../lib/units';
import { AwsError, CLIENT } from '../local/service';
import { shortcut, streamline } from '../local/wire/streamline';
import type { World } from '../local/world';
import type { Subject } from './scenario';
import type { Fault } from './schedule';
import { deleteMachine } from './versions';

type ActFault = Extract<Fault, { readonly kind: 'stop' | 'operator' | 'delete' }>;

export async function act(
  fault: ActFault,
  world: World,
  subject: Subject,
  sagas: readonly string[],
  now: EpochMillis,
): Promise<void> {
  switch (fault.kind) {
    case 'stop':
      return stop(world, subject, sagas, fault.error);
    case 'delete':
      return deleteMachine(world, subject);
    case 'operator':
      for (const saga of sagas) await operate(fault.action, portsOf(world, subject), saga, now);
      return;
    default:
      assertNever(fault);
  }
}

/** The ports of a person's commands, as `backstep` has them at an endpoint. */
export function portsOf(world: World, subject: Subject): SagaPorts {
  const config = world.clientConfig();
  const dynamodb = new DynamoDBClient(config);
  const documents = DynamoDBDocumentClient.from(dynamodb);
  const sfn = new SFNClient({ ...config, disableHostPrefix: true });
  for (const client of [dynamodb, sfn]) streamline(client);
  shortcut(documents);
  const outputs = world.outputs[subject.stack] ?? {};
  return {
    definition: subject.definition,
    ledger: dynamoDbLedger(documents, outputs[subject.ledger] ?? '', {
      wait: async () => undefined,
      fraction: () => 0,
    }),
    executions: stepFunctionsExecutions(sfn, {
      conductor: outputs.StateMachineArn,
      recovery: outputs.RecoveryStateMachineArn ?? '',
    }),
  };
}

async function operate(
  action: Extract<Fault, { readonly kind: 'operator' }>['action'],
  ports: SagaPorts,
  saga: string,
  now: EpochMillis,
): Promise<void> {
  const id = sagaId(saga);
  switch (action) {
    case 'cancel':
      await cancelSaga(ports, id, { by: 'verify', reason: 'the customer changed their mind' }, now);
      return;
    case 'resume':
    case 'recover':
      await resumeSaga(ports, id, now);
      return;
    case 'redrive':
      await redriveSaga(ports, id);
      return;
    default:
      assertNever(action);
  }
}

async function stop(world: World, subject: Subject, sagas: readonly string[], error: string): Promise<void> {
  const machines = world.resources.filter(
    ({ type, stack }) => type === 'AWS::StepFunctions::StateMachine' && stack === subject.stack,
  );
  for (const { arn } of machines) {
    for (const saga of sagas) {
      for (let run = 0; run < MAX_RECOVERIES; run++) {
        const executionArn = `${arn.replace(':stateMachine:', ':execution:')}:${runName(sagaId(saga), run)}`;
        const isThere = await stopOne(world, executionArn, error);
        if (!isThere && run > 0) break;
      }
    }
  }
}

/** Answers whether there is such an execution. */
async function stopOne(world: World, executionArn: string, error: string): Promise<boolean> {
  try {
    const { stepfunctions } = world.services;
    await stepfunctions.call('StopExecution', { executionArn, error, cause: 'stopped from outside' }, CLIENT);
    return true;
  } catch (refusal) {
    if (refusal instanceof AwsError && refusal.code === 'ExecutionDoesNotExist') return false;
    throw refusal;
  }
}
