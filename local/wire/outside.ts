/**
 * The router as callers outside the model see it: what they are told, of writes as of reads, is on disk.
 *
 * Functions and state machines of the model are inside: what they bring about is kept after what it follows from
 * (store.ts, S2), so when the process dies both are there or the later is not, and the work is done again.
 */
import type { Router } from './router';

/** @param durable settles when everything that was committed is on disk */
export function outsideRouter(router: Router, durable: () => Promise<void>): Router {
  return {
    undisturbed: () => router.undisturbed(),
    watched: () => router.watched(),
    async route(call) {
      const reply = await router.route(call);
      await durable();
      return reply;
    },
    // A refusal also tells of what is there.
    async call(...call) {
      try {
        return await router.call(...call);
      } finally {
        await durable();
      }
    },
  };
}
