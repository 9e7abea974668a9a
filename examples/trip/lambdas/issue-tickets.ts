import { actionHandler } from '../../../lib/aws/step-handler';
import { bookTrip } from '../book-trip';
import { issueTickets } from '../rules';
import { participant } from './participant';

export const handler = actionHandler(bookTrip, 'IssueTickets', issueTickets, participant);
