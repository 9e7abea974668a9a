/** Stacks from what `cdk synth` wrote, or from single template files. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JsonObject } from '../../lib/units';
import { type Stack, type Template, TemplateError } from './template';

/** cdk.out/manifest.json (aws-cdk-lib/cloud-assembly-schema). */
interface Manifest {
  readonly artifacts?: { readonly [id: string]: Artifact };
}
interface Artifact {
  readonly type: string;
  readonly displayName?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
    readonly parameters?: JsonObject;
  };
}

/** The stacks of a cloud assembly and of the stages in it, each after those it depends on. */
export function readAssembly(folder: string): readonly Stack[] {
  const artifacts = readJson<Manifest>(join(folder, 'manifest.json'), 'run cdk synth first').artifacts ?? {};
  const stacks: Stack[] = [];
  const done = new Set<string>();
  const visit = (id: string) => {
    const artifact = artifacts[id];
    if (artifact === undefined || done.has(id)) return;
    done.add(id);
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    stacks.push(...stacksOf(folder, id, artifact));
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return stacks;
}

function stacksOf(folder: string, id: string, { type, properties }: Artifact): readonly Stack[] {
  if (type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined) {
    return readAssembly(join(folder, properties.directoryName));
  }
  if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) return [];
  const name = properties.stackName ?? id;
  return [{ ...readStack(join(folder, properties.templateFile), name), parameters: properties.parameters ?? {} }];
}

/** One template in JSON; the stack is named after the file unless a name is given. */
export function readStack(file: string, name = basename(file).replace(/(\.template)?\.json$/, '')): Stack {
  const template = readJson<Template>(file, 'give the path of a CloudFormation template in JSON');
  return { name, template, folder: dirname(file), parameters: {} };
}

function readJson<T>(file: string, advice: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (cause) {
    throw new TemplateError(file, '', '', `cannot be read as JSON; ${advice}`, { cause });
  }
}
