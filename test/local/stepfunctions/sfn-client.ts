/** The official client over the transport without a network, for a model of Step Functions alone. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { FaultList } from '../../../local/faults';
import { CLIENT } from '../../../local/service';
import { directClientConfig } from '../../../local/wire/direct';
import { createRouter } from '../../../local/wire/router';
import { HOME, type Scene } from './scene';

export function clientOf({ sfn, clock }: Pick<Scene, 'sfn' | 'clock'>): SFNClient {
  let requests = 0;
  const nextRequestId = () => `request-${++requests}`;
  const router = createRouter({ stepfunctions: sfn }, new FaultList(clock));
  const config = directClientConfig({ router, caller: CLIENT, nextRequestId }, HOME.region);
  return new SFNClient({ ...config, maxAttempts: 1, disableHostPrefix: true });
}

/** `Name: message` of a refusal. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
  }
  throw new Error('the call was not refused');
}
