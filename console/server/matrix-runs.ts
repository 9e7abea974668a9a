/** The failure matrix that was run last, or runs. */
import type { SagaStyle } from '../../lib/saga/outbox';
import type { Matrix } from '../api';
import { Refused } from './refused';
import type { PlayMatrix } from './room';

const NEVER: Matrix = { state: 'never', style: null, planned: 0, cells: [], reason: null };

export class MatrixRuns {
  private matrix: Matrix;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly play: PlayMatrix | undefined) {
    const reason = 'there is no saga here whose failures could be played';
    this.matrix = play === undefined ? { ...NEVER, state: 'unavailable', reason } : NEVER;
  }

  get current(): Matrix {
    return this.matrix;
  }

  /** Told of every cell. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Begins one; it goes on by itself. @throws Refused while one runs, or where there is none to run */
  begin(style: SagaStyle): Matrix {
    const play = this.play;
    if (play === undefined) throw new Refused(409, this.matrix.reason ?? '');
    if (this.matrix.state === 'running') throw new Refused(409, 'a matrix is being run; wait for its end');
    this.become({ ...NEVER, state: 'running', style });
    play(style, (progress) => {
      if (progress.kind === 'planned') this.become({ ...this.matrix, planned: progress.count });
      else this.become({ ...this.matrix, cells: [...this.matrix.cells, progress.cell] });
    }).then(
      () => this.become({ ...this.matrix, state: 'done' }),
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.become({ ...this.matrix, state: 'failed', reason });
      },
    );
    return this.matrix;
  }

  private become(matrix: Matrix): void {
    this.matrix = matrix;
    for (const listener of this.listeners) listener();
  }
}
