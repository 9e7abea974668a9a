import { waitAfter } from '../../../lib/aws/backoff';

const LIMITS = { tries: 5, baseMillis: 20, maxMillis: 100 };

/** How long `waitAfter` waits after so many failures, when chance draws `fraction`. */
async function waited(failures: number, fraction: number): Promise<number> {
  const waits: number[] = [];
  await waitAfter(failures, LIMITS, {
    wait: async (millis) => {
      waits.push(millis);
    },
    fraction: () => fraction,
  });
  return waits[0] ?? Number.NaN;
}

describe('a wait between tries', () => {
  it('is drawn between nothing and a bound that doubles up to its limit', async () => {
    const longest = await Promise.all([1, 2, 3, 4, 5].map((failures) => waited(failures, 0.999_999)));
    const shortest = await Promise.all([1, 2, 3, 4, 5].map((failures) => waited(failures, 0)));

    expect(longest).toEqual([19, 39, 79, 99, 99]);
    expect(shortest).toEqual([0, 0, 0, 0, 0]);
  });
});
