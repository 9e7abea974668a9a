/** The rules of a definition that its types cannot see. Each refusal names the step and says what to do. */
import type { Json } from '../units';
import { checkDeadline } from './deadline';
import type { CallPolicy, SagaDefinition, Step } from './definition';
import { InvalidDefinition, RESERVED_ERROR_NAMES } from './errors';

/** Names become state names (80 characters at most) and CloudFormation substitutions, hence letters and digits. */
const NAME = /^[A-Za-z][A-Za-z0-9]{0,59}$/;
/** Lambda's longest run. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_TIMEOUT_SECONDS = 900;
const MAX_ATTEMPTS = 100;
/** The states language's bound on `MaxDelaySeconds`, exclusive. */
const MAX_DELAY_SECONDS = 31_622_400;

export function checkDefinition<Input extends Json, Steps extends readonly Step[]>(
  definition: SagaDefinition<Input, Steps>,
): SagaDefinition<Input, Steps> {
  const { name, version, steps } = definition;
  const refuse = (sentence: string) => {
    throw new InvalidDefinition(`saga '${name}': ${sentence}`);
  };
  if (!NAME.test(name)) refuse(`its name must match ${NAME.source}`);
  if (!Number.isInteger(version) || version < 1) refuse(`version ${version} must be a whole number from 1`);
  if (steps.length === 0) refuse('it has no steps; add at least one');
  checkNames(steps, refuse);
  checkOrder(steps, refuse);
  for (const step of steps) {
    checkCall(`step '${step.name}'`, step, refuse);
    if (step.kind === 'compensatable') {
      checkCall(`compensation '${step.compensation.name}' of step '${step.name}'`, step.compensation, refuse);
    }
    if (step.kind !== 'retriable') checkRejects(step, refuse);
  }
  checkDeadline(definition, refuse);
  return definition;
}

type Refuse = (sentence: string) => void;

function checkNames(steps: readonly Step[], refuse: Refuse): void {
  const owners = new Map<string, string>();
  const claim = (name: string, owner: string) => {
    if (!NAME.test(name)) refuse(`${owner} must have a name that matches ${NAME.source}`);
    const other = owners.get(name);
    if (other !== undefined) refuse(`${owner} has the name of ${other}; every function needs a name of its own`);
    owners.set(name, owner);
  };
  for (const step of steps) {
    claim(step.name, `step '${step.name}'`);
    if (step.kind === 'compensatable') {
      claim(step.compensation.name, `compensation '${step.compensation.name}' of step '${step.name}'`);
    }
  }
}

function checkOrder(steps: readonly Step[], refuse: Refuse): void {
  let noReturn: string | undefined;
  for (const { kind, name } of steps) {
    if (noReturn !== undefined && kind !== 'retriable') {
      const advice = kind === 'pivot' ? 'a saga has one pivot' : `make it retriable or move it before '${noReturn}'`;
      refuse(`step '${name}' follows the point of no return '${noReturn}' and cannot be ${kind}; ${advice}`);
    }
    if (kind !== 'compensatable') noReturn ??= name;
  }
}

function checkCall(who: string, { timeoutSeconds, retry }: CallPolicy, refuse: Refuse): void {
  const whole = (field: string, value: number, least: number, most: number) => {
    if (!Number.isInteger(value) || value < least || value > most) {
      refuse(`${who} has ${field} ${value}; it must be a whole number from ${least} to ${most}`);
    }
  };
  whole('timeoutSeconds', timeoutSeconds, 1, MAX_TIMEOUT_SECONDS);
  whole('retry.attempts', retry.attempts, 1, MAX_ATTEMPTS);
  whole('retry.intervalSeconds', retry.intervalSeconds, 1, MAX_DELAY_SECONDS - 1);
  whole('retry.maxDelaySeconds', retry.maxDelaySeconds, 1, MAX_DELAY_SECONDS - 1);
  if (retry.maxDelaySeconds <= retry.intervalSeconds) {
    refuse(
      `${who} has retry.maxDelaySeconds ${retry.maxDelaySeconds}, which must be more than its intervalSeconds ` +
        `${retry.intervalSeconds}`,
    );
  }
  if (!Number.isFinite(retry.backoffRate) || retry.backoffRate < 1) {
    refuse(`${who} has retry.backoffRate ${retry.backoffRate}; it must be 1 or more`);
  }
}

function checkRejects({ name, rejects }: { name: string; rejects: readonly string[] }, refuse: Refuse): void {
  const seen = new Set<string>();
  for (const rejection of rejects) {
    if (!NAME.test(rejection)) refuse(`step '${name}' rejects with '${rejection}', which must match ${NAME.source}`);
    if (RESERVED_ERROR_NAMES.has(rejection)) {
      refuse(`step '${name}' rejects with '${rejection}', a name that means something else; choose another`);
    }
    if (seen.has(rejection)) refuse(`step '${name}' lists the rejection '${rejection}' twice`);
    seen.add(rejection);
  }
}
