import { actionHandler } from '../../../lib/aws/step-handler';
import { bookTrip } from '../book-trip';
import { bookFlight } from '../rules';
import { participant } from './participant';

export const handler = actionHandler(bookTrip, 'BookFlight', bookFlight, participant);
