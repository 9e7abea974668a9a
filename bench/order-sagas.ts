/** Conducted order sagas, one after another: started directly, without the door, and awaited to their end. */
import { seededEntropy } from '../local/entropy';
import type { Local } from '../local/start';
import { anOrder } from './workload';

/** Places an order, and resolves when its end is known and on disk. */
export type PlaceOne = () => Promise<void>;

/** @param prefix begins every order's id; never used twice in one data folder */
export function orderSagas({ start, settled, outputs }: Local, stack: string, prefix: string): PlaceOne {
  const stateMachineArn = outputs[stack]?.StateMachineArn ?? '';
  const chance = seededEntropy(1);
  let placed = 0;
  return async () => {
    const { request, end } = anOrder(`${prefix}${placed++}`, chance.fraction(), chance.fraction());
    const executionArn = await start(stateMachineArn, { input: request }, request.orderId);
    const { status } = await settled(executionArn);
    if ((status === 'SUCCEEDED') !== (end === 'COMPLETED')) {
      throw new Error(`${request.orderId} ended ${status}; it should be ${end}`);
    }
  };
}
