/** The command line: `backstep COMMAND [options]`. */
import { type Commands, main } from './main';

const COMMANDS: Commands = {
  demo: async () => (await import('./commands/demo.js')).demo,
  start: async () => (await import('./commands/start.js')).start,
  clock: async () => (await import('./commands/clock.js')).clock,
  e2e: async () => (await import('./commands/e2e.js')).e2e,
  ls: async () => (await import('./commands/ls.js')).ls,
  show: async () => (await import('./commands/show.js')).show,
  resume: async () => (await import('./commands/resume.js')).resume,
  redrive: async () => (await import('./commands/redrive.js')).redrive,
  cancel: async () => (await import('./commands/cancel.js')).cancel,
  abandon: async () => (await import('./commands/abandon.js')).abandon,
  graph: async () => (await import('./commands/graph.js')).graph,
  events: async () => (await import('./commands/events.js')).events,
};

main(process.argv.slice(2), COMMANDS).then((code) => {
  process.exitCode = code;
});
