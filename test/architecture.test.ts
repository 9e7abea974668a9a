/** Which folder may import which, and where time, chance and file names come from. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const ROOT = dirname(__dirname);
const SOURCES = ['bin', 'lib', 'lambdas', 'local', 'demo', 'bench', 'console', 'verify', 'examples'];

/** Folders and files by prefix: what each may import of the project, itself included. A folder not named here is free. */
const MAY_IMPORT: { readonly [from: string]: readonly string[] } = {
  'lib/units.ts': [],
  'lib/saga/': ['lib/units.ts', 'lib/saga/'],
  'lib/asl/': ['lib/units.ts', 'lib/saga/', 'lib/asl/'],
  'lib/aws/': ['lib/units.ts', 'lib/saga/', 'lib/aws/'],
  'lib/constructs/': ['lib/units.ts', 'lib/saga/', 'lib/asl/', 'lib/constructs/'],
  'lib/order/': ['lib/units.ts', 'lib/saga/', 'lib/asl/', 'lib/constructs/', 'lib/order/'],
  'lambdas/': ['lib/units.ts', 'lib/saga/', 'lib/aws/', 'lib/order/', 'lambdas/'],
  // Verified with what the project verifies its own saga with; made of nothing but the library.
  'examples/': ['lib/units.ts', 'lib/saga/', 'lib/aws/', 'lib/constructs/', 'verify/', 'examples/'],
  'local/': ['lib/units.ts', 'lib/asl/language.ts', 'lib/asl/graph.ts', 'lib/asl/validate.ts', 'local/'],
};

/** Of packages, these see none but Node's own. */
const WITHOUT_PACKAGES = ['lib/units.ts', 'lib/saga/', 'lib/asl/'];

const CDK = ['aws-cdk-lib', 'constructs'];

/** The only sources that read the system's clock or throw the system's dice; everything else is given them. */
const SYSTEM = ['bin/', 'lambdas/', 'examples/trip/lambdas/', 'bench/', 'local/clock.ts', 'local/entropy.ts'];
const FROM_THE_SYSTEM = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b/;

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** The file of the project, or the package's name. */
  readonly target: { readonly kind: 'file' | 'package'; readonly name: string };
}

const files = SOURCES.filter((folder) => existsSync(join(ROOT, folder))).flatMap(filesIn);
const imports: readonly Import[] = files.flatMap((file) =>
  specifiersIn(sourceOf(file)).map((specifier) => ({ from: file, specifier, target: targetOf(file, specifier) })),
);

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path);
    return /\.(ts|tsx|js)$/.test(entry.name) ? [path] : [];
  });
}

/** Without comments: what is only told of is not done. */
function sourceOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/gm, '');
}

function specifiersIn(source: string): readonly string[] {
  const statements = /^\s*(?:import|export)\s(?:[^;'"]*?\sfrom\s)?\s*['"]([^'"]+)['"]/gm;
  const calls = /\b(?:import|require|require\.resolve)\(\s*['"]([^'"]+)['"]/g;
  return [statements, calls].flatMap((pattern) => Array.from(source.matchAll(pattern), (match) => match[1] ?? ''));
}

function targetOf(file: string, specifier: string): Import['target'] {
  if (!specifier.startsWith('.')) {
    const [scope = '', name] = specifier.split('/');
    return { kind: 'package', name: scope.startsWith('@') ? `${scope}/${name}` : scope };
  }
  const path = posix.join(posix.dirname(file), specifier);
  const found = ['.ts', '.tsx', '.js', '/index.ts'].find((end) => existsSync(join(ROOT, `${path}${end}`)));
  return { kind: 'file', name: `${path}${found ?? ''}` };
}

const startsWithAny = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => name.startsWith(prefix));
const told = (found: readonly Import[]) => found.map(({ from, specifier }) => `${from} imports '${specifier}'`);

/** Everything that is loaded with the files under `prefix`. */
function loadedWith(prefix: string): readonly Import[] {
  const seen = new Set<string>();
  const open = files.filter((file) => file.startsWith(prefix));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { from, target } of imports) if (from === file && target.kind === 'file') open.push(target.name);
  }
  return imports.filter(({ from }) => seen.has(from));
}

test('reads every way of importing', () => {
  const source = [
    "import { a } from './a';",
    "import type {\n  B,\n} from './b';",
    "import './c';",
    "export * from './d';",
    "export type { E } from './e';",
    "const f = await import('./f');",
    "const g = require('./g');",
    "type H = import('./h').H;",
    "export const from = ['./no'];",
    "// import './never';",
  ].join('\n');
  const loaded = specifiersIn(source.replace(/\/\/.*/g, ''));

  expect([...loaded].sort()).toEqual(['./a', './b', './c', './d', './e', './f', './g', './h']);
  expect(imports.filter(({ from }) => from === 'lib/asl/settle.ts').map(({ target }) => target.name)).toEqual([
    'lib/saga/builder.ts',
    'lib/saga/definition.ts',
    'lib/asl/call-task.ts',
    'lib/asl/endings.ts',
    'lib/asl/language.ts',
  ]);
});

test.each(Object.entries(MAY_IMPORT))('%s imports of the project only %j', (folder, allowed) => {
  const own = imports.filter(({ from, target }) => from.startsWith(folder) && target.kind === 'file');

  expect(files.some((file) => file.startsWith(folder))).toBe(true);
  expect(told(own.filter(({ target }) => !startsWithAny(target.name, allowed)))).toEqual([]);
});

test('nothing but a program imports the command line, and nothing imports a test', () => {
  const inward = imports.filter(({ target }) => target.kind === 'file');
  const fromOthers = inward.filter(({ from }) => !startsWithAny(from, ['bin/', 'bench/']));

  expect(told(fromOthers.filter(({ target }) => target.name.startsWith('bin/')))).toEqual([]);
  expect(told(inward.filter(({ target }) => target.name.startsWith('test/')))).toEqual([]);
});

test.each(WITHOUT_PACKAGES)('%s needs no package: neither AWS, nor a schema library', (folder) => {
  const packages = imports.filter(({ from, target }) => from.startsWith(folder) && target.kind === 'package');

  expect(told(packages.filter(({ specifier }) => !specifier.startsWith('node:')))).toEqual([]);
});

test('of the library, only the adapters have an AWS client', () => {
  const clients = imports.filter(({ from, specifier }) => from.startsWith('lib/') && specifier.startsWith('@aws-sdk/'));

  expect(clients.length).toBeGreaterThan(0);
  expect(told(clients.filter(({ from }) => !from.startsWith('lib/aws/')))).toEqual([]);
});

test.each(['lambdas/', 'local/', 'lib/asl/', 'lib/aws/'])('nothing that is loaded with %s is the CDK', (folder) => {
  expect(told(loadedWith(folder).filter(({ target }) => CDK.includes(target.name)))).toEqual([]);
});

test('the local model loads nothing of sagas or orders', () => {
  const domain = ['lib/saga/', 'lib/order/', 'lib/aws/', 'lib/constructs/', 'lambdas/', 'demo/'];

  expect(told(loadedWith('local/').filter(({ target }) => startsWithAny(target.name, domain)))).toEqual([]);
});

test('time and chance are given, not taken', () => {
  const taking = files
    .filter((file) => !startsWithAny(file, SYSTEM))
    .flatMap((file) => {
      const found = FROM_THE_SYSTEM.exec(sourceOf(file).replace(/'[^'\n]*'|"[^"\n]*"/g, ''));
      return found === null ? [] : [`${file} uses ${found[0]}`];
    });

  expect(taking).toEqual([]);
});

test('every file says by its name what it is about', () => {
  const vague = files.filter((file) => /(^|\/)(utils?|common|types?|misc|helpers?)(\.\w+)?(\/|$)/.test(file));

  expect(vague).toEqual([]);
});
