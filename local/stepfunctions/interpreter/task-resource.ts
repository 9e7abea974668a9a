/** What the Resource of a Task state names. Step Functions Developer Guide, "Integrating services". */

export type TaskResource =
  /** A function's own ARN. */
  | { readonly kind: 'lambdaFunction'; readonly arn: string }
  /** `arn:aws:states:::lambda:invoke`: `service` lambda, `action` invoke; a pattern stays in the action's name. */
  | { readonly kind: 'service'; readonly arn: string; readonly service: string; readonly action: string }
  | { readonly kind: 'activity'; readonly arn: string };

const LAMBDA_FUNCTION = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:.+$/;
const ACTIVITY = /^arn:[^:]*:states:[^:]+:[^:]*:activity:.+$/;
const SERVICE = /^arn:[^:]*:states:[^:]*:[^:]*:(?<service>(?:aws-sdk:)?[A-Za-z0-9-]+):(?<action>[A-Za-z0-9.:-]+)$/;

export function parseTaskResource(arn: string): TaskResource | undefined {
  if (LAMBDA_FUNCTION.test(arn)) return { kind: 'lambdaFunction', arn };
  if (ACTIVITY.test(arn)) return { kind: 'activity', arn };
  const groups = SERVICE.exec(arn)?.groups;
  if (groups?.service === undefined || groups.action === undefined) return undefined;
  return { kind: 'service', arn, service: groups.service, action: groups.action };
}
