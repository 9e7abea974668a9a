/** Stack traces of bundled handlers, told in the lines of their sources. */
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import type { Program } from './bundle';

/** Rewrites the frames that point into the program; paths become relative to the project, so that they mean the same on every machine. */
export type TraceMapper = (stack: string) => string;

export function traceMapper(program: Program, projectRoot: string): TraceMapper {
  let map: SourceMap | undefined;
  const frame = new RegExp(`${escapePattern(program.path)}:(\\d+):(\\d+)`, 'g');
  return (stack) => {
    if (program.sourceMap === '' || !stack.includes(program.path)) return stack;
    map ??= new SourceMap(JSON.parse(program.sourceMap));
    const known = map;
    return stack.replace(frame, (whole, line: string, column: string) => {
      const entry = known.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in entry) || entry.originalSource === undefined) return whole;
      const source = relative(projectRoot, resolve(dirname(program.path), entry.originalSource));
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
  };
}

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
