/**
 * `npm run differential`: the model of DynamoDB against dynalite, request by request.
 *
 *   npm run differential -- [--seed N] [--runs N] [--json] [--replay FILE]
 *
 * The same seed sends the same requests; another one looks elsewhere. A difference that is not among the known ones is printed
 * with the fewest requests that show it, one as JSON a line: such lines in a file are sent again by `--replay FILE`.
 * It ends with 1 where there is one, or where a known difference no longer occurs.
 */
import { readFileSync } from 'node:fs';
import { differential, type Failure, type Report, replay, stale } from '../verify/dynamodb/differential';
import { KNOWN_DIFFERENCES } from '../verify/dynamodb/known-differences';
import type { Request } from '../verify/dynamodb/request';
import { countOf, optionsOf } from './command';
import { EXIT, type ExitCode, exitCodeOf, UsageError } from './exit';
import { columns } from './table';

const DEFAULT_SEED = '1';
const DEFAULT_RUNS = '100';
const MAX_RUNS = 1_000_000;
const MAX_SEED = 999_999_999;

async function main(args: readonly string[]): Promise<ExitCode> {
  const options = optionsOf(args, {
    seed: { type: 'string', default: DEFAULT_SEED },
    runs: { type: 'string', default: DEFAULT_RUNS },
    json: { type: 'boolean', default: false },
    replay: { type: 'string' },
  });
  if (options.replay !== undefined) return replayed(options.replay);
  const seed = countOf(options.seed, '--seed', MAX_SEED);
  const runs = countOf(options.runs, '--runs', MAX_RUNS);
  const report = await differential({
    seed,
    runs,
    onProgress: ({ cases, runs: done, requests }) => {
      if (process.stderr.isTTY) {
        process.stderr.write(`\r${cases} cases, ${done} of ${runs} runs, ${requests} requests`);
      }
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.stdout.write(options.json ? `${JSON.stringify(asJson(report), null, 2)}\n` : asText(report));
  return report.failures.length === 0 && stale(report).length === 0 ? EXIT.ok : EXIT.unexpected;
}

const asJson = (report: Report) => ({
  seed: report.seed,
  cases: report.cases,
  runs: report.runs,
  requests: report.requests,
  known: KNOWN_DIFFERENCES.map((each) => ({
    name: each.name,
    reason: each.reason,
    met: report.known.get(each) ?? 0,
  })),
  failures: report.failures,
});

function asText(report: Report): string {
  const rows = [
    ['met', 'known difference', 'AWS says'],
    ...KNOWN_DIFFERENCES.map((each) => [String(report.known.get(each) ?? 0), each.name, each.reason]),
  ];
  return [
    ...columns(rows),
    '',
    ...report.failures.flatMap(failureLines),
    ...stale(report).map(({ name }) => `no longer a difference, take it off the list: ${name}`),
    `${report.cases} corner cases, ${report.runs} random runs from seed ${report.seed}, ${report.requests} requests: ` +
      `${report.failures.length} unknown differences, ${KNOWN_DIFFERENCES.length - stale(report).length} of ${KNOWN_DIFFERENCES.length} known ones met`,
    '',
  ].join('\n');
}

const failureLines = ({ of, requests, difference }: Failure): readonly string[] => [
  `unknown difference (${of}) in the answer to the last of:`,
  ...requests.map((request) => JSON.stringify(request)),
  `  model     ${difference.model}`,
  `  dynalite  ${difference.dynalite}`,
  '',
];

async function replayed(file: string): Promise<ExitCode> {
  const found = await replay(requestsIn(file));
  for (const { request, model, dynalite } of found) {
    process.stdout.write(`${JSON.stringify(request)}\n  model     ${model}\n  dynalite  ${dynalite}\n`);
  }
  process.stdout.write(`${found.length} unknown differences\n`);
  return found.length === 0 ? EXIT.ok : EXIT.unexpected;
}

function requestsIn(file: string): readonly Request[] {
  try {
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Request);
  } catch (error) {
    throw new UsageError(`--replay cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

main(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`differential: ${error instanceof Error ? error.message : error}\n`);
    return exitCodeOf(error);
  })
  .then((code) => {
    process.exitCode = code;
  });
