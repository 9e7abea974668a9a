/** What takes long: whole stacks, exhaustive laws, and what verifies. `npm run test:long`; the rest is `npm test`. */
const base = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: base.testPathIgnorePatterns.map((folder) => `<rootDir>${folder}**/*.test.ts`),
  testPathIgnorePatterns: [],
};
