/**
 * The page's script and styles, bundled by esbuild when they are first asked for, and kept until one of their sources
 * changes: starting the model must not wait for them.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Asset {
  readonly contentType: string;
  readonly body: Buffer;
}

export interface Assets {
  /** By its path on the server; undefined where there is no such file. */
  find(path: string): Asset | undefined;
}

const CONTENT_TYPES: { readonly [file: string]: string } = {
  'page.js': 'text/javascript; charset=utf-8',
  'styles.css': 'text/css; charset=utf-8',
};
const ROOT = '/console/';

export interface AssetOptions {
  readonly projectRoot: string;
  /** @default node_modules/.cache/backstep in the project */
  readonly cache?: string;
  /** What is bundled, relative to the project; its names become those of the files. */
  readonly entries?: readonly string[];
}

const ENTRIES = ['console/page.tsx', 'console/styles.css'];

export function createAssets({ projectRoot, cache, entries = ENTRIES }: AssetOptions): Assets {
  const folder = join(cache ?? join(projectRoot, 'node_modules', '.cache', 'backstep'), 'console');
  return {
    find(path) {
      const file = path.startsWith(ROOT) ? path.slice(ROOT.length) : '';
      const contentType = Object.hasOwn(CONTENT_TYPES, file) ? CONTENT_TYPES[file] : undefined;
      if (contentType === undefined) return undefined;
      if (!isFresh(folder, projectRoot)) build(folder, projectRoot, entries);
      return { contentType, body: readFileSync(join(folder, file)) };
    },
  };
}

/** Beside the files lies the list of their sources, each with the time and size it had. */
function isFresh(folder: string, root: string): boolean {
  try {
    const sources = JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8')) as readonly (readonly [
      path: string,
      stamp: string,
    ])[];
    return sources.every(([path, stamp]) => stampOf(join(root, path)) === stamp);
  } catch {
    return false;
  }
}

function stampOf(path: string): string {
  const { mtimeMs, size } = statSync(path);
  return `${mtimeMs} ${size}`;
}

function build(folder: string, root: string, entries: readonly string[]): void {
  // Loaded here: the model runs without it.
  const { buildSync } = require('esbuild') as typeof import('esbuild');
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [...entries],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  mkdirSync(folder, { recursive: true });
  for (const { path, contents } of outputFiles) writeWhole(path, contents);
  const sources = Object.keys(metafile.inputs).map((path) => [path, stampOf(join(root, path))]);
  writeWhole(join(folder, 'sources.json'), JSON.stringify(sources));
}

/** Another process may be reading it. */
function writeWhole(path: string, contents: string | Uint8Array): void {
  const fresh = `${path}.${createHash('sha256').update(contents).digest('hex').slice(0, 12)}.${process.pid}`;
  writeFileSync(fresh, contents);
  renameSync(fresh, path);
}
