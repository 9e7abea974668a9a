/** A bug on purpose: one exact replacement in one source, and the law that must find it. */
import type { Invariant } from '../invariant';

export interface PlantedBug extends SourceChange {
  /**
   * Where the file is at work: in the functions, in the machines that are generated from the definition, in the templates
   * of the project's own stacks, or in the local model, which some laws are about.
   */
  readonly at: 'functions' | 'machines' | 'templates' | 'model';
  readonly foundBy: Invariant['name'];
  /** By name, the scenarios and the subject in which it shows; every single fault of these is tried. */
  readonly subject: string;
  readonly scenarios: readonly string[];
}

/** One exact replacement in one source. */
export interface SourceChange {
  /** What becomes of it, in a few words. */
  readonly name: string;
  /** Relative to the project. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}
