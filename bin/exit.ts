/** How the command line ends, for scripts: the codes are stable. */
export const EXIT = {
  ok: 0,
  /** An order ended other than it must, or the books do not add up. */
  unexpected: 1,
  /** The command was called wrongly. */
  usage: 2,
  /** The app could not be synthesized, or its template could not be loaded. */
  template: 3,
  /** The port is taken, the data folder cannot be used, or nothing answers at the endpoint. */
  endpoint: 4,
  /** What was asked of a saga is not possible as it stands; the reason was told. */
  refused: 5,
  /** There is no such saga. */
  notFound: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command called wrongly; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Nothing usable at the endpoint that was given. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
}

/** The saga that was named is in none of the ledgers. */
export class SagaNotFound extends Error {
  override readonly name = 'SagaNotFound';
}

/** By the error's name, so that a command that was not called need not be loaded to tell. */
const CODES: { readonly [errorName: string]: ExitCode | undefined } = {
  UsageError: EXIT.usage,
  MockConfigError: EXIT.usage,
  TemplateError: EXIT.template,
  BundleError: EXIT.template,
  PortInUse: EXIT.endpoint,
  EndpointError: EXIT.endpoint,
  StoreUnusable: EXIT.endpoint,
  SagaNotFound: EXIT.notFound,
};

export const exitCodeOf = (error: unknown): ExitCode =>
  (error instanceof Error ? CODES[error.name] : undefined) ?? EXIT.unexpected;
