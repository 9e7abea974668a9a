/** Tags of machines and activities through the official client. */
import {
  CreateActivityCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sfn';
import { aPass, aScene } from '../scene';
import { clientOf, refusal } from '../sfn-client';

const HOME = 'arn:aws:states:us-east-1:000000000000';
const MACHINE = `${HOME}:stateMachine:Machine`;
const ACTIVITY = `${HOME}:activity:pack`;
const tag = (key: string, value: string) => ({ key, value });

async function aRoom() {
  const scene = aScene();
  await scene.create(aPass, { tags: [tag('team', 'sales')] });
  const sfn = clientOf(scene);
  await sfn.send(new CreateActivityCommand({ name: 'pack', tags: [tag('team', 'stock')] }));
  const tagsOf = async (resourceArn: string) => (await sfn.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
  return { sfn, tagsOf };
}

test.each([MACHINE, ACTIVITY])('%s bears tags that come, change and go', async (resourceArn) => {
  const { sfn, tagsOf } = await aRoom();

  await sfn.send(new TagResourceCommand({ resourceArn, tags: [tag('team', 'all'), tag('stage', '')] }));
  const both = await tagsOf(resourceArn);
  await sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'unknown'] }));

  expect(both).toEqual([tag('team', 'all'), tag('stage', '')]);
  expect(await tagsOf(resourceArn)).toEqual([tag('stage', '')]);
});

test('each keeps its own', async () => {
  const { tagsOf } = await aRoom();

  expect(await tagsOf(MACHINE)).toEqual([tag('team', 'sales')]);
  expect(await tagsOf(ACTIVITY)).toEqual([tag('team', 'stock')]);
});

test('fifty tags are allowed, and not one more', async () => {
  const { sfn, tagsOf } = await aRoom();
  const tags = Array.from({ length: 49 }, (_, index) => tag(`key-${index}`, 'v'));

  await sfn.send(new TagResourceCommand({ resourceArn: MACHINE, tags }));
  const one = new TagResourceCommand({ resourceArn: MACHINE, tags: [tag('more', 'v')] });

  expect(await refusal(sfn.send(one))).toMatch(/^TooManyTags: /);
  expect(await tagsOf(MACHINE)).toHaveLength(50);
});

test('refuses a key without characters and a resource that is not there', async () => {
  const { sfn } = await aRoom();
  const send = (resourceArn: string, key: string) =>
    sfn.send(new TagResourceCommand({ resourceArn, tags: [tag(key, 'v')] }));

  expect(await refusal(send(MACHINE, ''))).toMatch(/^ValidationException: .*'tags.1.member.key'/);
  expect(await refusal(send(`${MACHINE}2`, 'k'))).toBe(`ResourceNotFound: Resource not found: '${MACHINE}2'`);
});
