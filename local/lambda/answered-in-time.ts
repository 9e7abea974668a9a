/** The wait of Lambda's own callers: its pollers and its queue of asynchronous invocations. */
import { epochMillis } from '../../lib/units';
import type { LocalClock } from '../clock';
import { AwsError } from '../service';

/** After the function must have ended. */
const MARGIN_MILLIS = 10_000;

/** Whether the function ran stays unknown: it may have, and its answer was lost. Throws `ServiceException`. */
export async function answeredInTime<T>(clock: LocalClock, work: Promise<T>, timeoutSeconds: number): Promise<T> {
  const deadline = epochMillis(clock.now() + timeoutSeconds * 1000 + MARGIN_MILLIS);
  let release = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new AwsError('ServiceException', 'No answer came in time.', 500));
    release = clock.at(deadline, fail);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    release();
  }
}
