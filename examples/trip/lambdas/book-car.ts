import { actionHandler } from '../../../lib/aws/step-handler';
import { bookTrip } from '../book-trip';
import { bookCar } from '../rules';
import { participant } from './participant';

export const handler = actionHandler(bookTrip, 'BookCar', bookCar, participant);
