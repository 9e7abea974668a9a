import { expect, test } from '@jest/globals';
import { sdkFor } from '../../../local/lambda/sdk-clients';
import type { DirectClientConfig } from '../../../local/wire/direct';

class BaseClient {
  constructor(readonly config: { readonly region?: string }) {}
}
class TableClient extends BaseClient {}
const command = (): string => 'command';

const aPackage = () => ({ __Client: BaseClient, TableClient, command }) as Record<string, unknown>;
const seenFrom = (module: object, region: string) =>
  sdkFor('@aws-sdk/client-table', module, { region } as DirectClientConfig) as ReturnType<typeof aPackage>;

test('a function sees every name of a package, and its clients on the direct transport', () => {
  const module = aPackage();

  const seen = seenFrom(module, 'eu-west-1');

  const Client = seen.TableClient as typeof TableClient;
  expect(Object.keys(seen)).toEqual(Object.keys(module));
  expect(new Client({}).config.region).toBe('eu-west-1');
  expect(new Client({})).toBeInstanceOf(TableClient);
  expect(seen.command).toBe(command);
});

test('an environment that changes a package changes it for no other', () => {
  const module = aPackage();
  const [one, other] = [seenFrom(module, 'eu-west-1'), seenFrom(module, 'us-east-1')];

  one.command = 'changed';

  expect(one.command).toBe('changed');
  expect(other.command).toBe(command);
  expect(module.command).toBe(command);
});
