/** The package ships no types. */
declare module 'asl-validator' {
  export default function validate(machine: unknown): {
    readonly isValid: boolean;
    readonly errors: readonly { readonly 'Error code': string; readonly Message: string }[];
  };
}
