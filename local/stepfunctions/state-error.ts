/** What goes wrong inside a state, by the error names of the language (States Language, "Appendix A"). */

export class StateError extends Error {
  override readonly name = 'StateError';
  constructor(
    readonly error: string,
    override readonly cause: string,
  ) {
    super(cause);
  }
}

/** "An execution failed due to some exception that it couldn't process"; no Retry or Catch sees it. */
export const RUNTIME = 'States.Runtime';
export const TIMEOUT = 'States.Timeout';
export const HEARTBEAT_TIMEOUT = 'States.HeartbeatTimeout';
export const TASK_FAILED = 'States.TaskFailed';
export const ALL = 'States.ALL';
export const DATA_LIMIT_EXCEEDED = 'States.DataLimitExceeded';
export const INTRINSIC_FAILURE = 'States.IntrinsicFailure';
export const RESULT_PATH_MATCH_FAILURE = 'States.ResultPathMatchFailure';

export const runtimeError = (cause: string) => new StateError(RUNTIME, cause);

/** `subject` is the service of a task, the function of a Lambda task, or the state. */
export const dataLimitExceeded = (subject: string) =>
  new StateError(
    DATA_LIMIT_EXCEEDED,
    `The state/task '${subject}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
