/**
 * Plants a bug where the code is at work: in the functions, as their sources are bundled; in the machines, the templates
 * and the local model by bundling what makes them with the bug in it. The sources themselves stay as they are.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { projectRoot } from '../../lib/constructs/project-root';
import type { SagaDefinition } from '../../lib/saga/definition';
import type { Stack } from '../../local/template/template';
import type { prepare } from '../prepared';
import type { run } from '../run';
import type { Stage } from '../stage';
import type { PlantedBug, SourceChange } from './planted-bug';

/** A bug that cannot be planted any more: the source has changed, and the bug has to follow it. */
export class BugNotPlantable extends Error {
  override readonly name = 'BugNotPlantable';
}

/** @throws BugNotPlantable where what is to be replaced does not stand in the source exactly once */
export function planted({ name, file, find, replace }: SourceChange): string {
  const source = readFileSync(join(projectRoot(), file), 'utf8');
  const count = source.split(find).length - 1;
  if (count !== 1) {
    throw new BugNotPlantable(`'${name}': what it replaces stands in ${file} ${count} times; it must be once`);
  }
  return source.replace(find, () => replace);
}

/** For the bundler of the functions; nothing where the bug is elsewhere. */
export function plantingPlugins(bug: PlantedBug): readonly Plugin[] {
  return bug.at === 'functions' ? [pluginOf(bug)] : [];
}

/** Changes one source as it is bundled; of several, no two may change the same. */
export function pluginOf(change: SourceChange): Plugin {
  const path = resolve(projectRoot(), change.file);
  const contents = planted(change);
  return {
    name: 'planted',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, (source) => (source.path === path ? { contents, loader: 'ts' } : undefined));
    },
  };
}

interface Generator {
  generateStateMachine(saga: SagaDefinition): object;
  generateRecoveryMachine(saga: SagaDefinition): object;
}

/** The stack with its machines generated anew; as it is where the bug is elsewhere. */
export async function plantedStack(bug: PlantedBug, stack: Stack, definition: SagaDefinition): Promise<Stack> {
  if (bug.at !== 'machines') return stack;
  const generator = await generatorWith(bug);
  const resources = Object.entries(stack.template.Resources ?? {}).map(([logicalId, resource]) => {
    const text = resource.Properties?.DefinitionString;
    if (resource.Type !== 'AWS::StepFunctions::StateMachine' || typeof text !== 'string') return [logicalId, resource];
    const { Comment } = JSON.parse(text) as { readonly Comment: string };
    const machine = Comment.startsWith('Recovery of')
      ? generator.generateRecoveryMachine(definition)
      : generator.generateStateMachine(definition);
    return [
      logicalId,
      { ...resource, Properties: { ...resource.Properties, DefinitionString: JSON.stringify(machine) } },
    ];
  });
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(resources) } };
}

const generatorWith = (bug: PlantedBug): Promise<Generator> =>
  evaluatedWith(bug, "export * from './lib/asl/generate'; export * from './lib/asl/recovery';");

interface App {
  synthesize(of: { readonly outdir: string; readonly stage: 'dev' }): void;
}

/** Leaves in `outdir` the templates of the project's own stacks. */
export async function plantedAssembly(bug: PlantedBug, outdir: string): Promise<string> {
  const app: App = await evaluatedWith(bug, "export { synthesize } from './lib/order/order-app';");
  app.synthesize({ outdir, stage: 'dev' });
  return outdir;
}

/** What runs a saga: the local model and all that is held against it. */
export interface Runner {
  readonly Stage: Pick<typeof Stage, 'open'>;
  readonly run: typeof run;
  readonly prepare: typeof prepare;
}

export const plantedRunner = (bug: PlantedBug): Promise<Runner> =>
  evaluatedWith(
    bug,
    "export * from './verify/stage'; export * from './verify/run'; export * from './verify/prepared';",
  );

/** What a module of the project exports where the bug is planted in it, or in what it imports. */
async function evaluatedWith<T>(bug: PlantedBug, contents: string): Promise<T> {
  const root = projectRoot();
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    packages: 'external',
    write: false,
    format: 'cjs',
    platform: 'node',
    logLevel: 'silent',
    plugins: [pluginOf(bug)],
  });
  const module = { exports: {} };
  const code = new Function('module', 'exports', 'require', '__dirname', outputFiles[0]?.text ?? '');
  code(module, module.exports, createRequire(join(root, 'package.json')), root);
  return module.exports as T;
}
