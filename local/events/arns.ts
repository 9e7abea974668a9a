import type { TargetKind } from './model';
import { DEFAULT_BUS } from './model';

export interface Home {
  readonly region: string;
  readonly account: string;
}

export const busArn = ({ region, account }: Home, bus: string) =>
  `arn:aws:events:${region}:${account}:event-bus/${bus}`;

/** The default bus is not named in the ARN of its rules. */
export const ruleArn = ({ region, account }: Home, bus: string, rule: string) =>
  `arn:aws:events:${region}:${account}:rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${rule}`;

export const archiveArn = ({ region, account }: Home, archive: string) =>
  `arn:aws:events:${region}:${account}:archive/${archive}`;

/** A bus by its name or its ARN. */
export const busNameOf = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('event-bus/') + 'event-bus/'.length) : nameOrArn;

const ARN = /^arn:aws[\w-]*:([\w-]+):[\w-]*:\d*:.+$/;

/** The service that an ARN names; undefined when it is not an ARN. */
export const serviceOf = (arn: string): string | undefined => ARN.exec(arn)?.[1];

const KINDS: ReadonlySet<string> = new Set<TargetKind>(['lambda', 'sqs', 'states', 'events']);
export const isTargetKind = (service: string): service is TargetKind => KINDS.has(service);
