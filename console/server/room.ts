/** What the page's server is made of, and what its routes work in. */
import type { SagaPorts } from '../../lib/saga/guard';
import type { SagaStyle } from '../../lib/saga/outbox';
import type { Local } from '../../local/start';
import type { MatrixCell, Sample } from '../api';
import type { Assets } from './assets';
import type { Breakage } from './breakage';
import type { Lanes } from './lanes';
import type { MatrixRuns } from './matrix-runs';
import type { Places } from './places';
import type { SagaIndex } from './saga-index';
import type { Tally } from './tally';

/** The sagas of one stack. */
export interface SagaStack extends SagaPorts {
  readonly stack: string;
  readonly style: SagaStyle;
  /** The function that takes requests, by its physical name. */
  readonly door: string;
  readonly sagasTable: string;
  /** The tables of its services, by their physical names. */
  readonly serviceTables: readonly string[];
  /** Of those who react to its events and take no part in it. */
  readonly reactionTables: readonly string[];
}

export interface ConsoleOptions {
  readonly local: Local;
  readonly stacks: readonly SagaStack[];
  readonly samples: readonly Sample[];
  /** Nobody can guess it; another at each start. */
  readonly token: string;
  readonly assets: Assets;
  /** Plays the failure matrix of a style in a model of its own. @default there is none to play */
  readonly playMatrix?: PlayMatrix;
}

export type PlayMatrix = (style: SagaStyle, report: (progress: MatrixProgress) => void) => Promise<void>;
export type MatrixProgress =
  | { readonly kind: 'planned'; readonly count: number }
  | { readonly kind: 'cell'; readonly cell: MatrixCell };

export interface Room {
  readonly local: Local;
  readonly stacks: readonly SagaStack[];
  readonly samples: readonly Sample[];
  readonly places: Places;
  readonly sagas: SagaIndex;
  readonly tally: Tally;
  readonly lanes: Lanes;
  readonly breakage: Breakage;
  readonly matrix: MatrixRuns;
}
