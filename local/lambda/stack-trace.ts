/** Stack traces of bundled handlers, told in the lines of their sources. */
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import type { Program } from './bundle';

/** Rewrites the frames that point into the program; paths become relative to the project, so that they mean the same on every machine. */
export type TraceMapper = (stack: string) => string;

/** Places remembered a program: the same throw statements come again and again. */
const MAX_PLACES = 1_000;

export function traceMapper(program: Program, projectRoot: string): TraceMapper {
  let map: SourceMap | undefined;
  const places = new Map<string, string>();
  const frame = new RegExp(`${escapePattern(program.path)}:(\\d+):(\\d+)`, 'g');

  const sourceOf = (whole: string, line: number, column: number): string => {
    map ??= new SourceMap(JSON.parse(program.sourceMap));
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry) || entry.originalSource === undefined) return whole;
    const source = relative(projectRoot, resolve(dirname(program.path), entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };

  return (stack) => {
    if (program.sourceMap === '' || !stack.includes(program.path)) return stack;
    return stack.replace(frame, (whole, line: string, column: string) => {
      const known = places.get(whole);
      if (known !== undefined) return known;
      const source = sourceOf(whole, Number(line), Number(column));
      if (places.size < MAX_PLACES) places.set(whole, source);
      return source;
    });
  };
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
