import { Timers } from '../../../local/stepfunctions/timers';

/** Timers for the tickets, and a list that each writes its ticket to when it is cancelled. */
function timersFor(tickets: readonly number[]) {
  const timers = new Timers();
  const cancelled: number[] = [];
  const cancels = tickets.map((ticket) => {
    const cancel = () => void cancelled.push(ticket);
    timers.add(ticket, cancel);
    return { ticket, cancel };
  });
  return { timers, cancelled, cancels };
}

const TWENTY = Array.from({ length: 20 }, (_, index) => index);

test.each([
  ['few', [1, 2, 1]],
  ['many', [...TWENTY, 1, 19, 19]],
])('with %s timers, those of one ticket are cancelled together and once', (_, tickets) => {
  const { timers, cancelled } = timersFor(tickets);
  const last = tickets.at(-1) ?? 0;
  const expected = tickets.filter((ticket) => ticket === last);

  timers.cancel(last);
  timers.cancel(last);

  expect(cancelled).toEqual(expected);
});

test.each([
  ['few', [1, 2]],
  ['many', TWENTY],
])('with %s timers, one that has fired is not cancelled any more', (_, tickets) => {
  const { timers, cancelled, cancels } = timersFor(tickets);
  const first = cancels[0];
  const last = cancels.at(-1);

  if (first !== undefined) timers.remove(first.ticket, first.cancel);
  if (last !== undefined) timers.remove(last.ticket, last.cancel);
  timers.cancelAll();

  expect(cancelled).toEqual(tickets.slice(1, -1));
});
