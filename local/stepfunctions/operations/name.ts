/** The rules for names. Step Functions API Reference, "StartExecution": name. */
import { invalidName } from '../errors';
import { requiredText, text } from '../input';

const NAME = { min: 1, max: 80 };
export const name = text(NAME);
export const requiredName = requiredText(NAME);
export const machineArn = requiredText({ min: 1, max: 256 });
export const requiredExecutionArn = requiredText({ min: 1, max: 256 });

/** White space, brackets, wildcards, the special characters and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;

/** Throws `InvalidName`. */
export function checkName(given: string): void {
  if (FORBIDDEN.test(given)) throw invalidName(given);
}
