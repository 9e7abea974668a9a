/** The AWS SDK as a function sees it: the real packages, with every client on the direct transport. */
import type { DirectClientConfig } from '../wire/direct';
import { streamline } from '../wire/streamline';

type Constructor = new (config: object) => object;

const CLIENT_PACKAGE = /^@aws-sdk\/client-/;
export const isClientPackage = (name: string) => CLIENT_PACKAGE.test(name);

/**
 * A copy of the module whose client classes are subclasses that need no network. A client that is given an `endpoint`
 * of its own is left alone: its author means another server.
 */
export function withDirectClients(module: object, config: DirectClientConfig): object {
  const copy: object = Object.create(Object.getPrototypeOf(module), Object.getOwnPropertyDescriptors(module));
  const base: unknown = '__Client' in module ? module.__Client : undefined;
  if (typeof base !== 'function') return copy;
  for (const [name, value] of Object.entries(module)) {
    if (typeof value === 'function' && value.prototype instanceof base) {
      Object.defineProperty(copy, name, { value: directClient(value as Constructor, config), enumerable: true });
    }
  }
  return copy;
}

function directClient(Client: Constructor, config: DirectClientConfig): Constructor {
  const Direct = class extends Client {
    constructor(own: object = {}) {
      const elsewhere = 'endpoint' in own && own.endpoint !== undefined;
      super(elsewhere ? own : { ...own, ...config });
      if (!elsewhere) streamline(this);
    }
  };
  return Object.defineProperty(Direct, 'name', { value: Client.name });
}
