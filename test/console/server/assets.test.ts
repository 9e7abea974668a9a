import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAssets } from '../../../console/server/assets';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'assets-'));
  mkdirSync(join(root, 'console'));
  writeFileSync(join(root, 'console', 'word.ts'), "export const word = 'one';\n");
  writeFileSync(join(root, 'console', 'page.tsx'), "import { word } from './word';\ndocument.title = word;\n");
  writeFileSync(join(root, 'console', 'styles.css'), 'body {\n  margin: 0;\n}\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const assets = () => createAssets({ projectRoot: root, cache: join(root, 'cache') });
const textOf = (path: string) => assets().find(path)?.body.toString().trim();

test('bundles the script with what it imports, and the styles', () => {
  expect(textOf('/console/page.js')).toMatch(/^\(\(\)=>\{.*"one".*\}\)\(\);$/);
  expect(textOf('/console/styles.css')).toBe('body{margin:0}');
  expect(assets().find('/console/page.js')?.contentType).toBe('text/javascript; charset=utf-8');
});

test('bundles anew when a file has changed that the script imports', () => {
  expect(textOf('/console/page.js')).toContain('"one"');

  writeFileSync(join(root, 'console', 'word.ts'), "export const word = 'two';\n");
  utimesSync(join(root, 'console', 'word.ts'), 1, 1);

  expect(textOf('/console/page.js')).toContain('"two"');
});

test('keeps the bundle while nothing has changed', () => {
  const first = textOf('/console/page.js');
  const kept = join(root, 'cache', 'console', 'page.js');

  writeFileSync(kept, `${first}// kept`);

  expect(textOf('/console/page.js')).toBe(`${first}// kept`);
});

test('serves its two files, and nothing else of the disk', () => {
  for (const path of ['/console/', '/console/sources.json', '/console/../console/page.js', '/console/constructor']) {
    expect(assets().find(path)).toBeUndefined();
  }
});
