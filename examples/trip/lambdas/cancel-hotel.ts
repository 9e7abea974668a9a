import { compensationHandler } from '../../../lib/aws/step-handler';
import { bookTrip } from '../book-trip';
import { cancelHotel } from '../rules';
import { participant } from './participant';

export const handler = compensationHandler(bookTrip, 'CancelHotel', cancelHotel, participant);
