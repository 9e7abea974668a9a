import type { Invariant } from '../invariant';

export const messageBalance: Invariant = {
  name: 'I16 message balance',
  law: 'An event that reached a function is taken by it in the end, or lies where somebody finds it.',
  check({ deliveries, deadLetters, calls }) {
    const taken = new Set(
      deliveries.filter(({ ended }) => ended === 'well').map(({ function: name, id }) => `${name} ${id}`),
    );
    const givenUp = calls
      .filter(({ at }) => at.operation === 'Invoke' && /GiveUp/.test(at.function))
      .map(({ input }) => JSON.stringify(input));
    const found = [...deadLetters.map(({ body }) => body), ...givenUp];
    const lost = deliveries.filter(
      ({ function: name, id }) => !taken.has(`${name} ${id}`) && !found.some((text) => text.includes(id)),
    );
    return [
      ...new Set(lost.map(({ function: name, id }) => `event '${id}' was never taken by ${name}, and is nowhere`)),
    ];
  },
};
