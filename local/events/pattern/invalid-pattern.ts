import type { Place } from './located-json';

/** Why a pattern is refused, and where. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';
  constructor(
    message: string,
    readonly at: Place,
  ) {
    super(message);
  }
}

export function refuse(message: string, at: Place): never {
  throw new InvalidPattern(message, at);
}
