// Loaded before the Playground: it listens on this machine only (it would on all interfaces), and calls nobody else.
const net = require('node:net');
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'number') args.splice(1, typeof args[1] === 'string' ? 1 : 0, '127.0.0.1');
  else if (typeof args[0]?.port === 'number') args[0] = { ...args[0], host: '127.0.0.1' };
  return listen.apply(this, args);
};

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const host = options?.host ?? 'localhost';
  if (!['localhost', '127.0.0.1', '::1'].includes(host)) {
    process.nextTick(() => this.destroy(new Error(`The Playground is kept from calling ${host}.`)));
    return this;
  }
  return connect.apply(this, args);
};
