/** The LoggingConfiguration of a machine. Step Functions API Reference, "LoggingConfiguration". */
import type { Json } from '../../lib/units';
import { invalidLoggingConfiguration } from './errors';
import { isObject } from './json';

export interface LoggingConfiguration {
  readonly level: LogLevel;
  /** Absent where nothing is logged. */
  readonly groupName: string | undefined;
  readonly includeExecutionData: boolean;
}
const LEVELS = ['ALL', 'ERROR', 'FATAL', 'OFF'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** "The ARN must end with `:*`"; without is taken too. */
const LOG_GROUP = /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:(?<name>[^:]+)(?::\*)?$/;

/** Throws `InvalidLoggingConfiguration`. */
export function readLogging(given: Json | undefined): LoggingConfiguration {
  const { level: givenLevel = 'OFF', destinations, includeExecutionData } = isObject(given) ? given : {};
  const level = LEVELS.find((each) => each === givenLevel);
  if (level === undefined) throw invalidLoggingConfiguration(`Unknown log level ${String(givenLevel)}.`);
  const all = Array.isArray(destinations) ? destinations : [];
  // "Required when log level isn't OFF", "Array Members: … Maximum number of 1 item."
  if (all.length > 1 || (level !== 'OFF' && all.length === 0)) {
    throw invalidLoggingConfiguration('Must specify exactly one Log Destination.');
  }
  return { level, groupName: groupNameOf(all[0]), includeExecutionData: includeExecutionData === true };
}

function groupNameOf(destination: Json | undefined): string | undefined {
  if (destination === undefined) return undefined;
  const group = isObject(destination) ? destination.cloudWatchLogsLogGroup : undefined;
  const arn = isObject(group) ? group.logGroupArn : undefined;
  const name = typeof arn === 'string' ? LOG_GROUP.exec(arn)?.groups?.name : undefined;
  if (name === undefined) throw invalidLoggingConfiguration('Log Destination not found.');
  return name;
}
