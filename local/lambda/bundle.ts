/**
 * Handlers as code that can be run: one program for all functions of a template, from one esbuild call.
 *
 * Packages are bundled as `NodejsFunction` does for the deployed asset; only the AWS SDK stays outside, because the
 * runtime brings it and its clients are replaced on loading. A module that several functions import is in the program
 * once, so that it is compiled, and warms up, once; each environment runs the program afresh, so what a module keeps is
 * each environment's own. Of a program only the modules of the function that runs are begun.
 */
import { isAbsolute, join, relative, resolve } from 'node:path';
import { type BuildFailure, build, type Plugin } from 'esbuild';
import type { FunctionCode } from './function';

export interface Program {
  /** A CommonJS module. Its exports are, by number, functions that answer the exports of one source. */
  readonly code: string;
  /** The path that the code's stack frames carry; the file is never written. */
  readonly path: string;
  /** The source map as JSON text; its sources are relative to `path`'s folder. */
  readonly sourceMap: string;
}

/** Where a function is in the program. */
export interface Entry {
  readonly number: number;
  /** Where its packages are looked up. */
  readonly resolveFrom: string;
}

export interface Bundle {
  readonly program: Program;
  /** By the inputs' names. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A handler that cannot be bundled; the message is esbuild's first error with its place. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

export interface BundleInput {
  readonly name: string;
  readonly code: FunctionCode;
}

/** Equal files are one source. */
export async function bundleHandlers(
  inputs: readonly BundleInput[],
  projectRoot: string,
  /** Run before the bundler's own. */
  plugins: readonly Plugin[] = [],
): Promise<Bundle> {
  const root = resolve(projectRoot);
  const sources = [...new Set(inputs.map(sourceOf))];
  const program = await programOf(sources, inputs, root, plugins);
  const entries = inputs.map((input): readonly [string, Entry] => {
    const { code, name } = input;
    const resolveFrom = code.kind === 'file' ? code.path : join(root, 'package.json');
    return [name, { number: sources.indexOf(sourceOf(input)), resolveFrom }];
  });
  return { program, entries: new Map(entries) };
}

const INLINE = 'backstep-inline:';
const sourceOf = ({ name, code }: BundleInput) => (code.kind === 'file' ? resolve(code.path) : `${INLINE}${name}`);

async function programOf(
  sources: readonly string[],
  inputs: readonly BundleInput[],
  projectRoot: string,
  plugins: readonly Plugin[],
): Promise<Program> {
  const path = join(projectRoot, '.backstep', 'handlers.js');
  const entry = sources.map((source, number) => `exports[${number}] = () => require(${JSON.stringify(source)});`);
  try {
    const { outputFiles } = await build({
      stdin: { contents: entry.join('\n'), resolveDir: projectRoot, sourcefile: 'handlers', loader: 'js' },
      absWorkingDir: projectRoot,
      outfile: path,
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
      plugins: [...plugins, inlineSources(inputs, projectRoot)],
    });
    const textOf = (name: string) => outputFiles.find((file) => file.path === name)?.text ?? '';
    return { code: textOf(path), path, sourceMap: textOf(`${path}.map`) };
  } catch (error) {
    throw new BundleError(firstError(error, projectRoot), { cause: error });
  }
}

function inlineSources(inputs: readonly BundleInput[], projectRoot: string): Plugin {
  const sources = new Map(
    inputs.map((input) => [sourceOf(input), input.code.kind === 'inline' ? input.code.source : '']),
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
