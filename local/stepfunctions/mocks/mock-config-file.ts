/** The mock configuration as a file. */
import { readFileSync } from 'node:fs';
import { type MockConfig, MockConfigError, parseMockConfig } from './mock-config';

/** Throws `MockConfigError` for a file that cannot be read, or holds something else. */
export function readMockConfig(path: string): MockConfig {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    throw new MockConfigError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseMockConfig(content, path);
}
