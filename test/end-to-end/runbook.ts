/** RUNBOOK.md as a person follows it: its sections, and its commands, run against an endpoint. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backstep, type Said } from '../bin/command-line';

/** What stands for what in the commands: `SAGA` for `$SAGA`. */
export type Variables = { readonly [name: string]: string };

/** The commands of each section, by its anchor, in their order. */
export const sections: ReadonlyMap<string, readonly string[]> = new Map(
  readFileSync(join(__dirname, '..', '..', 'RUNBOOK.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const title = section.slice(0, section.indexOf('\n'));
      const blocks = [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => lines);
      const commands = blocks.flatMap((lines) => lines.split('\n')).filter((line) => line !== '');
      return [title.toLowerCase().replaceAll(' ', '-'), commands];
    }),
);

/** @throws Error when the command needs what no variable stands for, or a call is refused */
export async function run(command: string, variables: Variables, endpoint: string): Promise<Said> {
  const [program, ...words] = wordsOf(command).map((word) => substituted(word, variables));
  if (program === 'node' && words[0] === 'bin/backstep.js') return backstep(...words.slice(1), '--endpoint', endpoint);
  if (program !== 'aws') throw new Error(`nothing is known of '${program}'`);
  const [service = '', operation = '', ...options] = words;
  const reply = await call(service, operation, optionsOf(service, options), endpoint);
  return { code: 0, out: JSON.stringify(reply), err: '' };
}

/** As a shell splits a line: at blanks, but not within double quotes. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '',
  );
}

function substituted(word: string, variables: Variables): string {
  return word.replace(/\$([A-Z_]+)/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`what does $${name} stand for?`);
    return value;
  });
}

const PACKAGES: { readonly [service: string]: string } = {
  cloudwatch: '@aws-sdk/client-cloudwatch',
  events: '@aws-sdk/client-eventbridge',
  lambda: '@aws-sdk/client-lambda',
  sqs: '@aws-sdk/client-sqs',
  stepfunctions: '@aws-sdk/client-sfn',
};

/** The SDK has the same operations and parameters as the aws CLI, whose names are in kebab case. */
async function call(service: string, operation: string, input: object, endpoint: string): Promise<unknown> {
  const sdk = require(PACKAGES[service] ?? service);
  const [clientName = ''] = Object.keys(sdk).filter((name) => /^[A-Z]\w+Client$/.test(name));
  const client = new sdk[clientName]({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    return await client.send(new sdk[`${pascal(operation)}Command`](input));
  } finally {
    client.destroy();
  }
}

function optionsOf(service: string, words: readonly string[]): object {
  const options: Record<string, unknown> = {};
  for (let at = 0; at < words.length; at++) {
    const name = words[at]?.replace(/^--/, '') ?? '';
    const value = words[at + 1];
    const isFlag = value === undefined || value.startsWith('--');
    options[parameter(service, name)] = isFlag ? true : parsedValue(name, value);
    if (!isFlag) at++;
  }
  return options;
}

function parameter(service: string, name: string): string {
  if (name === 'uuid') return 'UUID';
  const word = pascal(name);
  return service === 'stepfunctions' ? `${word.charAt(0).toLowerCase()}${word.slice(1)}` : word;
}

const LISTS = new Set(['attribute-names']);
function parsedValue(name: string, value: string): unknown {
  if (LISTS.has(name)) return [value];
  return /^(\d+$|\[|\{)/.test(value) ? JSON.parse(value) : value;
}

const pascal = (name: string): string => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
