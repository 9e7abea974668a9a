/** Loads stacks into the model, one after another: parameters, conditions, resources in their order, outputs. */
import type { Json } from '../../lib/units';
import { AwsError } from '../service';
import { readStack } from './assembly';
import { NO_VALUE, type Resolved, resolve, type Scope } from './intrinsics';
import { type Declared, isObject, type Loaded, type Loading, PropertyError, type Target } from './loader';
import { loaderOf } from './loaders';
import { arnOf, physicalName } from './names';
import { inDependencyOrder } from './order';
import { parameterValues } from './parameters';
import { inFolder, type Stack, TemplateError, type TemplateResource } from './template';

/** A resource of the model, and where in the templates it comes from. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly name: string;
  readonly arn: string;
  /** The construct's path in the CDK app; '' for a template that was written by hand. */
  readonly path: string;
}

export interface NotModelled {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

export interface LoadedStacks {
  readonly resources: readonly Resource[];
  readonly notModelled: readonly NotModelled[];
  readonly outputs: { readonly [stack: string]: { readonly [key: string]: string } };
}

/** Throws `TemplateError`. */
export async function loadStacks(stacks: readonly Stack[], target: Target): Promise<LoadedStacks> {
  const gathered: Gathered = { resources: [], notModelled: [], outputs: {}, exports: new Map() };
  for (const stack of stacks) await loadStack(stack, target, gathered);
  const { resources, notModelled, outputs } = gathered;
  return { resources, notModelled, outputs };
}

/** What the stacks so far have come to. */
interface Gathered {
  readonly resources: Resource[];
  readonly notModelled: NotModelled[];
  readonly outputs: Record<string, Record<string, string>>;
  readonly exports: Map<string, Json>;
}

async function loadStack(stack: Stack, target: Target, gathered: Gathered): Promise<void> {
  const loading = new StackLoading(stack, target, gathered);
  for (const [logicalId, resource] of loading.resources()) {
    const result = await loading.load(logicalId, resource);
    const { name, arn } = result;
    const place = { stack: stack.name, logicalId, type: resource.Type };
    const path = resource.Metadata?.['aws:cdk:path'];
    gathered.resources.push({ ...place, name, arn, path: typeof path === 'string' ? path : '' });
    if (result.kind === 'notModelled') gathered.notModelled.push({ ...place, reason: result.reason });
  }
  gathered.outputs[stack.name] = loading.outputs();
}

class StackLoading {
  private readonly parameters: ReadonlyMap<string, Json>;
  private readonly loaded = new Map<string, Loaded>();
  private readonly conditions = new Map<string, boolean>();
  private readonly scope: Scope;

  constructor(
    private readonly stack: Stack,
    private readonly target: Target,
    private readonly gathered: Gathered,
  ) {
    this.parameters = parameterValues(stack);
    this.scope = {
      mappings: stack.template.Mappings ?? {},
      ref: (name) => this.ref(name),
      attribute: (logicalId, attribute) => this.attribute(logicalId, attribute),
      condition: (name) => this.condition(name),
      importValue: (name) => this.importValue(name),
      stackOutput: (stackName, outputName) => this.stackOutput(stackName, outputName),
    };
  }

  /** Those whose condition holds, each after what it refers to. */
  resources(): readonly (readonly [string, TemplateResource])[] {
    const wanted = Object.entries(this.stack.template.Resources ?? {}).filter(
      ([, { Condition }]) => Condition === undefined || this.condition(Condition),
    );
    return inDependencyOrder(this.stack, wanted);
  }

  async load(logicalId: string, resource: TemplateResource): Promise<Loading> {
    const properties: Record<string, Json> = {};
    for (const [property, value] of Object.entries(resource.Properties ?? {})) {
      const resolved = this.at(logicalId, property, () => resolve(value, this.scope));
      if (resolved !== NO_VALUE) properties[property] = resolved;
    }
    const declared = {
      stack: this.stack,
      logicalId,
      type: resource.Type,
      properties,
      metadata: resource.Metadata ?? {},
    };
    try {
      const loading =
        resource.Type === 'AWS::CloudFormation::Stack'
          ? await this.nested(declared)
          : await loaderOf(resource.Type)(declared, this.targetFor(logicalId));
      this.loaded.set(logicalId, loading);
      return loading;
    } catch (cause) {
      throw this.blame(logicalId, '', cause);
    }
  }

  /** Work that waits is the resource's all the same. */
  private targetFor(logicalId: string): Target {
    const blame = (cause: unknown) => {
      throw this.blame(logicalId, '', cause);
    };
    return { ...this.target, whenDeployed: (work) => this.target.whenDeployed(() => work().catch(blame)) };
  }

  outputs(): Record<string, string> {
    const values: Record<string, string> = {};
    for (const [key, output] of Object.entries(this.stack.template.Outputs ?? {})) {
      if (output.Condition !== undefined && !this.condition(output.Condition)) continue;
      const value = this.at(`Outputs.${key}`, 'Value', () => resolve(output.Value, this.scope));
      if (value === NO_VALUE) continue;
      values[key] = typeof value === 'string' ? value : JSON.stringify(value);
      if (output.Export === undefined) continue;
      const { Name } = output.Export;
      this.gathered.exports.set(String(this.at(`Outputs.${key}`, 'Export', () => resolve(Name, this.scope))), value);
    }
    return values;
  }

  /** A nested stack is loaded where it stands; its outputs are its attributes. */
  private async nested({ logicalId, type, properties, metadata }: Declared): Promise<Loading> {
    const asset = metadata['aws:asset:path'];
    if (typeof asset !== 'string') {
      throw new PropertyError('TemplateURL', 'lies in S3, which is not modelled; only nested stacks of the CDK are');
    }
    const name = physicalName(type, this.stack.name, logicalId);
    const parameters = isObject(properties.Parameters) ? properties.Parameters : {};
    const stack = { ...readStack(inFolder(this.stack.folder, asset), name), parameters };
    await loadStack(stack, this.target, this.gathered);
    const arn = arnOf('cloudformation', this.target, `stack/${name}/local`);
    const outputs = Object.entries(this.gathered.outputs[name] ?? {});
    const attributes = Object.fromEntries(outputs.map(([key, value]) => [`Outputs.${key}`, value]));
    return { kind: 'modelled', name, arn, ref: arn, attributes };
  }

  private ref(name: string): Resolved {
    const { region, account } = this.target;
    const pseudo: { readonly [name: string]: Resolved | undefined } = {
      'AWS::NoValue': NO_VALUE,
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': this.stack.name,
      'AWS::StackId': arnOf('cloudformation', this.target, `stack/${this.stack.name}/local`),
      'AWS::NotificationARNs': [],
    };
    const value = pseudo[name] ?? this.parameters.get(name) ?? this.loaded.get(name)?.ref;
    if (value === undefined) throw new Error(`nothing is named ${name}; Ref takes a parameter or a resource`);
    return value;
  }

  private attribute(logicalId: string, attribute: string): Json {
    const loaded = this.loaded.get(logicalId);
    if (loaded === undefined) throw new Error(`nothing is named ${logicalId}; Fn::GetAtt takes a resource`);
    const value = loaded.attributes[attribute];
    if (value === undefined) throw new Error(`the local model gives ${logicalId} no attribute ${attribute}`);
    return value;
  }

  private condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    const expression = this.stack.template.Conditions?.[name];
    if (expression === undefined) throw new Error(`there is no condition ${name}`);
    const value = this.at(`Conditions.${name}`, '', () => resolve(expression, this.scope)) === true;
    this.conditions.set(name, value);
    return value;
  }

  private importValue(name: string): Json {
    const value = this.gathered.exports.get(name);
    if (value === undefined) throw new Error(`no stack before this one exports ${name}; load the stack that does`);
    return value;
  }

  private stackOutput(stackName: string, outputName: string): Json {
    const value = this.gathered.outputs[stackName]?.[outputName];
    if (value === undefined) {
      throw new Error(`no stack before this one is ${stackName} with an output ${outputName}; load the stack that is`);
    }
    return value;
  }

  private at<T>(logicalId: string, property: string, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw this.blame(logicalId, property, cause);
    }
  }

  private blame(logicalId: string, property: string, cause: unknown): TemplateError {
    if (cause instanceof TemplateError) return cause;
    const at = cause instanceof PropertyError ? cause.property : property;
    const problem =
      cause instanceof AwsError ? `the model refuses it: ${cause.code}: ${cause.message}` : (cause as Error).message;
    return new TemplateError(this.stack.name, logicalId, at, problem, { cause });
  }
}
