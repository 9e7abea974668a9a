/**
 * The chance of a run. Ids are counted, and fractions drawn apart from them, so that an environment which is begun, and
 * given an id for its log, changes no wait that is drawn later.
 */
import { type Entropy, seededEntropy } from '../local/entropy';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

export class RunEntropy implements Entropy {
  private run = hex(0, 8);
  private ids = 0;
  private fractions = seededEntropy(0);

  /** @param seed no run of the same stage may have had it */
  begin(seed: number): void {
    this.run = hex(seed >>> 0, 8);
    this.ids = 0;
    this.fractions = seededEntropy(seed);
  }

  /** Shaped as a version 4 UUID. */
  uuid(): string {
    return `${this.run}-0000-4000-8000-${hex(this.ids++, 12)}`;
  }

  fraction(): number {
    return this.fractions.fraction();
  }
}
