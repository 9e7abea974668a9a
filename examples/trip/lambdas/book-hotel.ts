import { actionHandler } from '../../../lib/aws/step-handler';
import { bookTrip } from '../book-trip';
import { bookHotel } from '../rules';
import { participant } from './participant';

export const handler = actionHandler(bookTrip, 'BookHotel', bookHotel, participant);
