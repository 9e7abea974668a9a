/** AWS::Lambda::Function, with its versions, aliases and permissions. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  DEFAULT_MEMORY_MEGABYTES,
  DEFAULT_TIMEOUT_SECONDS,
  type FunctionCode,
  type LambdaFunction,
} from '../../lambda/function';
import { type Declared, isObject, type Loader, numberOf, PropertyError, type Target, textOf } from '../loader';
import { arnOf, physicalName } from '../names';
import { inFolder } from '../template';

/** Resource metadata: the function's source, relative to the project. */
const ENTRY = 'backstep:entry';
/** Resource metadata of the CDK: where the asset lies that was staged for the function. */
const ASSET_PATH = 'aws:asset:path';

export const loadFunction: Loader = (declared, target) => {
  const { properties } = declared;
  const name = textOf(properties, 'FunctionName', physicalName(declared.type, declared.stack.name, declared.logicalId));
  const arn = arnOf('lambda', target, `function:${name}`);
  const loaded = { name, arn, ref: name, attributes: { Arn: arn } };
  const runtime = textOf(properties, 'Runtime', 'container image');
  if (!runtime.startsWith('nodejs')) {
    return { kind: 'notModelled', reason: `the runtime is ${runtime}, and only Node.js functions run here`, ...loaded };
  }
  const handler = textOf(properties, 'Handler', 'index.handler');
  target.addFunction({
    name,
    arn,
    code: codeOf(declared, handler, target),
    handler,
    runtime,
    timeoutSeconds: numberOf(properties, 'Timeout', DEFAULT_TIMEOUT_SECONDS),
    memoryMegabytes: numberOf(properties, 'MemorySize', DEFAULT_MEMORY_MEGABYTES),
    environment: environmentOf(declared),
    ...concurrencyOf(declared),
    ...deadLetterQueueOf(declared),
    ...logGroupOf(declared),
  });
  return { kind: 'modelled', ...loaded };
};

export const loadVersion: Loader = ({ properties }, target) => {
  const arn = `${functionArn(properties.FunctionName, target)}:1`;
  return { kind: 'data', name: '1', arn, ref: arn, attributes: { FunctionArn: arn, Version: '1' } };
};

export const loadAlias: Loader = ({ properties, logicalId }, target) => {
  const name = textOf(properties, 'Name', logicalId);
  const arn = `${functionArn(properties.FunctionName, target)}:${name}`;
  return { kind: 'data', name, arn, ref: arn, attributes: { AliasArn: arn } };
};

export const loadPermission: Loader = ({ logicalId }) => ({
  kind: 'data',
  name: logicalId,
  arn: '',
  ref: logicalId,
  attributes: { Id: logicalId },
});

function functionArn(name: unknown, target: Target): string {
  const text = String(name);
  return text.startsWith('arn:') ? text : arnOf('lambda', target, `function:${text}`);
}

/** The source that the metadata names, or inline code, or the staged asset as it is. */
function codeOf({ properties, metadata, stack }: Declared, handler: string, target: Target): FunctionCode {
  const entry = metadata[ENTRY];
  if (typeof entry === 'string') {
    const path = inFolder(target.projectRoot, entry);
    if (existsSync(path)) return { kind: 'file', path };
    throw new PropertyError(`Metadata.${ENTRY}`, `names ${entry}, and there is no such file in ${target.projectRoot}`);
  }
  const code = isObject(properties.Code) ? properties.Code : {};
  if (typeof code.ZipFile === 'string') return { kind: 'inline', source: code.ZipFile };
  const asset = metadata[ASSET_PATH];
  if (typeof asset !== 'string') {
    throw new PropertyError(
      'Code',
      `lies in S3, which is not modelled; add the metadata '${ENTRY}' with the path of the source file`,
    );
  }
  const module = handler.slice(0, handler.lastIndexOf('.'));
  const found = ['.js', '.mjs', '.cjs']
    .map((extension) => join(inFolder(stack.folder, asset), module + extension))
    .find((path) => existsSync(path));
  if (found !== undefined) return { kind: 'file', path: found };
  throw new PropertyError(
    'Handler',
    `is ${handler}, and the asset ${asset} has no ${module}.js; run cdk synth with bundling`,
  );
}

function concurrencyOf({ properties }: Declared): Pick<LambdaFunction, 'reservedConcurrency'> {
  if (properties.ReservedConcurrentExecutions === undefined) return {};
  return { reservedConcurrency: numberOf(properties, 'ReservedConcurrentExecutions', 0) };
}

function logGroupOf({ properties }: Declared): Pick<LambdaFunction, 'logGroupName'> {
  const name = isObject(properties.LoggingConfig) ? properties.LoggingConfig.LogGroup : undefined;
  return typeof name === 'string' && name !== '' ? { logGroupName: name } : {};
}

function deadLetterQueueOf({ properties }: Declared): Pick<LambdaFunction, 'deadLetterQueueArn'> {
  const arn = isObject(properties.DeadLetterConfig) ? properties.DeadLetterConfig.TargetArn : undefined;
  if (typeof arn !== 'string' || arn === '') return {};
  if (/^arn:[^:]+:sqs:/.test(arn)) return { deadLetterQueueArn: arn };
  throw new PropertyError('DeadLetterConfig', `names ${arn}; the local model takes SQS queues`);
}

function environmentOf({ properties }: Declared): { readonly [name: string]: string } {
  const variables = isObject(properties.Environment) ? properties.Environment.Variables : undefined;
  if (!isObject(variables)) return {};
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}
