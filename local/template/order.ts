/** In which order resources are made: each after what it refers to. */
import type { Json } from '../../lib/units';
import { attributeOf, SUB_REFERENCE } from './intrinsics';
import { type Stack, TemplateError, type TemplateResource } from './template';

type Entry = readonly [logicalId: string, resource: TemplateResource];

/** Throws `TemplateError` that names the resources of a circle. */
export function inDependencyOrder(stack: Stack, resources: readonly Entry[]): readonly Entry[] {
  const byId = new Map(resources);
  const ordered: Entry[] = [];
  const done = new Set<string>();
  const path: string[] = [];

  const visit = (logicalId: string, resource: TemplateResource) => {
    if (done.has(logicalId)) return;
    if (path.includes(logicalId)) {
      const circle = [...path.slice(path.indexOf(logicalId)), logicalId].join(' → ');
      throw new TemplateError(stack.name, logicalId, '', `depends on itself (${circle}); break the circle`);
    }
    path.push(logicalId);
    for (const name of dependenciesOf(resource)) {
      const dependency = byId.get(name);
      if (dependency !== undefined) visit(name, dependency);
    }
    path.pop();
    done.add(logicalId);
    ordered.push([logicalId, resource]);
  };
  for (const [logicalId, resource] of resources) visit(logicalId, resource);
  return ordered;
}

/** Templates are not changed once they are read, and may be loaded more than once. */
const known = new WeakMap<TemplateResource, ReadonlySet<string>>();

/** Names that may be resources; parameters and pseudo parameters are among them. */
export function dependenciesOf(resource: TemplateResource): ReadonlySet<string> {
  const before = known.get(resource);
  if (before !== undefined) return before;
  const names = new Set(typeof resource.DependsOn === 'string' ? [resource.DependsOn] : resource.DependsOn);
  collect(resource.Properties ?? {}, names);
  known.set(resource, names);
  return names;
}

function collect(value: Json, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const entry of value) collect(entry, names);
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, inner] of Object.entries(value)) {
      if (field === 'Ref' && typeof inner === 'string') names.add(inner);
      else if (field === 'Fn::GetAtt') names.add(attributeOf(inner)[0]);
      else if (field === 'Fn::Sub') collectSub(inner, names);
      else collect(inner, names);
    }
  }
}

function collectSub(argument: Json, names: Set<string>): void {
  const [format, variables] = Array.isArray(argument) ? argument : [argument, {}];
  for (const [, literal, name] of String(format).matchAll(SUB_REFERENCE)) {
    if (literal !== '!' && name !== undefined) names.add(name.split('.')[0] ?? name);
  }
  collect(variables ?? {}, names);
}
