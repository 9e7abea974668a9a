/**
 * JSONata that evaluates at once: the package's own source without its promises, with its clock and its chance taken
 * from us, so that an evaluation is one synchronous, repeatable step of the interpreter.
 *
 * J1. The package awaits nothing but its own functions (`async`, `await`, two `Promise.all` over arrays): with these words
 *     taken out, each function answers its value where it answered a promise of it. A release that uses promises in
 *     another way does not load here: every replacement says how often it must be made.
 * J2. What an evaluation may spend is counted, not timed, so the same run fails at the same place.
 */
import { readFileSync } from 'node:fs';

/** A value of the language: JSON, `undefined`, functions, and arrays with marks of their own. */
export type Value = unknown;

export interface JsonataExpression {
  evaluate(input: Value, bindings: { readonly [variable: string]: Value }): Value;
  assign(name: string, value: Value): void;
  ast(): JsonataNode;
}

export interface JsonataNode {
  readonly type: string;
  readonly value?: Value;
  readonly [part: string]: Value;
}

/** How JSONata throws: an object with a code, and a message from its table. */
export interface JsonataError {
  readonly code: string;
  readonly message: string;
}

export type Compile = (text: string) => JsonataExpression;

/** What the package's source reads instead of the system's clock and chance. */
export interface Surroundings {
  now(): Date;
  fraction(): number;
  /** Called before each step, with how deep it stands; throws to end the evaluation. */
  enter(depth: number): void;
  /** Called with the value of each step. */
  leave(value: Value): void;
}

interface Replacement {
  readonly pattern: RegExp;
  readonly by: string;
  /** How often the supported release has it. */
  readonly times: number;
}

/** For jsonata 2.2.2. */
const REPLACEMENTS: readonly Replacement[] = [
  { pattern: /\basync(?=\s+function\b|\s*\()/g, by: '', times: 46 },
  { pattern: /\bawait\s/g, by: '', times: 105 },
  { pattern: /\bPromise\.all\(/g, by: '(', times: 2 },
  { pattern: /\btimestamp = new Date\(\)/g, by: 'timestamp = surroundings.now()', times: 2 },
  { pattern: /\bMath\.random\(\)/g, by: 'surroundings.fraction()', times: 2 },
  // A mark that only means something on a sequence, and would stay on an array of the input.
  {
    pattern: /\bresultSequence\.keepSingleton = true;/g,
    by: 'if (isSequence(resultSequence)) resultSequence.keepSingleton = true;',
    times: 1,
  },
  // Hooks that are looked up through every frame, twice a step and once a frame, at a third of the cost of all.
  { pattern: hook('entryCallback'), by: 'surroundings.enter(environment.base.depth);', times: 1 },
  { pattern: hook('exitCallback'), by: 'surroundings.leave(result);', times: 1 },
  { pattern: hook('framePushCallback'), by: '', times: 1 },
];

/** A hook of the package: the variable that it is looked up into, and its call. */
function hook(variable: string): RegExp {
  return new RegExp(`var ${variable} = [^;]*;\\s*if\\(${variable}\\) \\{\\s*${variable}\\([^;]*;\\s*\\}`, 'g');
}

/** The package's source, made synchronous. Throws when it is not the release that this was written for. */
export function synchronousSource(source: string): string {
  return REPLACEMENTS.reduce((text, { pattern, by, times }) => {
    const found = text.match(pattern)?.length ?? 0;
    if (found !== times) throw new Error(`the source of jsonata has ${found} of ${pattern}; ${times} are known`);
    return text.replace(pattern, by);
  }, source);
}

/** Loads the package once; every expression that it compiles shares the budget and the surroundings. */
export function loadJsonata(surroundings: Surroundings): Compile {
  const source = synchronousSource(readFileSync(require.resolve('jsonata'), 'utf8'));
  const module = { exports: {} };
  const define = new Function('module', 'exports', 'surroundings', source);
  define(module, module.exports, surroundings);
  return module.exports as Compile;
}

/** Steps of one evaluation: under a second, or two for a loop, whose steps grow dearer. A map over 10,000 items takes half. */
export const MAX_STEPS = 500_000;
/** Expressions inside expressions that are under way: where AWS draws the line. */
export const MAX_DEPTH = 100;
/** What one value on the way may hold, at 8 bytes an item and one a character: where AWS draws the line. */
export const MAX_BYTES = 6_990_256;
const ITEM_BYTES = 8;

/** What the service itself has against an evaluation: it has no code. */
export class Uncoded extends Error {
  override readonly name = 'Uncoded';
}

/** Counts what an evaluation spends (J2). */
export class Budget {
  private steps = 0;

  begin(): void {
    this.steps = 0;
  }

  enter(depth: number): void {
    if (++this.steps > MAX_STEPS) throw new Uncoded('Expression evaluation timeout: Check for infinite loop');
    if (depth > MAX_DEPTH) throw stackOverflow();
  }

  leave(value: Value): void {
    const bytes = Array.isArray(value) ? value.length * ITEM_BYTES : typeof value === 'string' ? value.length : 0;
    if (bytes > MAX_BYTES) {
      throw new Uncoded('Expression evaluation memory limit exceeded: Check for excessive memory usage');
    }
  }
}

export const stackOverflow = () =>
  new Uncoded(
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
  );
