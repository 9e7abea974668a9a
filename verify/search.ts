/**
 * Every order of moves from one beginning, as a search of explicit states: what two orders come to alike is gone on from
 * once.
 *
 * S1. A state holds how far each mover has come, so that each move leads one layer further and none leads back.
 * S2. States of equal keys are one: their laws are checked once, and the orders that lead to them are counted together.
 */
export interface Space<State, Move> {
  readonly start: State;
  /** None where everything is over. */
  moves(state: State): readonly Move[];
  next(state: State, move: Move): Promise<State>;
  keyOf(state: State): string;
  /** One line of a story. */
  tell(move: Move, before: State, after: State): string;
  /** A sentence for each law that a state breaks; `before` is a state that led to it, undefined at the beginning. */
  check(state: State, before: State | undefined): readonly string[];
}

export interface Searched {
  readonly states: number;
  readonly transitions: number;
  /** How many orders of moves there are, from the beginning to an end. */
  readonly orders: number;
  /** States where everything is over. */
  readonly ends: number;
  readonly broken: readonly Broken[];
  /** False where it was stopped before its end. */
  readonly isComplete: boolean;
}

export interface Broken {
  readonly sentences: readonly string[];
  /** The moves that lead there; no story with fewer does. */
  readonly story: readonly string[];
  /** Which of the moves of each state, from the beginning. */
  readonly path: Path;
}

/** By their numbers in what `moves` answers. */
export type Path = readonly number[];

/** A space under a name, whatever its states and moves are. */
export interface NamedSpace {
  readonly name: string;
  search(isOver?: () => boolean): Promise<Searched>;
  walk(path: Path): Promise<Broken>;
}

export const named = <State, Move>(name: string, space: Space<State, Move>): NamedSpace => ({
  name,
  search: (isOver) => search(space, isOver),
  walk: (path) => walk(space, path),
});

/** More than any space of ours has; one that goes on beyond has lost its layers (S1). */
const MAX_STATES = 200_000;
/** Each with other sentences; more of the same help nobody. */
const MAX_BROKEN = 40;

interface Reached<State> {
  readonly state: State;
  readonly key: string;
  readonly from: Reached<State> | undefined;
  /** Its number among those of the state it comes from. */
  readonly move: number;
  /** Orders that lead here. */
  orders: number;
}

/** @param isOver asked before each layer; what is left then is not searched */
export async function search<State, Move>(
  space: Space<State, Move>,
  isOver: () => boolean = () => false,
): Promise<Searched> {
  const found = { states: 0, transitions: 0, orders: 0, ends: 0 };
  const broken: Broken[] = [];
  const judge = async (state: State, before: Reached<State> | undefined, move: number) => {
    const sentences = space.check(state, before?.state);
    if (sentences.length === 0 || broken.length === MAX_BROKEN) return;
    // Told by walking there: only what is broken needs a story.
    const isKnown = broken.some((one) => one.sentences.join() === sentences.join());
    if (!isKnown) broken.push(await walk(space, before === undefined ? [] : [...pathTo(before), move]));
  };
  const first: Reached<State> = { state: space.start, key: '', from: undefined, move: 0, orders: 1 };
  await judge(space.start, undefined, 0);
  let layer: readonly Reached<State>[] = [first];
  for (; layer.length > 0 && !isOver(); ) {
    const beyond = new Map<string, Reached<State>>();
    for (const reached of layer) {
      found.states++;
      if (found.states > MAX_STATES) throw new RangeError(`a search went on beyond ${MAX_STATES} states`);
      const moves = space.moves(reached.state);
      if (moves.length === 0) {
        found.ends++;
        found.orders += reached.orders;
      }
      for (const [number, move] of moves.entries()) {
        found.transitions++;
        const state = await space.next(reached.state, move);
        const key = space.keyOf(state);
        const known = beyond.get(key);
        if (known !== undefined) known.orders += reached.orders;
        if (known === undefined) beyond.set(key, { state, key, from: reached, move: number, orders: reached.orders });
        await judge(state, reached, number);
      }
    }
    layer = [...beyond.values()];
  }
  return { ...found, broken, isComplete: layer.length === 0 };
}

/**
 * Goes one way from the beginning, and tells which laws the last state breaks.
 * @throws RangeError where a state has no such move
 */
export async function walk<State, Move>(space: Space<State, Move>, path: Path): Promise<Broken> {
  const story: string[] = [];
  let before: State | undefined;
  let state = space.start;
  for (const number of path) {
    const move = space.moves(state)[number];
    if (move === undefined) {
      throw new RangeError(`that way is none any more: after ${story.length} moves there is no move ${number}`);
    }
    const after = await space.next(state, move);
    story.push(space.tell(move, state, after));
    [before, state] = [state, after];
  }
  return { sentences: space.check(state, before), story, path };
}

function pathTo<State>(reached: Reached<State>): Path {
  const path: number[] = [];
  for (let at = reached; at.from !== undefined; at = at.from) path.unshift(at.move);
  return path;
}
