import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeInto } from '../../demo/assembly';
import { projectRoot } from '../../lib/constructs/project-root';
import { Stages } from '../../verify/explore';
import { failureMatrix } from '../../verify/matrix';
import { prepare } from '../../verify/prepared';

const folder = mkdtempSync(join(projectRoot(), 'node_modules', '.cache', 'verify-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the picture in docs is that of the sources; npm run verify -- --matrix docs/failure-matrix.svg draws it anew', async () => {
  synthesizeInto(join(folder, 'cdk.out'), 'dev');
  const stages = new Stages(prepare(join(folder, 'cdk.out'), projectRoot()));

  const drawn = await failureMatrix(stages);
  await stages.close();

  expect(drawn).toBe(readFileSync(join(projectRoot(), 'docs', 'failure-matrix.svg'), 'utf8'));
});
