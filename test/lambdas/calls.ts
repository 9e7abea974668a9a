/** Calls of the deployed functions as the saga's machine makes them, and what DynamoDB answers. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import type { AwsStub } from 'aws-sdk-client-mock';
import type { OrderRequest } from '../../lib/order/order';
import { hashOf, type Json, type JsonObject } from '../../lib/units';

export const CONTEXT = { awsRequestId: 'request-1' } as Context;

export const RESULTS = {
  CreateOrder: { orderId: 'order-1', total: 30_00 },
  ProcessPayment: { paymentId: 'order-1.ProcessPayment', charged: 30_00 },
  ReserveInventory: { reservationId: 'order-1.ReserveInventory' },
} as const;

/** The event of an action or a compensation of the order `order-1`. */
export function aCall(
  step: string,
  intent: 'act' | 'undo',
  input: OrderRequest,
  { attempt = 0, results = RESULTS }: { readonly attempt?: number; readonly results?: JsonObject } = {},
) {
  return { saga: 'PlaceOrder', sagaId: input.orderId, step, intent, attempt, state: { input, results } };
}

/** Fences as DynamoDB gives them back. */
export const TOMBSTONE: Record<string, AttributeValue> = { status: { S: 'TOMBSTONE' }, at: { N: '1' } };
export const COMPENSATED: Record<string, AttributeValue> = { status: { S: 'COMPENSATED' }, at: { N: '1' } };
export const applied = (input: OrderRequest, result: Json): Record<string, AttributeValue> => ({
  status: { S: 'APPLIED' },
  at: { N: '1' },
  requestHash: { S: hashOf(input) },
  result: { S: JSON.stringify(result) },
});

/** The actions of the `n`th transaction that was sent, counted from 0. */
export function sent(
  dynamodb: AwsStub<ServiceInputTypes, ServiceOutputTypes, DynamoDBDocumentClientResolvedConfig>,
  n = 0,
) {
  return dynamodb.commandCalls(TransactWriteCommand)[n]?.args[0].input.TransactItems ?? [];
}

/** What the functions log, until it is released. */
export function captureLog() {
  let text = '';
  const keep = (chunk: string | Uint8Array): boolean => {
    text += String(chunk);
    return true;
  };
  const streams = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(keep),
  );
  return {
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as JsonObject),
    release: () => {
      for (const stream of streams) stream.mockRestore();
    },
  };
}
