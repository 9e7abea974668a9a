/** The orders that are verified, in both styles, and the trips of the example. */
import { tripScenarios } from '../examples/trip/verified/scenarios';
import type { JsonObject } from '../lib/units';
import type { ExpectedEnd, Request, Scenario, Subject } from './scenario';
import { choreographedOrder, orchestratedOrder } from './subjects';

/** Minor units. */
const PRICE = 15_00;
/** More than any payment may come to. */
const DECLINED_PRICE = 12_000_00;

interface Told {
  readonly title: string;
  readonly requests: readonly Request[];
  readonly shelf: { readonly [article: string]: number };
  readonly ends: { readonly [requestId: string]: ExpectedEnd };
}

const payload = (quantity: number, unitPrice = PRICE, article = 'book'): JsonObject => ({
  customerId: 'canary-ada',
  currency: 'EUR',
  lines: [{ sku: article, quantity, unitPrice }],
});

const completed: ExpectedEnd = { state: 'COMPLETED' };

const STORIES: { readonly [name: string]: Told } = {
  completed: {
    title: 'nothing is refused',
    requests: [{ id: 'o', payload: payload(2) }],
    shelf: { book: 5 },
    ends: { o: completed },
  },
  declined: {
    title: 'the amount is over 10,000.00',
    requests: [{ id: 'o', payload: payload(1, DECLINED_PRICE) }],
    shelf: { book: 5 },
    ends: { o: { state: 'COMPENSATED', refused: 'ProcessPayment' } },
  },
  'out-of-stock': {
    title: 'too few on the shelf, after the charge',
    requests: [{ id: 'o', payload: payload(3) }],
    shelf: { book: 2 },
    ends: { o: { state: 'COMPENSATED', refused: 'ReserveInventory' } },
  },
  'sent-twice': {
    title: 'the same request arrives twice at once',
    requests: [{ id: 'o', payload: payload(1), times: 2 }],
    shelf: { book: 5 },
    ends: { o: completed },
  },
  'key-reused': {
    title: 'the same key comes with another payload',
    requests: [{ id: 'o', payload: payload(1), thenPayload: payload(2) }],
    shelf: { book: 5 },
    ends: { o: completed },
  },
  'last-piece': {
    title: 'two orders race for the last piece',
    requests: [
      { id: 'one', payload: payload(1) },
      { id: 'two', payload: payload(1) },
    ],
    shelf: { book: 1 },
    ends: {},
  },
};

const told = (subject: Subject): readonly Scenario[] =>
  Object.entries(STORIES).map(([name, story]) => ({ ...story, name: `${subject.name}/${name}`, subject }));

export const SCENARIOS: readonly Scenario[] = [
  ...told(orchestratedOrder),
  ...told(choreographedOrder),
  ...tripScenarios,
];

/** @throws Error when there is none of this name */
export function scenarioNamed(name: string, among: readonly Scenario[] = SCENARIOS): Scenario {
  const found = among.find((scenario) => scenario.name === name);
  if (found === undefined) {
    throw new Error(`there is no scenario '${name}'; there are: ${among.map((each) => each.name).join(', ')}`);
  }
  return found;
}
