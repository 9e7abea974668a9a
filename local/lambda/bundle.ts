/**
 * Handlers as code that can be run: one esbuild call for all functions of a template.
 *
 * Packages are bundled as `NodejsFunction` does for the deployed asset, so a function has its own copy of what it
 * imports; only the AWS SDK stays outside, because the runtime brings it and its clients are replaced on loading.
 */
import { isAbsolute, join, relative, resolve } from 'node:path';
import { type BuildFailure, build, type Plugin } from 'esbuild';
import type { FunctionCode } from './function';

export interface Program {
  /** A CommonJS module. */
  readonly code: string;
  /** The path that the code's stack frames carry; the file is never written. */
  readonly path: string;
  /** The source map as JSON text; its sources are relative to `path`'s folder. */
  readonly sourceMap: string;
  /** Where packages are looked up. */
  readonly resolveFrom: string;
}

/** A handler that cannot be bundled; the message is esbuild's first error with its place. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

export interface BundleInput {
  readonly name: string;
  readonly code: FunctionCode;
}

/** Answers a program for each name. Equal files are bundled once. */
export async function bundleHandlers(
  inputs: readonly BundleInput[],
  projectRoot: string,
): Promise<ReadonlyMap<string, Program>> {
  if (inputs.length === 0) return new Map();
  const outdir = join(resolve(projectRoot), '.backstep', 'handlers');
  const entries = new Map(inputs.map((input) => [entryOf(input), input]));
  const outputs = await run([...entries.keys()], inputs, outdir, projectRoot);
  const programs = new Map<string, Program>();
  let index = 0;
  for (const [entry, { code }] of entries) {
    const path = join(outdir, `${index++}.js`);
    const resolveFrom = code.kind === 'file' ? code.path : join(resolve(projectRoot), 'package.json');
    programs.set(entry, {
      code: outputs.get(path) ?? '',
      path,
      sourceMap: outputs.get(`${path}.map`) ?? '',
      resolveFrom,
    });
  }
  return new Map(
    inputs.flatMap((input) => {
      const program = programs.get(entryOf(input));
      return program === undefined ? [] : [[input.name, program]];
    }),
  );
}

const INLINE = 'backstep-inline:';
const entryOf = ({ name, code }: BundleInput) => (code.kind === 'file' ? resolve(code.path) : `${INLINE}${name}`);

async function run(entries: readonly string[], inputs: readonly BundleInput[], outdir: string, projectRoot: string) {
  try {
    const result = await build({
      entryPoints: entries.map((entry, index) => ({ in: entry, out: String(index) })),
      absWorkingDir: resolve(projectRoot),
      outdir,
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      external: ['@aws-sdk/*', '@smithy/*', '*.node'],
      // `import()` becomes `require`, so that no import escapes the function's own loader.
      supported: { 'dynamic-import': false },
      plugins: [inlineSources(inputs, projectRoot)],
    });
    return new Map(result.outputFiles.map((file) => [file.path, file.text]));
  } catch (error) {
    throw new BundleError(firstError(error, projectRoot), { cause: error });
  }
}

function inlineSources(inputs: readonly BundleInput[], projectRoot: string): Plugin {
  const sources = new Map(
    inputs.map((input) => [entryOf(input), input.code.kind === 'inline' ? input.code.source : '']),
  );
  return {
    name: 'inline-sources',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^backstep-inline:/ }, ({ path }) => ({ path, namespace: 'inline' }));
      onLoad({ filter: /.*/, namespace: 'inline' }, ({ path }) => ({
        contents: sources.get(path) ?? '',
        resolveDir: resolve(projectRoot),
        loader: 'js',
      }));
    },
  };
}

function firstError(error: unknown, projectRoot: string): string {
  const failure = error as Partial<BuildFailure>;
  const first = failure.errors?.[0];
  if (first === undefined) return error instanceof Error ? error.message : String(error);
  const place = first.location;
  if (place === null) return first.text;
  const file = isAbsolute(place.file) ? relative(projectRoot, place.file) : place.file;
  return `${file}:${place.line}:${place.column}: ${first.text}`;
}
