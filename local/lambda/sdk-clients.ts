/** The AWS SDK as a function sees it: the real packages, with every client on the direct transport. */
import type { DirectClientConfig } from '../wire/direct';
import { shortcut, streamline } from '../wire/streamline';

type Constructor = new (config: object) => object;

const CLIENT_PACKAGE = /^@aws-sdk\/client-/;
const DOCUMENT_PACKAGE = '@aws-sdk/lib-dynamodb';

/** Whether a package is to be given to functions by `sdkFor`. */
export const isSdkPackage = (name: string) => CLIENT_PACKAGE.test(name) || name === DOCUMENT_PACKAGE;

/** The package as a function is to see it. */
export const sdkFor = (name: string, module: object, config: DirectClientConfig): object =>
  name === DOCUMENT_PACKAGE ? withDirectDocuments(module) : withDirectClients(module, config);

/**
 * A copy of the module whose client classes are subclasses that need no network. A client that is given an `endpoint`
 * of its own is left alone: its author means another server.
 */
function withDirectClients(module: object, config: DirectClientConfig): object {
  const copy: object = Object.create(Object.getPrototypeOf(module), Object.getOwnPropertyDescriptors(module));
  for (const [name, Client] of clientsOf(module)) {
    Object.defineProperty(copy, name, { value: directClient(Client, config), enumerable: true });
  }
  return copy;
}

const clients = new WeakMap<object, readonly (readonly [string, Constructor])[]>();

/** A package has hundreds of names and few of them are clients; every environment asks. */
function clientsOf(module: object): readonly (readonly [string, Constructor])[] {
  const before = clients.get(module);
  if (before !== undefined) return before;
  const base: unknown = '__Client' in module ? module.__Client : undefined;
  const found = Object.entries(module).filter(
    (entry): entry is [string, Constructor] =>
      typeof base === 'function' && typeof entry[1] === 'function' && entry[1].prototype instanceof base,
  );
  clients.set(module, found);
  return found;
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

/** `DynamoDBDocumentClient.from` and `DynamoDBDocument.from`, whose clients take the shortcut of the one they are made from. */
function withDirectDocuments(module: object): object {
  const copy: object = Object.create(Object.getPrototypeOf(module), Object.getOwnPropertyDescriptors(module));
  for (const name of ['DynamoDBDocumentClient', 'DynamoDBDocument']) {
    const original: unknown = Reflect.get(module, name);
    if (typeof original !== 'function') continue;
    const from = (...args: readonly unknown[]): object => {
      const client = Reflect.get(original, 'from').apply(original, args);
      shortcut(client);
      return client;
    };
    const value = new Proxy(original, { get: (target, key) => (key === 'from' ? from : Reflect.get(target, key)) });
    Object.defineProperty(copy, name, { value, enumerable: true });
  }
  return copy;
}
