/** The handler's second argument (Lambda Developer Guide, "Using the Lambda context object to retrieve Node.js function information"). */
import type { Context } from 'aws-lambda';
import type { Clock, EpochMillis } from '../../lib/units';
import { type LambdaFunction, logGroupOf } from './function';

/** Without the callback-era methods, which Node 24 no longer offers. */
export type HandlerContext = Omit<Context, 'done' | 'fail' | 'succeed'>;

export function handlerContext(
  fn: LambdaFunction,
  invocation: { readonly requestId: string; readonly invokedArn: string; readonly deadline: EpochMillis },
  logStreamName: string,
  clock: Clock,
): HandlerContext {
  return {
    awsRequestId: invocation.requestId,
    functionName: fn.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: invocation.invokedArn,
    memoryLimitInMB: String(fn.memoryMegabytes),
    logGroupName: logGroupOf(fn),
    logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - clock.now()),
  };
}
