/** What a function is told by its environment. */

/** @throws Error when the variable is absent or empty */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set; set it`);
  return value;
}

/** Undefined when the variable is absent or empty. */
export function optionalVariable(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}
