/**
 * A handler's source as the code of a function: one file, with the packages it imports and the AWS SDK it was tested
 * with, and its source map.
 *
 * esbuild is called directly: without Docker, and without npx, whose start takes several times as long as the bundling.
 * Functions with the same source share one asset. The lock file fixes which versions go in.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { projectRoot } from './project-root';

/** The name under which Lambda finds what `handlerCode` bundles. */
export const HANDLER = 'index.handler';

/**
 * @param entry the source file, relative to the project, with forward slashes
 * @throws Error when there is none
 */
export function handlerCode(entry: string): Code {
  const root = projectRoot();
  const file = join(root, entry);
  if (!existsSync(file)) throw new Error(`there is no '${entry}' in the project; give the function's source file`);
  return Code.fromAsset(root, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The CDK asks for an image; `local` leaves it nothing to do.
      image: DockerImage.fromRegistry('none'),
      // Nobody runs it: by its options the CDK tells one bundle from another.
      command: [entry],
      local: { tryBundle: (folder) => bundle(root, file, folder) },
    },
  });
}

/** @returns that it is done, else the CDK would turn to Docker */
function bundle(root: string, file: string, folder: string): true {
  buildSync({
    absWorkingDir: root,
    entryPoints: [file],
    outfile: join(folder, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    sourcemap: true,
    // The map's positions are enough for a stack trace; without the sources it is a third of the size.
    sourcesContent: false,
    // What it has to say is in what it throws.
    logLevel: 'silent',
  });
  return true;
}
