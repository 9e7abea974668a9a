/** What functions write: the last lines of each, and whoever listens. Silent unless someone listens. */
import type { EpochMillis } from '../../lib/units';

export interface LogLine {
  readonly functionName: string;
  readonly requestId: string;
  readonly logGroupName: string;
  /** Of the execution environment that wrote it. */
  readonly logStreamName: string;
  readonly time: EpochMillis;
  readonly text: string;
}
export type LogListener = (line: LogLine) => void;

/** Lines kept a function; the oldest go first. */
const MAX_LINES = 1_000;

export class FunctionLogs {
  private readonly lines = new Map<string, LogLine[]>();
  private readonly listeners = new Set<LogListener>();

  write(line: LogLine): void {
    let kept = this.lines.get(line.functionName);
    if (kept === undefined) {
      kept = [];
      this.lines.set(line.functionName, kept);
    }
    kept.push(line);
    // Dropped in bulk, so that a full buffer does not shift on every line.
    if (kept.length >= 2 * MAX_LINES) kept.splice(0, kept.length - MAX_LINES);
    for (const listener of this.listeners) listener(line);
  }

  /** The last lines of a function, oldest first. */
  of(functionName: string): readonly LogLine[] {
    return (this.lines.get(functionName) ?? []).slice(-MAX_LINES);
  }

  subscribe(listener: LogListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
