/** Resources that the model only keeps as data: their names and ARNs are what other resources need of them. */
import type { Json } from '../../../lib/units';
import { type Loader, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

export const loadRole: Loader = ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'RoleName', physicalName(type, stack.name, logicalId));
  const arn = arnOf('iam', { ...target, region: '' }, `role/${name}`);
  return { kind: 'data', name, arn, ref: name, attributes: { Arn: arn, RoleId: name } };
};

export const loadPolicy: Loader = ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'ManagedPolicyName', physicalName(type, stack.name, logicalId));
  const arn = arnOf('iam', { ...target, region: '' }, `policy/${name}`);
  return {
    kind: 'data',
    name,
    arn,
    ref: type === 'AWS::IAM::ManagedPolicy' ? arn : name,
    attributes: { Id: name, PolicyArn: arn },
  };
};

/** The CDK's own record of which constructs were used. */
export const loadMetadata: Loader = ({ logicalId }) => ({
  kind: 'data',
  name: logicalId,
  arn: '',
  ref: logicalId,
  attributes: {},
});

interface Form {
  readonly service: string;
  readonly nameProperty: string;
  /** Before the name in the ARN. */
  readonly prefix: string;
  readonly ref: 'name' | 'arn';
}

/** How the types that are not modelled yet are named, so that what refers to them still resolves. */
const FORMS: { readonly [type: string]: Form | undefined } = {
  'AWS::KMS::Key': { service: 'kms', nameProperty: '', prefix: 'key/', ref: 'name' },
  'AWS::S3::Bucket': { service: 's3', nameProperty: 'BucketName', prefix: '', ref: 'name' },
};

export const loadUnknown: Loader = ({ properties, type, stack, logicalId }, target) => {
  const form = FORMS[type];
  const fallback = physicalName(type, stack.name, logicalId);
  const name = form === undefined ? fallback : textOf(properties, form.nameProperty, fallback);
  const service = form?.service ?? (type.split('::')[1] ?? type).toLowerCase();
  const arn = arnOf(service, target, `${form?.prefix ?? ''}${name}`);
  const refs = { name, arn };
  const attributes: { readonly [attribute: string]: Json } = {
    Arn: arn,
    Name: name,
  };
  return {
    kind: 'notModelled',
    reason: `${type} is not modelled`,
    name,
    arn,
    ref: refs[form?.ref ?? 'name'],
    attributes,
  };
};
