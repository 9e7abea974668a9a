import { actionHandler } from '../../../lib/aws/step-handler';
import { bookTrip } from '../book-trip';
import { payTrip } from '../rules';
import { participant } from './participant';

export const handler = actionHandler(bookTrip, 'PayTrip', payTrip, participant);
