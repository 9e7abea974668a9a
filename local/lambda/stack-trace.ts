/** Stack traces of bundled handlers, told in the lines of their sources. */
import { SourceMap } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Program } from './bundle';

/** Paths become relative to the project, so that they mean the same on every machine. */
export interface TraceMapper {
  /** Rewrites the frames in a text that point into the program. */
  map(text: string): string;
  /** The lines of an error's stack, down to the program's last frame: below it is the host. */
  trace(stack: string): readonly string[];
}

/** Places remembered a program: the same throw statements come again and again. */
const MAX_PLACES = 1_000;

export function traceMapper(program: Program, projectRoot: string): TraceMapper {
  let sourceMap: SourceMap | undefined;
  const places = new Map<string, string>();
  const frame = new RegExp(`${escapePattern(program.path)}:(\\d+):(\\d+)`, 'g');

  const inProject = `${projectRoot}${sep}`;

  const sourceOf = (whole: string, line: number, column: number): string => {
    sourceMap ??= new SourceMap(JSON.parse(program.sourceMap));
    const entry = sourceMap.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry) || entry.originalSource === undefined) return whole;
    const source = relative(projectRoot, resolve(dirname(program.path), entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };

  const map = (text: string): string => {
    if (program.sourceMap === '' || !text.includes(program.path)) return text;
    return text.replace(frame, (whole, line: string, column: string) => {
      const known = places.get(whole);
      if (known !== undefined) return known;
      const source = sourceOf(whole, Number(line), Number(column));
      if (places.size < MAX_PLACES) places.set(whole, source);
      return source;
    });
  };

  return {
    map,
    trace: (stack) => {
      const lines = stack.split('\n');
      const last = lines.findLastIndex((line) => line.includes(program.path));
      const own = last < 0 ? lines : lines.slice(0, last + 1);
      return own.map((line) => map(line).replaceAll(inProject, ''));
    },
  };
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
