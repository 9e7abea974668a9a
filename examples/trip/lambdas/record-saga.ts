import { recordSagaHandler } from '../../../lib/aws/record-saga-handler';
import { bookTrip } from '../book-trip';
import { container } from './container';
import { ledger } from './ledger';

export const handler = recordSagaHandler(bookTrip, { ...container, ledger });
