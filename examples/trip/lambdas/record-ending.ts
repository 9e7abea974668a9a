import { recordEndingHandler } from '../../../lib/aws/record-ending-handler';
import { guard } from './guard';

export const handler = recordEndingHandler(guard);
