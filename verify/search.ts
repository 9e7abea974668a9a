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
  tell(move: Move): string;
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
  /** The moves that lead there. */
  readonly story: readonly string[];
}

/** More than any space of ours has; one that goes on beyond has lost its layers (S1). */
const MAX_STATES = 200_000;
/** Each with other sentences; more of the same help nobody. */
const MAX_BROKEN = 40;

interface Reached<State> {
  readonly state: State;
  readonly key: string;
  readonly from: Reached<State> | undefined;
  readonly move: string;
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
  const judge = (reached: Reached<State>, before: State | undefined) => {
    const sentences = space.check(reached.state, before);
    if (sentences.length === 0 || broken.length === MAX_BROKEN) return;
    const isKnown = broken.some((one) => one.sentences.join() === sentences.join());
    if (!isKnown) broken.push({ sentences, story: storyOf(reached) });
  };
  const first: Reached<State> = { state: space.start, key: '', from: undefined, move: '', orders: 1 };
  judge(first, undefined);
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
      for (const move of moves) {
        found.transitions++;
        const state = await space.next(reached.state, move);
        const key = space.keyOf(state);
        const known = beyond.get(key);
        if (known !== undefined) known.orders += reached.orders;
        const next = known ?? { state, key, from: reached, move: space.tell(move), orders: reached.orders };
        if (known === undefined) beyond.set(key, next);
        judge(next, reached.state);
      }
    }
    layer = [...beyond.values()];
  }
  return { ...found, broken, isComplete: layer.length === 0 };
}

function storyOf<State>(reached: Reached<State>): readonly string[] {
  const story: string[] = [];
  for (let at: Reached<State> | undefined = reached; at?.from !== undefined; at = at.from) story.unshift(at.move);
  return story;
}
