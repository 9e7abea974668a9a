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
 * The module with subclasses of its client classes that need no network. A client that is given an `endpoint` of its own
 * is left alone: its author means another server.
 */
const withDirectClients = (module: object, config: DirectClientConfig): object =>
  withOthers(module, new Map(clientsOf(module).map(([name, Client]) => [name, directClient(Client, config)])));

/** A view, not a copy: a package has hundreds of names, and every environment that begins asks for it. */
function withOthers(module: object, others: Map<string | symbol, unknown>): object {
  return new Proxy(module, {
    get: (target, name) => (others.has(name) ? others.get(name) : Reflect.get(target, name)),
    // Whoever changes the package changes it for the own environment.
    set: (_, name, value) => {
      others.set(name, value);
      return true;
    },
  });
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
  const others = new Map<string | symbol, unknown>();
  for (const name of ['DynamoDBDocumentClient', 'DynamoDBDocument']) {
    const original: unknown = Reflect.get(module, name);
    if (typeof original !== 'function') continue;
    const from = (...args: readonly unknown[]): object => {
      const client = Reflect.get(original, 'from').apply(original, args);
      shortcut(client);
      return client;
    };
    others.set(name, withOthers(original, new Map([['from', from]])));
  }
  return withOthers(module, others);
}
