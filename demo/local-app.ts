/** The project's own app on the local model: synthesized in this process, and loaded as it was written. */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../lib/constructs/project-root';
import { choreographyStackName, stackName, synthesize } from '../lib/order/order-app';
import type { Stage } from '../lib/order/order-stack';
import { type Local, type LocalOptions, startLocal } from '../local/start';
import { TemplateError } from '../local/template/template';

/** Where the template goes; not the folder of `cdk synth`, whose assets it would replace. */
export const localAssembly = () => join(projectRoot(), '.backstep', 'cdk.out');

export async function startOrderApp(
  stage: Stage,
  options: Omit<LocalOptions, 'template' | 'projectRoot'>,
): Promise<{ readonly local: Local; readonly stack: string; readonly choreography: string }> {
  const template = localAssembly();
  try {
    synthesizeInto(template, stage);
  } catch (cause) {
    throw new TemplateError(stackName(stage), '', '', `cannot be synthesized: ${messageOf(cause)}`, { cause });
  }
  const local = await startLocal({ ...options, template, projectRoot: dirname(dirname(template)) });
  return { local, stack: stackName(stage), choreography: choreographyStackName(stage) };
}

/** Written beside, where assets are as far away, and moved file by file: no other process reads half a template. */
export function synthesizeInto(folder: string, stage: Stage): void {
  mkdirSync(folder, { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  try {
    synthesize({ outdir: fresh, stage });
    for (const file of readdirSync(fresh)) renameSync(join(fresh, file), join(folder, file));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
