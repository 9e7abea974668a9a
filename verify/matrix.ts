/** The failure matrix as a picture: each step and compensation, how it fails, and what becomes of the saga. */
import type { Stages } from './explore';
import type { Observed } from './observed';
import { scenarioNamed } from './scenarios';
import type { CallFaultKind, CallPosition, Fault } from './schedule';

interface Column {
  readonly title: string;
  readonly how: CallFaultKind;
  readonly times: number;
}

const ALWAYS = 50;
const LATE_MILLIS = 600_000;

const COLUMNS: readonly Column[] = [
  { title: 'not done, once', how: 'notApplied', times: 1 },
  { title: 'reply lost, once', how: 'replyLost', times: 1 },
  { title: 'done 10 min late, once', how: 'late', times: 1 },
  { title: 'never done', how: 'notApplied', times: ALWAYS },
  { title: 'every reply lost', how: 'replyLost', times: ALWAYS },
  { title: 'always 10 min late', how: 'late', times: ALWAYS },
];

/** Steps fail in an order that goes well; compensations in one that finds too few pieces. */
const ROWS: readonly { readonly scenario: string; readonly functions: readonly string[] }[] = [
  {
    scenario: 'order/completed',
    functions: ['OrdersCreateOrder', 'PaymentsProcessPayment', 'InventoryReserveInventory', 'OrdersCompleteOrder'],
  },
  { scenario: 'order/out-of-stock', functions: ['PaymentsRefundPayment', 'OrdersCancelOrder'] },
  {
    scenario: 'order-events/completed',
    functions: ['PaymentsProcessPayment', 'InventoryReserveInventory', 'OrdersCompleteOrder'],
  },
  { scenario: 'order-events/out-of-stock', functions: ['PaymentsRefundPayment', 'OrdersCancelOrder'] },
];

interface Row {
  readonly title: string;
  readonly cells: readonly string[];
}

/** Seeds that no exploration uses. */
const FIRST_SEED = 950_000_001;

/** @returns an SVG; the same for the same sources */
export async function failureMatrix(stages: Stages): Promise<string> {
  const rows: Row[] = [];
  let seed = FIRST_SEED;
  for (const { scenario: name, functions } of ROWS) {
    const scenario = scenarioNamed(name);
    for (const fn of functions) {
      const at: CallPosition = { service: 'lambda', operation: 'Invoke', function: fn, nth: 1 };
      const cells: string[] = [];
      for (const column of COLUMNS) {
        const { observed } = await stages.run(scenario, [faultOf(at, column)], seed++);
        cells.push(outcomeOf(observed));
      }
      const style = scenario.subject.style;
      rows.push({ title: `${fn.replace(/^(Orders|Payments|Inventory)/, '')}, ${style}`, cells });
    }
  }
  return svgOf(rows);
}

function faultOf(at: CallPosition, { how, times }: Column): Fault {
  const error = { name: 'Lambda.Unknown', message: 'The cause could not be determined.' };
  const fault = { kind: 'call', at, how, error, times } as const;
  return how === 'late' ? { ...fault, delayMillis: LATE_MILLIS } : fault;
}

const outcomeOf = ({ sagas, isQuiet }: Observed): string => (isQuiet ? (sagas[0]?.state ?? 'NOT ACCEPTED') : 'NO END');

const COLOURS: { readonly [outcome: string]: string } = {
  COMPLETED: '#d9f0dd',
  COMPENSATED: '#dbe8f8',
  COMPENSATION_FAILED: '#f9e0c7',
};
const UNEXPECTED = '#f5c6c6';

const TITLE_WIDTH = 270;
const CELL_WIDTH = 172;
const ROW_HEIGHT = 30;

function svgOf(rows: readonly Row[]): string {
  const width = TITLE_WIDTH + COLUMNS.length * CELL_WIDTH;
  const height = (rows.length + 1) * ROW_HEIGHT;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    '<title>What becomes of an order when one of its functions fails</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...COLUMNS.map(({ title }, column) => text(TITLE_WIDTH + column * CELL_WIDTH + 8, 20, title, 'bold')),
    ...rows.flatMap(({ title, cells }, row) => {
      const y = (row + 1) * ROW_HEIGHT;
      return [
        text(8, y + 20, title, 'bold'),
        ...cells.flatMap((cell, column) => {
          const x = TITLE_WIDTH + column * CELL_WIDTH;
          const box = `<rect x="${x}" y="${y}" width="${CELL_WIDTH - 2}" height="${ROW_HEIGHT - 2}" fill="${COLOURS[cell] ?? UNEXPECTED}"/>`;
          return [box, text(x + 8, y + 20, cell.toLowerCase().replaceAll('_', ' '), 'normal')];
        }),
      ];
    }),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

const text = (x: number, y: number, words: string, weight: 'bold' | 'normal'): string =>
  `<text x="${x}" y="${y}" font-weight="${weight}" fill="#222222">${words}</text>`;
