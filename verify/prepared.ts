/** What all stages of a process share: the templates, parsed once, and the functions' code, bundled and compiled once. */
import type { Plugin } from 'esbuild';
import { bundleHandlers } from '../local/lambda/bundle';
import { compile } from '../local/lambda/environment';
import type { Bundled, Bundler } from '../local/lambda/lambda';
import { readAssembly } from '../local/template/assembly';
import type { Stack } from '../local/template/template';
import { pluginOf } from './planted/plant';
import { LATER_CODE } from './versions';

export interface Prepared {
  readonly stacks: readonly Stack[];
  readonly projectRoot: string;
  readonly bundler: Bundler;
  /** Of the functions' later release. */
  readonly laterBundler: Bundler;
}

/**
 * Waits within a function, between its tries, take no time of the run's: only their order counts there. It stands before
 * the program on its first line, so that places in traces stay what they are.
 */
const NO_WAITS =
  'const setTimeout = (run, _millis, ...rest) => setImmediate(run, ...rest), clearTimeout = (timer) => clearImmediate(timer); ';

/**
 * @param assembly the folder that `cdk synth` wrote, or several
 * @param plugins change the functions' sources as they are bundled
 */
export function prepare(
  assembly: string | readonly string[],
  projectRoot: string,
  plugins: readonly Plugin[] = [],
): Prepared {
  const stacks = [assembly].flat().flatMap(readAssembly).map(withoutWatching).map(withoutExpiry);
  return {
    stacks,
    projectRoot,
    bundler: bundlerWith(() => plugins),
    laterBundler: bundlerWith(() => LATER_CODE.map(pluginOf)),
  };
}

function bundlerWith(plugins: () => readonly Plugin[]): Bundler {
  const bundles = new Map<string, Promise<Bundled>>();
  return (functions, root) => {
    const key = functions.map(({ name }) => name).join(' ');
    const known = bundles.get(key);
    if (known !== undefined) return known;
    const bundling = bundleHandlers(functions, root, plugins()).then(({ program, entries }) => ({
      compiled: compile({ ...program, code: NO_WAITS + program.code }, root),
      entries,
    }));
    bundles.set(key, bundling);
    return bundling;
  };
}

/** Alarms call people and dashboards are looked at: nothing of a run depends on either. */
const WATCHING: ReadonlySet<string> = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
]);

/** A third of what a stage is opened with, and opened anew with after each loss of its process. */
function withoutWatching(stack: Stack): Stack {
  const kept = Object.entries(stack.template.Resources ?? {}).filter(([, { Type }]) => !WATCHING.has(Type));
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(kept) } };
}

/** Runs lie days apart on one stage: what one of them leaves must not expire in the middle of another. */
function withoutExpiry(stack: Stack): Stack {
  const resources = Object.entries(stack.template.Resources ?? {}).map(([logicalId, resource]) => {
    const { TimeToLiveSpecification: _, ...Properties } = resource.Properties ?? {};
    return [logicalId, resource.Properties === undefined ? resource : { ...resource, Properties }] as const;
  });
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(resources) } };
}
