import { compensationHandler } from '../../../lib/aws/step-handler';
import { bookTrip } from '../book-trip';
import { cancelCar } from '../rules';
import { participant } from './participant';

export const handler = compensationHandler(bookTrip, 'CancelCar', cancelCar, participant);
