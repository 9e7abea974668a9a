/** The command line without a process of its own: what it says, and the code that it would end with. */
import { abandon } from '../../bin/commands/abandon';
import { cancel } from '../../bin/commands/cancel';
import { clock } from '../../bin/commands/clock';
import { demo } from '../../bin/commands/demo';
import { e2e } from '../../bin/commands/e2e';
import { events } from '../../bin/commands/events';
import { graph } from '../../bin/commands/graph';
import { ls } from '../../bin/commands/ls';
import { redrive } from '../../bin/commands/redrive';
import { resume } from '../../bin/commands/resume';
import { show } from '../../bin/commands/show';
import { start } from '../../bin/commands/start';
import { type Commands, main } from '../../bin/main';

const COMMANDS: Commands = {
  demo: async () => demo,
  start: async () => start,
  clock: async () => clock,
  e2e: async () => e2e,
  ls: async () => ls,
  show: async () => show,
  resume: async () => resume,
  redrive: async () => redrive,
  cancel: async () => cancel,
  abandon: async () => abandon,
  graph: async () => graph,
  events: async () => events,
};

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One at a time, since it listens to this process's own output. */
export async function backstep(...args: readonly string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const listen = (stream: NodeJS.WriteStream, to: keyof typeof said) => {
    const { write } = stream;
    stream.write = ((text: string) => {
      said[to] += text;
      return true;
    }) as typeof write;
    return () => {
      stream.write = write;
    };
  };
  const release = [listen(process.stdout, 'out'), listen(process.stderr, 'err')];
  try {
    return { code: await main(args, COMMANDS), ...said };
  } finally {
    for (const restore of release) restore();
  }
}
