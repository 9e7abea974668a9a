/** The page's server: the page, its files, and the data under `API`. It is plugged into the model's own port. */
import { createHash } from 'node:crypto';
import { AwsError } from '../../local/service';
import { messageOf, type WireRequest } from '../../local/wire/message';
import type { PageReply, Pages } from '../../local/wire/pages';
import type { Refusal } from '../api';
import { bodyOf, fieldOneOf, fieldOptional, queryOptional } from './asked';
import { Breakage } from './breakage';
import { clockOf, moveClock } from './clock-state';
import { admit } from './gate';
import { Lanes } from './lanes';
import { Live } from './live';
import { MatrixRuns } from './matrix-runs';
import { Places } from './places';
import { Refused } from './refused';
import { jsonReply, reply, SAFE_HEADERS, shell } from './replies';
import type { ConsoleOptions, Room } from './room';
import * as actions from './routes/actions';
import * as data from './routes/data';
import { definition, execution, history, logs } from './routes/execution';
import { executionCounts, executions } from './routes/executions';
import { layout } from './routes/layout';
import { overview } from './routes/overview';
import { queueMessages, queues, replayQueue } from './routes/queues';
import { saga, sagaEvents, sagas } from './routes/sagas';
import { SagaIndex } from './saga-index';
import { Tally } from './tally';

const API = '/_backstep/console/';
const FILES = '/console/';

type Route = (room: Room, request: WireRequest) => unknown;

const ROUTES: { readonly [methodAndPath: string]: Route | undefined } = {
  'GET overview': overview,
  'GET executions': executions,
  'GET executions/counts': executionCounts,
  'GET execution': execution,
  'GET execution/history': history,
  'GET execution/layout': layout,
  'GET execution/logs': logs,
  'GET definition': definition,
  'GET sagas': sagas,
  'GET saga': saga,
  'GET saga/events': sagaEvents,
  'GET tables': data.tables,
  'GET table/items': data.tableItems,
  'GET queues': queues,
  'GET queue/messages': queueMessages,
  'GET metrics': data.metrics,
  'GET metric': data.metric,
  'GET alarms': data.alarms,
  'GET breaks': ({ breakage }) => breakage.list(),
  'GET matrix': ({ matrix }) => matrix.current,
  'POST start': actions.start,
  'POST execution/stop': actions.stopExecution,
  'POST execution/redrive': actions.redriveExecution,
  'POST execution/skip': actions.skipWaits,
  'POST saga/resume': actions.resume,
  'POST saga/redrive': actions.redrive,
  'POST saga/cancel': actions.cancel,
  'POST saga/abandon': actions.abandon,
  'POST queue/replay': replayQueue,
  'POST breaks/add': ({ breakage }, request) => {
    breakage.add(bodyOf(request));
    return breakage.list();
  },
  'POST breaks/clear': ({ breakage }, request) => {
    breakage.clear(fieldOptional(bodyOf(request), 'id'));
    return breakage.list();
  },
  'POST clock': async ({ local }, request) => {
    await moveClock(local, bodyOf(request));
    return clockOf(local);
  },
  'POST matrix': ({ matrix }, request) =>
    matrix.begin(fieldOneOf(bodyOf(request), 'style', ['orchestrated', 'choreographed'])),
};

/** `Pages` of a model that listens on a port. */
export function createConsole(options: ConsoleOptions): Pages {
  const { local, stacks, samples, token, assets, playMatrix } = options;
  const places = new Places(local.world.resources, stacks, local.outputs);
  const room: Room = {
    local,
    stacks,
    samples,
    places,
    sagas: new SagaIndex(local, stacks),
    tally: new Tally(local.world.services.stepfunctions),
    lanes: new Lanes(local, places, stacks),
    breakage: new Breakage(local, places),
    matrix: new MatrixRuns(playMatrix),
  };
  // Tells one start from another, and nothing of the token.
  const live = new Live(room, createHash('sha256').update(token).digest('hex').slice(0, 12));
  return {
    serves: ({ method, path }) => (path === '/' && method === 'GET') || path.startsWith(FILES) || path.startsWith(API),
    async answer(request) {
      try {
        admit(request, portOf(local.endpoint), token);
        return await answerOf(request, { room, live, token, assets });
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

const portOf = (endpoint: string | undefined): number => Number(new URL(endpoint ?? 'http://127.0.0.1:0').port);

interface Served extends Pick<ConsoleOptions, 'token' | 'assets'> {
  readonly room: Room;
  readonly live: Live;
}

async function answerOf(request: WireRequest, { room, live, token, assets }: Served): Promise<PageReply> {
  const { method, path, query } = request;
  if (path === '/') return reply(200, 'text/html; charset=utf-8', shell(token));
  if (path.startsWith(FILES)) {
    const asset = method === 'GET' ? assets.find(path) : undefined;
    if (asset === undefined) throw new Refused(404, `there is no ${path}`);
    return reply(200, asset.contentType, asset.body);
  }
  const name = `${method} ${path.slice(API.length)}`;
  if (name === 'GET live') return stream(live, query);
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (route === undefined) throw new Refused(404, `there is no ${method} ${path}`);
  const answer = await route(room, request);
  if (name === 'POST clock') live.clockMoved();
  return jsonReply(200, answer);
}

function stream(live: Live, query: WireRequest['query']): PageReply {
  const [stack, id] = [queryOptional(query, 'stack'), queryOptional(query, 'saga')];
  const watched = {
    execution: queryOptional(query, 'execution'),
    saga: stack === undefined || id === undefined ? undefined : { stack, id },
  };
  return {
    statusCode: 200,
    headers: { ...SAFE_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' },
    open: (send) => live.open(send, watched),
  };
}

/** What a service refuses is told in its words. */
function refusalOf(error: unknown): PageReply {
  if (error instanceof Refused) return refused(error.statusCode, error.message);
  if (error instanceof AwsError) return refused(error.statusCode, `${error.code}: ${error.message}`);
  return refused(500, messageOf(error));
}

const refused = (statusCode: number, message: string): PageReply =>
  jsonReply(statusCode, { message } satisfies Refusal);
