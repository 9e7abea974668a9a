/** Topics and their subscriptions, as the service keeps them. Source: SNS API Reference. */
import type { EpochMillis } from '../../lib/units';

export interface Topic {
  readonly name: string;
  readonly arn: string;
  /** As they were set. */
  readonly attributes: { readonly [name: string]: string };
  readonly tags: { readonly [key: string]: string };
  readonly createdAt: EpochMillis;
}

/** Those of `DELIVERED` are delivered to; the others are kept for someone to see. */
export const PROTOCOLS = ['sqs', 'lambda', 'email', 'email-json', 'http', 'https', 'sms'] as const;
export type Protocol = (typeof PROTOCOLS)[number];
export type Delivered = Extract<Protocol, 'sqs' | 'lambda'>;

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly owner: string;
  readonly attributes: { readonly [name: string]: string };
  /** Nobody answers the question that confirms an e-mail or HTTP subscription here. */
  readonly isPending: boolean;
}

/** Of a topic; without effect but for being shown, except the display name's, which nothing here shows. */
export const TOPIC_ATTRIBUTES: ReadonlySet<string> = new Set([
  'DisplayName',
  'Policy',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
  ...['HTTP', 'SQS', 'Lambda', 'Firehose', 'Application'].flatMap((protocol) => [
    `${protocol}SuccessFeedbackRoleArn`,
    `${protocol}SuccessFeedbackSampleRate`,
    `${protocol}FailureFeedbackRoleArn`,
  ]),
]);

export const SUBSCRIPTION_ATTRIBUTES: ReadonlySet<string> = new Set([
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
]);

export const isRaw = ({ attributes }: Subscription): boolean => attributes.RawMessageDelivery === 'true';

export function deadLetterArnOf({ attributes: { RedrivePolicy: policy } }: Subscription): string | undefined {
  if (policy === undefined || policy === '') return undefined;
  const { deadLetterTargetArn } = JSON.parse(policy) as { readonly deadLetterTargetArn?: unknown };
  return typeof deadLetterTargetArn === 'string' ? deadLetterTargetArn : undefined;
}
