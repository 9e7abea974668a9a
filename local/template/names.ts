/** Physical names and ARNs: the same template gives the same names, on every machine and at every start. */
import { createHash } from 'node:crypto';

/** Longest names of the services that limit them below CloudFormation's own 255. */
const LIMITS: { readonly [type: string]: number | undefined } = {
  'AWS::Lambda::Function': 64,
  'AWS::IAM::Role': 64,
  'AWS::StepFunctions::StateMachine': 80,
  'AWS::SQS::Queue': 80,
  'AWS::Events::Rule': 64,
};

/** `stack-logicalId`; a longer one is cut, and told apart by a digest of the whole. */
export function physicalName(type: string, stackName: string, logicalId: string): string {
  const whole = `${stackName}-${logicalId}`;
  const limit = LIMITS[type] ?? 255;
  if (whole.length <= limit) return whole;
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, limit - digest.length - 1)}-${digest}`;
}

export interface Place {
  readonly region: string;
  readonly account: string;
}

export const arnOf = (service: string, { region, account }: Place, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
