/** What the Resource of a Task state names. Step Functions Developer Guide, "Integrating services". */

export type TaskResource =
  /** A function's own ARN. */
  | { readonly kind: 'lambdaFunction'; readonly arn: string }
  | ServiceResource
  | { readonly kind: 'activity'; readonly arn: string };

/** `arn:aws:states:::lambda:invoke.waitForTaskToken`: `service` lambda, `action` as written, `api` invoke. */
export interface ServiceResource {
  readonly kind: 'service';
  readonly arn: string;
  /** `lambda`, `aws-sdk:dynamodb` */
  readonly service: string;
  readonly action: string;
  readonly api: string;
  readonly pattern: Pattern;
}

/** Developer Guide, "Discover service integration patterns". */
export type Pattern = 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken';

const LAMBDA_FUNCTION = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:.+$/;
const ACTIVITY = /^arn:[^:]*:states:[^:]+:[^:]*:activity:.+$/;
const SERVICE = /^arn:[^:]*:states:[^:]*:[^:]*:(?<service>(?:aws-sdk:)?[A-Za-z0-9-]+):(?<action>[A-Za-z0-9.:-]+)$/;
const PATTERN = /\.(?<pattern>sync(?::2)?|waitForTaskToken)$/;

export function parseTaskResource(arn: string): TaskResource | undefined {
  if (LAMBDA_FUNCTION.test(arn)) return { kind: 'lambdaFunction', arn };
  if (ACTIVITY.test(arn)) return { kind: 'activity', arn };
  const groups = SERVICE.exec(arn)?.groups;
  if (groups?.service === undefined || groups.action === undefined) return undefined;
  const { service, action } = groups;
  return { kind: 'service', arn, service, action, api: action.replace(PATTERN, ''), pattern: patternOf(action) };
}

function patternOf(action: string): Pattern {
  switch (PATTERN.exec(action)?.groups?.pattern) {
    case 'sync':
      return 'sync';
    case 'sync:2':
      return 'sync:2';
    case 'waitForTaskToken':
      return 'waitForTaskToken';
    default:
      return 'requestResponse';
  }
}

/** Whether the task goes on once its work has been handed over: only then is there a token for it. */
export const isSubmitted = (resource: TaskResource): boolean =>
  resource.kind === 'service' && resource.pattern !== 'requestResponse';
