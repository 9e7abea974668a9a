/** The globals a function sees in place of the host's: its own `process`, `console` and, when time is virtual, `Date`. */
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { Clock } from '../../lib/units';
import type { Entropy } from '../entropy';

/** Raised inside a handler that ends the process; the host answers `Runtime.ExitError`. */
export class ProcessExit extends Error {
  override readonly name = 'ProcessExit';
  constructor(readonly exitCode: number) {
    super(`exit status ${exitCode}`);
  }
}

export interface SandboxProcess {
  readonly env: Record<string, string | undefined>;
}

/** Everything else of `process` is the host's. */
export function sandboxProcess(
  env: Record<string, string | undefined>,
  onLine: (line: string) => void,
): NodeJS.Process {
  const output = lineStream(onLine);
  const exit = (code?: number | string | null): never => {
    throw new ProcessExit(Number(code ?? 0));
  };
  return Object.create(process, {
    env: { value: env, writable: true, enumerable: true },
    stdout: { value: output, enumerable: true },
    stderr: { value: output, enumerable: true },
    exit: { value: exit, enumerable: true },
  });
}

/** As the Node runtime of Lambda patches it: time, request id and level before each message. */
export function sandboxConsole(output: NodeJS.Process['stdout'], prefix: (level: string) => string): Console {
  const plain = new Console({ stdout: output, stderr: output });
  const levels = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' } as const;
  const patched: Partial<Record<keyof typeof levels, { value: (...args: unknown[]) => void }>> = {};
  for (const [method, level] of Object.entries(levels)) {
    const value = (first: unknown, ...rest: unknown[]) =>
      typeof first === 'string' ? plain.log(prefix(level) + first, ...rest) : plain.log(prefix(level), first, ...rest);
    Object.assign(patched, { [method]: { value } });
  }
  return Object.create(plain, patched as PropertyDescriptorMap);
}

/** `Date` on the model's clock. */
export function sandboxDate(clock: Clock): DateConstructor {
  const proxy: DateConstructor = new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now()] : args, newTarget === proxy ? target : newTarget),
    apply: () => new Date(clock.now()).toString(),
    get: (target, property, receiver) =>
      property === 'now' ? () => clock.now() : Reflect.get(target, property, receiver),
  });
  return proxy;
}

/** `Math` and Web Crypto's `randomUUID` drawn from the model's entropy. */
export function sandboxMath(entropy: Entropy): Math {
  const math = Object.create(Math);
  math.random = () => entropy.fraction();
  return math;
}

export function sandboxCrypto<T extends object>(original: T, entropy: Entropy): T {
  return new Proxy(original, {
    get(target, property) {
      if (property === 'randomUUID') return () => entropy.uuid();
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' && property !== 'prototype' ? value.bind(target) : value;
    },
  });
}

function lineStream(onLine: (line: string) => void): Writable {
  let partial = '';
  const take = (text: string) => {
    const lines = (partial + text).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      done();
    },
  });
  // Text that nobody asks about afterwards needs none of a stream's bookkeeping: it never waits.
  const write = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
    if (typeof chunk !== 'string' || rest.length > 0 || !stream.writable) {
      return Reflect.apply(Writable.prototype.write, stream, [chunk, ...rest]);
    }
    take(chunk);
    return true;
  };
  return Object.defineProperty(stream, 'write', { value: write, writable: true, configurable: true });
}
