/** Errors on their way out of a function: the name is what Retry and Catch match, the message what a person reads. */

/** Characters. An execution keeps messages in its state, which has a limit of its own. */
export const MAX_MESSAGE_LENGTH = 1_000;

/** The error itself where its message is short enough; otherwise one of its name with the message cut. */
export function bounded(error: unknown): Error {
  const given = error instanceof Error ? error : new Error(String(error), { cause: error });
  if (given.message.length <= MAX_MESSAGE_LENGTH) return given;
  const cut = new Error(`${given.message.slice(0, MAX_MESSAGE_LENGTH - 3)}...`, { cause: error });
  cut.name = given.name;
  return cut;
}
