/**
 * A fence as an item: `saga#<sagaId>` / `fence#<step>`.
 *
 * What was answered is kept as JSON text, so that a repetition answers it byte for byte: DynamoDB's own maps keep no
 * order of fields, and its numbers are not those of JSON (38 digits, 10^-130 to 10^126).
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Fence, FenceKey } from '../saga/fence';
import type { Rejection } from '../saga/rule';
import type { RowKey } from '../saga/write';
import { assertNever, epochMillis, type Json, type JsonObject } from '../units';

export const fenceKey = ({ sagaId, step }: FenceKey): RowKey => ({ pk: `saga#${sagaId}`, sk: `fence#${step}` });

export function encodeFence(fence: Fence): JsonObject {
  const { status, at } = fence;
  switch (status) {
    case 'APPLIED':
      return { status, at, requestHash: fence.requestHash, result: JSON.stringify(fence.result) };
    case 'REJECTED':
      return { status, at, requestHash: fence.requestHash, rejection: JSON.stringify(fence.rejection) };
    case 'COMPENSATED':
    case 'TOMBSTONE':
      return { status, at };
    default:
      return assertNever(status);
  }
}

/** From the item of a cancellation reason, which the document client leaves as it came. */
export function decodeFence(item: { readonly [attribute: string]: AttributeValue }): Fence {
  const status = item.status?.S;
  const at = epochMillis(Number(item.at?.N));
  const requestHash = item.requestHash?.S ?? '';
  switch (status) {
    case 'APPLIED':
      return { status, at, requestHash, result: JSON.parse(item.result?.S ?? 'null') as Json };
    case 'REJECTED':
      return { status, at, requestHash, rejection: JSON.parse(item.rejection?.S ?? 'null') as Rejection };
    case 'COMPENSATED':
    case 'TOMBSTONE':
      return { status, at };
    default:
      throw new Error(`item ${item.pk?.S} ${item.sk?.S} is no fence: its status is ${JSON.stringify(item.status)}`);
  }
}
