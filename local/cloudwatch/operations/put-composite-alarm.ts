import type { Operation } from './operation';
import { putAlarm } from './put-metric-alarm';

export const putCompositeAlarm: Operation = (model, input) => putAlarm(model, input, 'CompositeAlarm');
