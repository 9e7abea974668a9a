import { sagaSweeper } from '../../../lib/aws/saga-sweeper';
import { guard } from './guard';

export const handler = sagaSweeper(guard);
