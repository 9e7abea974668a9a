/** A law, checked after every run. One small file each under `invariants/`, named as the law. */
import type { Observed } from './observed';

export interface Invariant {
  /** `I5 compensation complete`. */
  readonly name: string;
  /** One sentence, for the report. */
  readonly law: string;
  /** A sentence for each violation, with ids and values; none where the law holds. */
  check(observed: Observed): readonly string[];
}
