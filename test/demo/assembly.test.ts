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

test('is made anew when a source has changed, another stage is asked for or it is gone, and not otherwise', () => {
  const folder = join(root, 'kept', 'cdk.out');
  const made: string[] = [];
  const make = (into: string, stage: string) => {
    made.push(stage);
    mkdirSync(into, { recursive: true });
    writeFileSync(join(into, 'manifest.json'), '{}');
  };

  freshAssembly(folder, 'dev', make);
  freshAssembly(folder, 'dev', make);
  freshAssembly(folder, 'prod', make);
  const source = join(__dirname, '../../cdk.json');
  utimesSync(source, new Date(), new Date());
  freshAssembly(folder, 'prod', make);
  rmSync(folder, { recursive: true });
  freshAssembly(folder, 'prod', make);

  expect(made).toEqual(['dev', 'prod', 'prod', 'prod']);
});

/** The metadata says where in the sources each resource was made, which is here and there. */
const contentsOf = (folder: string) =>
  readdirSync(folder).map((file) => [
    file,
    file.endsWith('.metadata.json') ? '' : readFileSync(join(folder, file), 'utf8'),
  ]);
