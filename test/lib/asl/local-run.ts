/** A generated machine executed by the local Step Functions, its functions scripted here and its waits skipped. */
import type { StateMachineDefinition } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import type { InvocationResult } from '../../../local/lambda/invocation';
import { aScene, HOME } from '../../local/stepfunctions/scene';

export interface FunctionCall {
  readonly name: string;
  readonly payload: JsonObject;
}

export interface LocalRun {
  readonly status: string;
  readonly output: Json;
  readonly error: string | undefined;
  /** The Cause, which is JSON wherever a generated machine writes it. */
  readonly cause: string;
  readonly calls: readonly FunctionCall[];
  readonly history: readonly JsonObject[];
  /** The states entered, each a billed transition. */
  readonly states: readonly string[];
}

const ARN = `arn:aws:lambda:${HOME.region}:${HOME.account}:function:`;

export async function runLocally(
  machine: StateMachineDefinition,
  input: Json,
  answer: (call: FunctionCall) => InvocationResult | undefined,
  executionName = 'saga-1',
): Promise<LocalRun> {
  const calls: FunctionCall[] = [];
  const scene = aScene(async ({ functionName, payload }) => {
    const call = { name: functionName.replace(ARN, ''), payload: JSON.parse(payload) as JsonObject };
    calls.push(call);
    return answer(call) ?? { kind: 'returned', payload: JSON.stringify({ of: call.name }) };
  });
  const deployed = JSON.parse(JSON.stringify(machine).replace(/\$\{(\w+)\}/g, `${ARN}$1`)) as StateMachineDefinition;
  const executionArn = await scene.start(await scene.create(deployed), input, executionName);
  await scene.sfn.settled(executionArn);
  const end = await scene.call('DescribeExecution', { executionArn });
  const history = await scene.history(executionArn);
  await scene.sfn.close();
  return {
    status: String(end.status),
    output: end.output === undefined ? null : (JSON.parse(String(end.output)) as Json),
    error: end.error === undefined ? undefined : String(end.error),
    cause: String(end.cause ?? ''),
    calls,
    history,
    states: history.flatMap((event) => entered(event)),
  };
}

function entered({ stateEnteredEventDetails: details }: JsonObject): readonly string[] {
  return typeof details === 'object' && details !== null && 'name' in details ? [String(details.name)] : [];
}
