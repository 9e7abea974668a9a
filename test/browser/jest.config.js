const base = require('../../jest.config.js');

/** The page in a browser, apart from the other tests: not every machine has one. `npm run browser` */
module.exports = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/browser'],
  testMatch: ['**/*.browser.ts'],
  testTimeout: 30_000,
  maxWorkers: 1,
};
