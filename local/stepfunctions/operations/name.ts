/** The rules for names. Step Functions API Reference, "StartExecution": name. */
import { invalidName } from '../errors';
import { oneOf, requiredText, text } from '../input';

/** Of DescribeExecution and others. @default ALL_DATA */
export const includedData = oneOf(['ALL_DATA', 'METADATA_ONLY']);

const NAME = { min: 1, max: 80 };
export const name = text(NAME);
export const requiredName = requiredText(NAME);
export const machineArn = requiredText({ min: 1, max: 256 });
/** With a version or an alias. */
export const qualifiedMachineArn = requiredText({ min: 1, max: 2000 });
export const requiredActivityArn = requiredText({ min: 1, max: 256 });
export const requiredMapRunArn = requiredText({ min: 1, max: 2000 });
export const requiredExecutionArn = requiredText({ min: 1, max: 256 });

/** White space, brackets, wildcards, the special characters and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;

/** Throws `InvalidName`. */
export function checkName(given: string): void {
  if (FORBIDDEN.test(given)) throw invalidName(given);
}
