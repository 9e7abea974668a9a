#!/usr/bin/env node
require('./run').run(require.resolve('./backstep.ts'));
