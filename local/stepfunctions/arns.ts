/** The ARNs of state machines and executions. */
import { invalidArn } from './errors';

export interface Home {
  readonly region: string;
  readonly account: string;
}

export const stateMachineArn = ({ region, account }: Home, name: string) =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

export const executionArn = ({ region, account }: Home, machine: string, name: string) =>
  `arn:aws:states:${region}:${account}:execution:${machine}:${name}`;

/** Every start of an Express machine is an execution of its own, whatever its name. */
export const expressArn = ({ region, account }: Home, machine: string, name: string, id: string) =>
  `arn:aws:states:${region}:${account}:express:${machine}:${name}:${id}`;

/** The name of the machine that the ARN names. Throws `InvalidArn`. */
export function machineNameOf(arn: string): string {
  const [kind, name] = partsOf(arn);
  if (kind !== 'stateMachine') throw invalidArn(`Resource type not valid in this context: ${kind}`);
  return name ?? '';
}

/** A machine, one of its versions, or an alias of it. */
export interface MachineReference {
  /** Without the qualifier. */
  readonly machineArn: string;
  readonly name: string;
  /** A version's number or an alias's name. */
  readonly qualifier: string | undefined;
}

/** Throws `InvalidArn`. */
export function machineReferenceOf(arn: string): MachineReference {
  const name = machineNameOf(arn);
  const [, , , , , , , qualifier] = arn.split(':');
  const machineArn = qualifier === undefined ? arn : arn.slice(0, -qualifier.length - 1);
  return { machineArn, name, qualifier };
}

/** "…stateMachine:myStateMachine:10" for a version, "…stateMachine:myStateMachine:PROD" for an alias. */
export const qualifiedArn = (machineArn: string, qualifier: string | number) => `${machineArn}:${qualifier}`;

export const activityArn = ({ region, account }: Home, name: string) =>
  `arn:aws:states:${region}:${account}:activity:${name}`;

/** Throws `InvalidArn` for what is no activity. */
export function activityNameOf(arn: string): string {
  const [kind, name] = partsOf(arn);
  if (kind !== 'activity') throw invalidArn(`Resource type not valid in this context: ${kind}`);
  return name ?? '';
}

/** `stateMachine` or `activity`, which are the resources that bear tags. Throws `InvalidArn`. */
export const resourceTypeOf = (arn: string): string => partsOf(arn)[0] ?? '';

export interface ExecutionId {
  readonly machine: string;
  /** The execution's name; for an Express execution `name:id`. */
  readonly name: string;
}

/** Throws `InvalidArn` for what is no execution of a Standard machine. */
export function standardExecutionOf(arn: string): ExecutionId {
  const [kind, machine = '', ...name] = partsOf(arn);
  if (kind !== 'execution') throw invalidArn(`Resource type not valid in this context: ${kind}`);
  return { machine, name: name.join(':') };
}

/**
 * "This API action isn't supported by EXPRESS state machines unless they were dispatched by a Map Run": those have the
 * label of its state in their ARN. Throws `InvalidArn`.
 */
export function describedExecutionOf(arn: string): ExecutionId {
  const [kind, machine = ''] = partsOf(arn);
  return kind === 'express' && machine.includes('/') ? executionOf(arn) : standardExecutionOf(arn);
}

/** Standard or Express. */
export function executionOf(arn: string): ExecutionId {
  const [, machine = '', ...name] = partsOf(arn);
  return { machine, name: name.join(':') };
}

/** Resource type and what follows it. */
function partsOf(arn: string): readonly string[] {
  const [prefix, , service, , , ...rest] = arn.split(':');
  if (prefix !== 'arn') throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (service !== 'states') throw invalidArn('ARN is not valid');
  if (rest.length < 2) throw invalidArn('Invalid ARN: Resource type not valid in this context: null');
  return rest;
}
