/** Where a deployed stack is, and what its outputs say: from the local model itself, or from a file. */
import { readFileSync } from 'node:fs';
import { EndpointError, UsageError } from './exit';

/** What `cdk deploy --outputs-file` writes: the outputs of each stack. */
export type Outputs = { readonly [stack: string]: { readonly [output: string]: string } };

/** @throws EndpointError where nothing answers; UsageError where what answers is no local model of this kind */
export async function askModel<T>(endpoint: string, what: 'health' | 'outputs'): Promise<T> {
  const reply = await fetch(`${endpoint}/_backstep/${what}`).catch((cause: unknown) => {
    throw new EndpointError(`nothing answers at ${endpoint}; start it, or give another --endpoint`, { cause });
  });
  if (reply.ok) return (await reply.json()) as T;
  throw new UsageError(`${endpoint} does not tell its ${what}; give --outputs-file (cdk deploy --outputs-file FILE)`);
}

/** @throws UsageError when the file cannot be read */
export function outputsIn(file: string): Outputs {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Outputs;
  } catch (cause) {
    throw new UsageError(`--outputs-file ${file} cannot be read as JSON`, { cause });
  }
}

/** @throws UsageError unless it is a URL */
export function urlOf(text: string, option = '--endpoint'): string {
  if (!URL.canParse(text)) throw new UsageError(`${option} takes a URL such as http://127.0.0.1:4566, not '${text}'`);
  return text.replace(/\/$/, '');
}
