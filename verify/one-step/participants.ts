/**
 * The deployed functions of a saga, asked one move at a time: what a call does next, given the replies that it had, and
 * what its request does to given rows. A function is deterministic between two replies, so each answer is found once.
 *
 * P1. The clock stands still: rows that were written in another order differ by nothing but the order's own doing.
 * P2. What tells of a change is disabled: a stream that nobody reads starts nothing.
 */
import type { JsonObject } from '../../lib/units';
import { VirtualClock } from '../../local/clock';
import { AwsError, CLIENT } from '../../local/service';
import { MemoryStore } from '../../local/store/memory';
import type { Stack } from '../../local/template/template';
import { createWorld, type World } from '../../local/world';
import type { Prepared } from '../prepared';
import { RunEntropy } from '../run-entropy';
import type { Subject } from '../scenario';
import { objectShortener } from './shortener';
import { type Rows, rowsOf, Tables } from './tables';

export interface Call {
  /** For a story: `the action, tried again`. */
  readonly title: string;
  /** By its name in the definition (`RefundPayment`). */
  readonly function: string;
  readonly intent: 'act' | 'undo' | 'settle';
  readonly payload: JsonObject;
}

export type Reply =
  | { readonly kind: 'answered'; readonly output: JsonObject }
  | { readonly kind: 'refused'; readonly error: AwsError };

export interface Request {
  readonly operation: string;
  readonly input: JsonObject;
}

/** Where a call stands: before its next request, or at its end. */
export type Standing =
  | { readonly kind: 'asks'; readonly request: Request }
  | { readonly kind: 'answered'; readonly payload: string }
  | { readonly kind: 'failed'; readonly error: string };

/** How far a call has come. */
export interface Progress {
  /** Equal replies, equal text. */
  readonly key: string;
  readonly replies: readonly Reply[];
  readonly standing: Standing;
}

/** Ends a call whose next request is known; no function tries again after it. */
const ENOUGH = new AwsError('AccessDeniedException', 'nobody goes on from here');

export class Participants {
  private readonly standings = new Map<string, Promise<Progress>>();
  private readonly effects = new Map<string, Promise<{ readonly rows: Rows; readonly reply: Reply }>>();
  private readonly callKey = objectShortener<Call>(({ function: fn, payload }) => JSON.stringify([fn, payload]));
  private readonly replyKey = objectShortener<Reply>((reply) =>
    JSON.stringify(
      reply.kind === 'answered' ? [reply.kind, reply.output] : [reply.kind, reply.error.code, reply.error.fields],
    ),
  );
  private readonly rowsKey = objectShortener<Rows>(({ key }) => key);
  private readonly requestKey = objectShortener<Request>(({ operation, input }) => JSON.stringify([operation, input]));
  private readonly tables: Tables;

  private constructor(
    private readonly world: World,
    private readonly entropy: RunEntropy,
    private readonly subject: Subject,
    tables: readonly string[],
  ) {
    this.tables = new Tables(
      world,
      tables.map((output) => this.table(output)),
    );
  }

  /** @param tables the outputs that name the tables whose rows are looked at */
  static async open(
    subject: Subject,
    { stacks, projectRoot, bundler }: Prepared,
    tables: readonly string[] = Object.values(subject.tables),
  ): Promise<Participants> {
    const stack = stacks.find(({ name }) => name === subject.stack);
    if (stack === undefined) throw new Error(`the assembly has no stack '${subject.stack}'`);
    const entropy = new RunEntropy();
    const world = await createWorld({
      templates: [withoutReaders(stack)],
      projectRoot,
      bundler,
      store: new MemoryStore(),
      clock: new VirtualClock(undefined, 'hold'), // P1
      entropy,
    });
    return new Participants(world, entropy, subject, tables);
  }

  close(): Promise<void> {
    return this.world.close();
  }

  /** The physical name of the table that this output of the stack names. */
  table(output: string): string {
    const name = this.world.outputs[this.subject.stack]?.[output];
    if (name === undefined) throw new Error(`stack '${this.subject.stack}' has no output '${output}'`);
    return name;
  }

  /** What rows the tables hold after `fill` put something into them, and nothing else was there. */
  async filled(fill: (world: World) => Promise<void>): Promise<Rows> {
    await this.tables.put(rowsOf([]));
    await fill(this.world);
    return this.tables.read();
  }

  /** A call after these replies. */
  stand(call: Call, replies: readonly Reply[] = []): Promise<Progress> {
    const key = [this.callKey(call), ...replies.map(this.replyKey)].join(' ');
    const known = this.standings.get(key);
    if (known !== undefined) return known;
    const asked = this.ask(call, replies).then((standing) => ({ key, replies, standing }));
    this.standings.set(key, asked);
    return asked;
  }

  /** What a request does to these rows. */
  carryOut(rows: Rows, request: Request): Promise<{ readonly rows: Rows; readonly reply: Reply }> {
    const key = `${this.requestKey(request)} ${this.rowsKey(rows)}`;
    const known = this.effects.get(key);
    if (known !== undefined) return known;
    const done = this.apply(rows, request);
    this.effects.set(key, done);
    return done;
  }

  private async apply(rows: Rows, { operation, input }: Request) {
    await this.tables.put(rows);
    let reply: Reply;
    try {
      reply = { kind: 'answered', output: await this.world.services.dynamodb.call(operation, input, CLIENT) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      reply = { kind: 'refused', error };
    }
    return { rows: await this.tables.read(), reply };
  }

  private async ask(call: Call, replies: readonly Reply[]): Promise<Standing> {
    let request: Request | undefined;
    let given = 0;
    this.world.faults.intercept((site, ways) => {
      if (site.service === 'lambda') return ways.run();
      const reply = replies[given++];
      if (reply?.kind === 'refused') return Promise.reject(reply.error);
      // The reply is what this very request was answered with before.
      if (reply !== undefined) return Promise.resolve(reply.output as Awaited<ReturnType<typeof ways.run>>);
      request ??= { operation: site.operation, input: withoutToken(site.input) };
      return Promise.reject(ENOUGH);
    });
    try {
      const functionName = this.functionName(call.function);
      const payload = JSON.stringify(call.payload);
      const result = await this.world.services.lambda.runInTime(
        { functionName, payload, caller: CLIENT },
        this.entropy.uuid(),
      );
      if (request !== undefined) return { kind: 'asks', request };
      return result.kind === 'returned'
        ? { kind: 'answered', payload: result.payload }
        : { kind: 'failed', error: result.errorType };
    } finally {
      this.world.faults.intercept(undefined);
    }
  }

  private functionName(name: string): string {
    const found = this.world.resources.find(
      ({ type, logicalId }) =>
        type === 'AWS::Lambda::Function' && logicalId.replace(/Function[0-9A-F]{8}$/, '').endsWith(name),
    );
    if (found === undefined) throw new Error(`the stack has no function '${name}'`);
    return found.name;
  }
}

/** P2 */
function withoutReaders(stack: Stack): Stack {
  const resources = Object.entries(stack.template.Resources ?? {}).map(([logicalId, resource]) => {
    const { Type, Properties } = resource;
    const isReader = Type === 'AWS::Lambda::EventSourceMapping';
    return [logicalId, isReader ? { ...resource, Properties: { ...Properties, Enabled: false } } : resource] as const;
  });
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(resources) } };
}

/** The client's own for each try; between calls it protects nothing. */
function withoutToken({ ClientRequestToken: _, ...input }: JsonObject): JsonObject {
  return input;
}
