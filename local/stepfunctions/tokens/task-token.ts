/**
 * Task tokens. A token says which attempt of which task of which execution it stands for, so that none needs to be kept:
 * the execution's frame knows whether that attempt is still awaited.
 */
import type { Address } from '../interpreter/frame';

export interface TaskToken {
  readonly executionArn: string;
  /** An execution that takes over a name later does not take over its tokens. */
  readonly startTime: number;
  readonly at: Address;
  readonly ticket: number;
}

const VERSION = 'task1';
const SEPARATOR = '\n';

export function encodeTaskToken({ executionArn, startTime, at, ticket }: TaskToken): string {
  const text = [VERSION, executionArn, startTime, at.join('.'), ticket].join(SEPARATOR);
  return Buffer.from(text, 'utf8').toString('base64');
}

/** `undefined` for what is no token. */
export function decodeTaskToken(token: string): TaskToken | undefined {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const [version, executionArn, startTime, at, ticket, ...more] = text.split(SEPARATOR);
  if (version !== VERSION || executionArn === undefined || at === undefined || more.length > 0) return undefined;
  const decoded = {
    executionArn,
    startTime: Number(startTime),
    at: at === '' ? [] : at.split('.').map(Number),
    ticket: Number(ticket),
  };
  return encodeTaskToken(decoded) === token ? decoded : undefined;
}
