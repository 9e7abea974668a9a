/** A CloudFormation template as far as the model reads it (CloudFormation User Guide, "Template sections"). */
import { isAbsolute, join } from 'node:path';
import type { Json, JsonObject } from '../../lib/units';

export interface Template {
  readonly Parameters?: { readonly [name: string]: TemplateParameter };
  readonly Mappings?: { readonly [map: string]: { readonly [top: string]: { readonly [second: string]: Json } } };
  readonly Conditions?: { readonly [name: string]: Json };
  readonly Resources?: { readonly [logicalId: string]: TemplateResource };
  readonly Outputs?: { readonly [key: string]: TemplateOutput };
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: Json;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly Metadata?: JsonObject;
}

export interface TemplateOutput {
  readonly Value: Json;
  readonly Condition?: string;
  readonly Export?: { readonly Name: Json };
}

/** A template with its place: assets are named relative to `folder`. */
export interface Stack {
  readonly name: string;
  readonly template: Template;
  readonly folder: string;
  /** Values for parameters, over the template's defaults. */
  readonly parameters: { readonly [name: string]: Json };
}

export const inFolder = (folder: string, path: string) => (isAbsolute(path) ? path : join(folder, path));

/** Why a template cannot load: one sentence with the stack, the logical id, the property, and what to do. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  constructor(
    readonly stackName: string,
    /** A logical id, or the section and name of what is no resource (`Outputs.Url`). */
    readonly logicalId: string,
    readonly property: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${[stackName, logicalId, property].filter((part) => part !== '').join(' › ')}: ${problem}`, options);
  }
}
