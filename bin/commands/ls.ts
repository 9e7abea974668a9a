/** `backstep ls`: sagas, the oldest first. */
import { isOpen, type LedgerState, OPEN_STATES, type OpenState } from '../../lib/saga/ledger';
import { type EpochMillis, epochMillis } from '../../lib/units';
import { type Command, countOf, optionsOf } from '../command';
import { millisOf } from '../durations';
import { EXIT, UsageError } from '../exit';
import { LEDGER_OPTIONS, LEDGER_USAGE, ledgersOf, type StackLedger } from '../ledgers';
import { type Listed, listJson, listText } from '../saga-list';

const STATES: { readonly [S in LedgerState]: true } = {
  RUNNING: true,
  COMPENSATING: true,
  COMPENSATION_FAILED: true,
  COMPLETED: true,
  COMPENSATED: true,
  ABANDONED: true,
};
const MAX_LIMIT = 10_000;
/** What one query or scan is asked for. */
const PAGE = 500;

export const ls: Command = {
  usage: `backstep ls [--state STATE] [--all] [--saga NAME] [--older-than AGE] [--recovered] [--limit N] [--stack NAME]
            [--endpoint URL] [--outputs-file FILE] [--json]

  Lists the sagas that have not ended, those that have been longest in their state first.
  --state STATE         only those in it: ${Object.keys(STATES).join(', ')}
  --all                 ended ones too. This, as an ended state does, reads the whole ledger
  --saga NAME           only sagas of this definition
  --older-than AGE      only those that have been in their state for so long: 90s, 5m, 2h, 3d
  --recovered           only those that a recovery was begun for
  --limit N             at most so many. Default 100
${LEDGER_USAGE}`,
  async run(args) {
    const options = optionsOf(args, {
      ...LEDGER_OPTIONS,
      state: { type: 'string' },
      all: { type: 'boolean', default: false },
      saga: { type: 'string' },
      'older-than': { type: 'string', default: '0s' },
      recovered: { type: 'boolean', default: false },
      limit: { type: 'string', default: '100' },
    });
    const limit = countOf(options.limit, '--limit', MAX_LIMIT);
    const states = statesOf(options.state, options.all);
    const age = millisOf(options['older-than'], '--older-than');
    const { ledgers, now } = await ledgersOf(options);
    const query: Query = {
      states,
      before: epochMillis(now - age),
      isWanted: ({ saga, recoveries }) =>
        (options.saga === undefined || saga === options.saga) && (!options.recovered || recoveries > 0),
      limit,
    };
    const found = (await Promise.all(ledgers.map((at) => listed(at, query)))).flat();
    const sagas = found.toSorted((one, other) => one.since - other.since).slice(0, limit);
    if (options.json) process.stdout.write(`${JSON.stringify(listJson(sagas), null, 2)}\n`);
    else if (sagas.length > 0) process.stdout.write(`${listText(sagas, now)}\n`);
    else process.stderr.write('There are none.\n');
    return EXIT.ok;
  },
};

interface Query {
  readonly states: readonly LedgerState[];
  readonly before: EpochMillis;
  readonly isWanted: (saga: Listed) => boolean;
  readonly limit: number;
}

function statesOf(state: string | undefined, all: boolean): readonly LedgerState[] {
  const known = Object.keys(STATES) as readonly LedgerState[];
  if (state === undefined) return all ? known : OPEN_STATES;
  const found = known.find((one) => one === state);
  if (found === undefined) throw new UsageError(`--state takes ${known.join(', ')}, not '${state}'`);
  return [found];
}

/** Open ones by their index alone; as soon as an ended state is asked for, the whole ledger is read. */
async function listed(at: StackLedger, query: Query): Promise<readonly Listed[]> {
  const open = query.states.filter(isOpen);
  const found = open.length === query.states.length ? await openOnes(at, open, query) : await allOnes(at, query);
  return found.filter(query.isWanted);
}

async function openOnes(
  { ledger, stack }: StackLedger,
  states: readonly OpenState[],
  { before, isWanted, limit }: Query,
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (const state of states) {
    const ofState: Listed[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledger.openSagas({ state, before, limit: PAGE, cursor });
      ofState.push(...page.sagas.map((saga) => ({ ...saga, stack })).filter(isWanted));
      cursor = page.cursor;
    } while (cursor !== undefined && ofState.length < limit);
    found.push(...ofState);
  }
  return found;
}

async function allOnes({ ledger, stack }: StackLedger, { states, before }: Query): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.allSagas({ limit: PAGE, cursor });
    const wanted = page.sagas.filter(({ state, since }) => states.includes(state) && since <= before);
    found.push(...wanted.map((saga) => ({ ...saga, stack })));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}
