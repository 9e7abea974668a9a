/** The project's own app on the local model: synthesized as `cdk synth` would, and loaded as it was written. */
import { dirname, join } from 'node:path';
import { projectRoot } from '../lib/constructs/project-root';
import { choreographyStackName, type Stage, stackName } from '../lib/order/stages';
import { type Local, type LocalOptions, startLocal } from '../local/start';
import { TemplateError } from '../local/template/template';
import { freshAssembly } from './assembly';

/** Where the template goes; not the folder of `cdk synth`, whose assets it would replace. */
export const localAssembly = () => join(projectRoot(), '.backstep', 'cdk.out');

export async function startOrderApp(
  stage: Stage,
  options: Omit<LocalOptions, 'template' | 'projectRoot'>,
): Promise<{ readonly local: Local; readonly stack: string; readonly choreography: string }> {
  const template = localAssembly();
  try {
    freshAssembly(template, stage);
  } catch (cause) {
    throw new TemplateError(stackName(stage), '', '', `cannot be synthesized: ${messageOf(cause)}`, { cause });
  }
  const local = await startLocal({ ...options, template, projectRoot: dirname(dirname(template)) });
  return { local, stack: stackName(stage), choreography: choreographyStackName(stage) };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
