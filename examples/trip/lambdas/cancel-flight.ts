import { compensationHandler } from '../../../lib/aws/step-handler';
import { bookTrip } from '../book-trip';
import { cancelFlight } from '../rules';
import { participant } from './participant';

export const handler = compensationHandler(bookTrip, 'CancelFlight', cancelFlight, participant);
