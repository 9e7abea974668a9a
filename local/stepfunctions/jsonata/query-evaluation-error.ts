/** What goes wrong with an expression of JSONata. States Language, "Appendix A": States.QueryEvaluationError. */
import { StateError } from '../state-error';

export const QUERY_EVALUATION_ERROR = 'States.QueryEvaluationError';

/** The history tells of it in an event of its own, which names the place. */
export class QueryEvaluationError extends StateError {
  constructor(
    /** The field, and the way down in it: `Output/result`. */
    readonly location: string,
    cause: string,
  ) {
    super(QUERY_EVALUATION_ERROR, cause);
  }
}
