/**
 * `npm run kills -- [--kills 100] [--seed N] [--json]`: kills the model under load so many times, and checks what is left.
 * Two folders at once, one a core. Exit code 1 when anything is lost, done twice, or does not add up.
 */

import { seededEntropy } from '../local/entropy';
import { type Kills, killUnderLoad } from '../verify/kills/kills';
import { countOf, optionsOf } from './command';
import { EXIT, exitCodeOf } from './exit';

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2), {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
  });
  const kills = countOf(options.kills, '--kills', 100_000);
  const seed = countOf(options.seed, '--seed', 999_999_999);
  const halves = [Math.ceil(kills / 2), Math.floor(kills / 2)].filter((half) => half > 0);
  let done = 0;
  const onKill = () => {
    done++;
    if (process.stderr.isTTY || done % 10 === 0) process.stderr.write(`killed ${done} of ${kills}\n`);
  };
  const began = performance.now();
  const results = await Promise.all(
    halves.map((half, core) => killUnderLoad(half, seededEntropy(seed * 2 + core), onKill)),
  );
  const total = results.reduce(add);
  const seconds = Math.round((performance.now() - began) / 1000);
  if (options.json) process.stdout.write(`${JSON.stringify({ seed, seconds, ...total }, null, 2)}\n`);
  else print(total, seed, seconds);
  return total.violations.length === 0 ? EXIT.ok : EXIT.unexpected;
}

const add = (one: Kills, other: Kills): Kills => ({
  kills: one.kills + other.kills,
  early: one.early + other.early,
  sent: one.sent + other.sent,
  acknowledged: one.acknowledged + other.acknowledged,
  ended: one.ended + other.ended,
  violations: [...one.violations, ...other.violations],
});

function print({ kills, early, sent, acknowledged, ended, violations }: Kills, seed: number, seconds: number): void {
  process.stdout.write(
    `${kills} kills in ${seconds} s, ${early} of them before the first answer (seed ${seed})\n` +
      `${sent} orders sent, ${acknowledged} acknowledged, ${ended} told to have ended\n` +
      `${violations.length} violations\n`,
  );
  for (const violation of violations) process.stdout.write(`- ${violation}\n`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = exitCodeOf(error);
  },
);
