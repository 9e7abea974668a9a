/**
 * Preloaded with `node --require`: refuses every connection but those to a socket file, and appends each attempt to the
 * file that `NETWORK_ATTEMPTS` names. Child processes inherit it through NODE_OPTIONS.
 */
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [target] = Array.isArray(args[0]) ? args[0] : args;
  const isFile = typeof target === 'object' ? Boolean(target.path) : Number.isNaN(Number(target));
  if (isFile) return connect.apply(this, args);
  const where = typeof target === 'object' ? `${target.host}:${target.port}` : `${args[1]}:${target}`;
  appendFileSync(process.env.NETWORK_ATTEMPTS, `${where} by ${process.argv.join(' ')}\n`);
  throw new Error('the network is off');
};
