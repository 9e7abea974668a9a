/** One member of `PutTargets`' list. */
import type { Json, JsonObject } from '../../../lib/units';
import { isTargetKind, serviceOf } from '../arns';
import { validationError } from '../errors';
import {
  constraintFailed,
  isObject,
  NAME,
  optionalInteger,
  optionalObject,
  optionalText,
  requiredText,
} from '../members';
import type { RetryPolicy, Target, TargetInput, TargetKind } from '../model';
import { parsePath } from './json-path';
import { isJsonTemplate, parseTemplate } from './template';

/** Source: API Reference, "Target", "RetryPolicy", "InputTransformer". */
const MAX_INPUT = 8192;
const MAX_RETRY_ATTEMPTS = 185;
const MIN_EVENT_AGE_SECONDS = 60;
const MAX_EVENT_AGE_SECONDS = 86_400;
const MAX_VARIABLES = 100;

export function parseTarget(request: JsonObject): Target {
  const id = requiredText(request, 'Id', NAME);
  const arn = requiredText(request, 'Arn', { max: 1600 });
  const deadLetter = optionalObject(request, 'DeadLetterConfig');
  const sqs = optionalObject(request, 'SqsParameters');
  return {
    id,
    arn,
    kind: kindOf(id, arn),
    input: parseInput(id, request),
    retry: parseRetryPolicy(optionalObject(request, 'RetryPolicy') ?? {}),
    deadLetterArn: deadLetter === undefined ? undefined : parseDeadLetterArn(deadLetter),
    messageGroupId: sqs === undefined ? undefined : optionalText(sqs, 'MessageGroupId'),
    request,
  };
}

function kindOf(id: string, arn: string): TargetKind {
  const service = serviceOf(arn);
  if (service === undefined) {
    throw validationError(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if (isTargetKind(service)) return service;
  throw validationError(
    `Target ${id} is not modelled: ${arn} names the service '${service}'; targets may be lambda, sqs, states and events.`,
  );
}

function parseDeadLetterArn(config: JsonObject): string | undefined {
  const arn = optionalText(config, 'Arn', { max: 1600 });
  if (arn !== undefined && serviceOf(arn) !== 'sqs') {
    throw validationError(`Parameter DeadLetterConfig.Arn is not valid. Reason: ${arn} does not name an SQS queue.`);
  }
  return arn;
}

function parseRetryPolicy(policy: JsonObject): RetryPolicy {
  return {
    maximumRetryAttempts: optionalInteger(policy, 'MaximumRetryAttempts', 0, MAX_RETRY_ATTEMPTS) ?? MAX_RETRY_ATTEMPTS,
    maximumEventAgeSeconds:
      optionalInteger(policy, 'MaximumEventAgeInSeconds', MIN_EVENT_AGE_SECONDS, MAX_EVENT_AGE_SECONDS) ??
      MAX_EVENT_AGE_SECONDS,
  };
}

function parseInput(id: string, request: JsonObject): TargetInput {
  const text = optionalText(request, 'Input', { max: MAX_INPUT });
  const path = optionalText(request, 'InputPath', { max: 256 });
  const transformer = optionalObject(request, 'InputTransformer');
  if ([text, path, transformer].filter((given) => given !== undefined).length > 1) {
    throw validationError(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  }
  if (text !== undefined) return { kind: 'constant', text: checkedJson(id, text) };
  if (path !== undefined) return { kind: 'path', path: checkedPath(id, path) };
  return transformer === undefined ? { kind: 'event' } : parseTransformer(id, transformer);
}

function checkedJson(id: string, text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw validationError(`JSON syntax error in input for target ${id}`);
  }
}

function checkedPath(id: string, path: string): string {
  if (parsePath(path) === undefined) throw validationError(`Invalid InputPath for target ${id}: ${path}`);
  return path;
}

function parseTransformer(id: string, transformer: JsonObject): TargetInput {
  const template = requiredText(transformer, 'InputTemplate', { max: MAX_INPUT });
  const map = optionalObject(transformer, 'InputPathsMap') ?? {};
  const paths = Object.fromEntries(
    Object.entries(map).map(([variable, path]) => {
      if (variable.toLowerCase().startsWith('aws')) {
        throw validationError(`Invalid InputPathsMap for target ${id}: variable ${variable} is reserved`);
      }
      return [variable, checkedPath(id, typeof path === 'string' ? path : JSON.stringify(path))];
    }),
  );
  if (Object.keys(paths).length > MAX_VARIABLES) {
    throw constraintFailed('InputPathsMap', 'given', `Member must have length less than or equal to ${MAX_VARIABLES}`);
  }
  refuseBrokenTemplate(id, template);
  return { kind: 'transformer', paths, template };
}

/** "The InputTemplate must be valid JSON" where it is an object; a template of plain text lines passes. */
function refuseBrokenTemplate(id: string, template: string): void {
  if (template.trim().startsWith('{') && !isJsonTemplate(parseTemplate(template))) {
    throw validationError(`Invalid InputTemplate for target ${id} : [Source: ${template}]`);
  }
}

export const targetRequests = (targets: readonly Json[]): readonly JsonObject[] =>
  targets.map((target) => {
    if (!isObject(target)) throw validationError('targets must be a list of objects');
    return target;
  });
