/** What each command answers to wrong and to simple usage. */
import { backstep } from './command-line';

test('lists its commands', async () => {
  const { code, out } = await backstep('help');

  expect(code).toBe(0);
  expect(out).toMatch(/demo .*\n.*start .*\n(.*\n)+.*ls .*\n(.*\n)+.*abandon .*\n(.*\n)+.*events/);
});

test.each([
  [['serve'], "there is no command 'serve'; the commands are demo, start, "],
  [['demo', '--fast'], "Unknown option '--fast'"],
  [['demo', '--only', 'nothing'], "there is no scenario 'nothing'; the demo has completed,"],
  [['start', '--port', 'http'], "--port takes a number from 0 (any free port) to 65535, not 'http'"],
  [['start', '--clock', 'slow'], "--clock takes real or virtual, not 'slow'"],
  [['start', '--stage', 'test'], "--stage takes dev or prod, not 'test'"],
  [
    ['start', '--dynamodb', 'here'],
    "--dynamodb: 'here' is not an endpoint; give the emulator's, http://127.0.0.1:8000",
  ],
  [['start', '--dynamodb', 'http://127.0.0.1:9', '--data', '.'], 'give one of the two'],
  [['start', '--dynamodb', 'http://127.0.0.1:9', '--clock', 'virtual'], 'leave out --clock virtual'],
  [['start', '--mock-config', '/nowhere.json'], '/nowhere.json cannot be read'],
  [['ls', '--state', 'STUCK', '--endpoint', 'http://127.0.0.1:9'], '--state takes RUNNING, COMPENSATING,'],
  [['ls', '--limit', '0'], "--limit takes a whole number from 1 to 10000, not '0'"],
  [['show'], "give one argument: a saga's id, or how it begins"],
  [['abandon', 'o-1', '--by', 'ada'], 'give --reason and say why'],
  [['e2e', '--endpoint', 'here'], "--endpoint takes a URL such as http://127.0.0.1:4566, not 'here'"],
])('refuses %j with a sentence and exit code 2', async (args, sentence) => {
  const { code, out, err } = await backstep(...args);

  expect(err).toContain(sentence);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('prints the machine as Mermaid and as ASL, and the events as AsyncAPI', async () => {
  const [mermaid, asl, events] = [await backstep('graph'), await backstep('graph', '--asl'), await backstep('events')];

  expect(mermaid.out).toMatch(/^flowchart TD/);
  expect(JSON.parse(asl.out)).toMatchObject({ StartAt: 'CreateOrder' });
  expect(JSON.parse(events.out)).toMatchObject({ asyncapi: '3.0.0' });
});

test('says that nothing answers at an endpoint, with exit code 4', async () => {
  const { code, err } = await backstep('e2e', '--endpoint', 'http://127.0.0.1:9');

  expect(err).toContain('nothing answers at http://127.0.0.1:9');
  expect(code).toBe(4);
});
