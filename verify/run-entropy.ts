/**
 * The chance of a run. Ids and fractions come from two sources, so that an environment which is begun, and given an id for
 * its log, changes no wait that is drawn later.
 */
import { type Entropy, seededEntropy } from '../local/entropy';

export class RunEntropy implements Entropy {
  private ids = seededEntropy(0);
  private fractions = seededEntropy(0);

  begin(seed: number): void {
    this.ids = seededEntropy(seed);
    // Any other sequence.
    this.fractions = seededEntropy(seed ^ 0x5bd1e995);
  }

  uuid(): string {
    return this.ids.uuid();
  }

  fraction(): number {
    return this.fractions.fraction();
  }
}
