import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshAssembly, synthesizeInto } from '../../demo/assembly';
import { synthesize } from '../../lib/order/order-app';

const root = mkdtempSync(join(tmpdir(), 'backstep-app-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('leaves the template whole for a process that is reading it while another starts', () => {
  const folder = join(root, 'cdk.out');
  const template = join(folder, 'Backstep-Order-dev.template.json');
  mkdirSync(folder);
  writeFileSync(template, 'of an earlier start');
  // What a reader has open stays the same file, as a second name of it does.
  const open = join(root, 'open');
  linkSync(template, open);

  synthesizeInto(folder, 'dev');

  expect(readFileSync(open, 'utf8')).toBe('of an earlier start');
  expect(JSON.parse(readFileSync(template, 'utf8'))).toHaveProperty('Resources');
});

test('writes what synthesis writes, and leaves nothing beside it', () => {
  const [moved, plain] = [join(root, 'moved', 'cdk.out'), join(root, 'plain', 'cdk.out')];

  synthesizeInto(moved, 'dev');
  synthesize({ outdir: plain, stage: 'dev' });

  expect(contentsOf(moved)).toEqual(contentsOf(plain));
  expect(readdirSync(join(root, 'moved'))).toEqual(['cdk.out']);
});

test('is made anew when a source has changed, another stage is asked for, and not otherwise', () => {
  const folder = join(root, 'kept', 'cdk.out');
  const [dev, prod] = ['dev', 'prod'].map((stage) => join(folder, `Backstep-Order-${stage}.template.json`));
  freshAssembly(folder, 'dev');
  writeFileSync(dev ?? '', 'as it was');

  freshAssembly(folder, 'dev');
  const unchanged = readFileSync(dev ?? '', 'utf8');
  freshAssembly(folder, 'prod');
  writeFileSync(prod ?? '', 'as it was');
  const source = join(__dirname, '../../cdk.json');
  utimesSync(source, new Date(), new Date());
  freshAssembly(folder, 'prod');

  expect(unchanged).toBe('as it was');
  expect(JSON.parse(readFileSync(prod ?? '', 'utf8'))).toHaveProperty('Resources');
});

/** The metadata says where in the sources each resource was made, which is here and there. */
const contentsOf = (folder: string) =>
  readdirSync(folder).map((file) => [
    file,
    file.endsWith('.metadata.json') ? '' : readFileSync(join(folder, file), 'utf8'),
  ]);
