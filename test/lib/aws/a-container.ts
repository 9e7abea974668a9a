/** What a handler is given: a clock that moves on by hand, and a log that can be read. */
import type { CallDependencies } from '../../../lib/aws/logged-call';
import { epochMillis, type JsonObject } from '../../../lib/units';
import { AT } from './transactions';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: JsonObject;
}

export function aContainer() {
  let now = Number(AT);
  const lines: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: JsonObject): void => {
      lines.push({ level, message, fields });
    };
  const dependencies: CallDependencies = {
    clock: { now: () => epochMillis(now) },
    logger: { info: write('info'), warn: write('warn'), error: write('error') },
  };
  const pass = (millis: number) => {
    now += millis;
  };
  return { dependencies, lines, pass };
}

export const CONTEXT = { awsRequestId: 'request-1' };
