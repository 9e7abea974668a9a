/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // See jest.long.config.js.
  testPathIgnorePatterns: [
    '/test/end-to-end/',
    '/test/laws/',
    '/test/verify/',
    '/test/examples/',
    '/test/console/server/',
  ],
  // For machines that are busy with something else; no test passes or fails by the time it takes.
  testTimeout: 60_000,
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  setupFiles: ['<rootDir>/test/setup.js'],
  reporters: ['default', '<rootDir>/test/closing-line.js'],
};
