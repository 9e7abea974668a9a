/** `backstep clock`: the time of a running local model that was started with `--clock virtual`. */
import type { JsonObject } from '../../lib/units';
import { DEFAULT_PORT } from '../../local/wire/server';
import { type Command, wordsAndOptionsOf } from '../command';
import { millisOf } from '../durations';
import { EndpointError, EXIT, UsageError } from '../exit';
import { urlOf } from '../outputs';

const ACTIONS = 'advance DURATION, pause, resume or show';

export const clock: Command = {
  usage: `backstep clock advance DURATION | pause | resume | show [--endpoint URL]

  For a local model that was started with --clock virtual; prints the time that it then has.
  advance DURATION   moves time on, for instance by 90s, 15m, 2h or 3d, and fires on the way what falls due
  pause              time stands still, except for advance
  resume             time skips to whatever is due next, as it does from the start
  show               only tells
  --endpoint URL     where the model is. Default http://127.0.0.1:${DEFAULT_PORT}
`,
  async run(args) {
    const { words, values } = wordsAndOptionsOf(args, {
      endpoint: { type: 'string', default: `http://127.0.0.1:${DEFAULT_PORT}` },
    });
    const { time, mode } = await moved(urlOf(values.endpoint), moveOf(words));
    process.stdout.write(`${time} (${mode === 'hold' ? 'paused' : 'skipping what nothing waits with'})\n`);
    return EXIT.ok;
  },
};

/** The body of the request; nothing only asks. */
export function moveOf(words: readonly string[]): JsonObject | undefined {
  const [action, ...more] = words;
  const [duration, ...others] = more;
  if (action === 'advance' && duration !== undefined && others.length === 0) {
    return { advanceMillis: millisOf(duration, 'clock advance') };
  }
  if (more.length === 0) {
    if (action === 'pause') return { mode: 'hold' };
    if (action === 'resume') return { mode: 'skip' };
    if (action === 'show') return undefined;
  }
  throw new UsageError(`clock takes ${ACTIONS}, not '${words.join(' ')}'`);
}

async function moved(endpoint: string, move: JsonObject | undefined) {
  const request =
    move === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(move) };
  const reply = await fetch(`${endpoint}/_backstep/clock`, request).catch((cause: unknown) => {
    throw new EndpointError(`nothing answers at ${endpoint}; start it, or give another --endpoint`, { cause });
  });
  if (reply.status === 404) throw new EndpointError(`what answers at ${endpoint} is no local model of this kind`);
  const answer = (await reply.json()) as { readonly message?: string; readonly time: string; readonly mode: string };
  if (!reply.ok) throw new UsageError(answer.message ?? `${endpoint} answers ${reply.status}`);
  return answer;
}
