/**
 * The results of a map run: as the state's result, or as files and a manifest that lists them.
 * Step Functions Developer Guide, "ResultWriter (Map)".
 */
import type { Json, JsonObject } from '../../../lib/units';
import type { WriteResults } from '../interpreter/distribution';
import { parseJson, textOf } from '../json';
import type { Objects } from '../objects/objects';
import type { ExecutionRecord } from '../records';
import { mapRunOf } from './map-run-record';

/** The whole of a child execution, as the service describes it in results. */
function described(child: ExecutionRecord): JsonObject {
  const { executionArn, input, name, output, error, cause, startDate, stateMachineArn, status, stopDate } = child;
  const isRedrivable = status !== 'SUCCEEDED' && child.type === 'STANDARD';
  return {
    ...(cause === null ? {} : { Cause: cause }),
    ...(error === null ? {} : { Error: error }),
    ExecutionArn: executionArn,
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    ...(output === null ? {} : { Output: output, OutputDetails: { Included: true } }),
    RedriveCount: 0,
    RedriveStatus: isRedrivable ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(isRedrivable ? {} : { RedriveStatusReason: `Execution is ${status} and cannot be redriven` }),
    StartDate: new Date(startDate).toISOString(),
    StateMachineArn: stateMachineArn,
    Status: status,
    ...(stopDate === null ? {} : { StopDate: new Date(stopDate).toISOString() }),
  };
}

/** "If a child workflow execution fails, Step Functions returns its execution result unchanged." */
function transformed(children: readonly ExecutionRecord[], { transformation }: WriteResults): readonly Json[] {
  return children.flatMap((child): readonly Json[] => {
    if (transformation === 'NONE' || child.output === null) return [described(child)];
    const output = parseJson(child.output);
    return transformation === 'FLATTEN' && Array.isArray(output) ? output : [output];
  });
}

/** The state's result; writes the files where the state says so. Rejects when they cannot be written. */
export async function resultOf(
  mapRunArn: string,
  writer: WriteResults,
  children: readonly ExecutionRecord[],
  objects: Objects,
): Promise<Json> {
  const { destination } = writer;
  if (destination === null) return transformed(children, writer);
  const { bucket, prefix } = destination;
  const { run } = mapRunOf(mapRunArn);
  const folder = prefix === '' ? run : `${prefix.replace(/\/$/, '')}/${run}`;
  const files: { [status: string]: Json } = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const [status, of] of [
    ['SUCCEEDED', children.filter(({ output }) => output !== null)],
    ['FAILED', children.filter(({ output, status }) => output === null && status !== 'RUNNING')],
  ] as const) {
    if (of.length === 0) continue;
    const key = `${folder}/${status}_0.${writer.outputType === 'JSONL' ? 'jsonl' : 'json'}`;
    const body = written(transformed(of, writer), writer);
    await objects.put(bucket, key, body);
    files[status] = [{ Key: key, Size: Buffer.byteLength(body) }];
  }
  const manifest = { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: files };
  const key = `${folder}/manifest.json`;
  await objects.put(bucket, key, textOf(manifest));
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: key } };
}

const written = (results: readonly Json[], { outputType }: WriteResults): string =>
  outputType === 'JSONL' ? results.map((result) => `${textOf(result)}\n`).join('') : textOf(results);
