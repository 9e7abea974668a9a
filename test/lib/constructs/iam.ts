/** Reads a template's IAM the way a reviewer does: which role may do what, and where. */
import type { Template } from 'aws-cdk-lib/assertions';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}
export interface Resource<Properties> {
  readonly Properties: Properties;
  readonly Metadata?: { readonly [key: string]: unknown };
}
interface Policy {
  readonly PolicyName: string;
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  readonly Roles: readonly { readonly Ref: string }[];
}
interface RoleProperties {
  readonly ManagedPolicyArns?: readonly unknown[];
  readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

export function resources<Properties>(template: Template, type: string): Map<string, Resource<Properties>> {
  return new Map(Object.entries(template.findResources(type) as { [id: string]: Resource<Properties> }));
}

/** The statements of a role, given as a resource names it: `{ "Fn::GetAtt": [role, "Arn"] }`. */
export function statementsOf(template: Template, roleArn: unknown): readonly Statement[] {
  const [roleId] = attribute(roleArn);
  const role = resources<RoleProperties>(template, 'AWS::IAM::Role').get(roleId);
  if (role === undefined) throw new Error(`the template has no role ${roleId}`);
  const attached = [...resources<Policy>(template, 'AWS::IAM::Policy').values()].filter(({ Properties: { Roles } }) =>
    Roles.some(({ Ref }) => Ref === roleId),
  );
  const inline = role.Properties.Policies ?? [];
  return [...attached.map(({ Properties }) => Properties), ...inline].flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
}

/** Every statement of the template, by the role it is attached to. */
export function allStatements(template: Template): readonly { readonly roleId: string; readonly of: Statement }[] {
  return [...resources(template, 'AWS::IAM::Role').keys()].flatMap((roleId) =>
    statementsOf(template, { 'Fn::GetAtt': [roleId, 'Arn'] }).map((of) => ({ roleId, of })),
  );
}

export const actionsOf = ({ Action }: Statement): readonly string[] => (typeof Action === 'string' ? [Action] : Action);
export const resourcesOf = ({ Resource }: Statement): readonly unknown[] =>
  Array.isArray(Resource) ? Resource : [Resource];

/** `[id, attribute]` of a `Fn::GetAtt`. */
export function attribute(value: unknown): readonly [string, string] {
  return (value as { readonly 'Fn::GetAtt': readonly [string, string] })['Fn::GetAtt'];
}

/** What a role may do in one service, as `action resource`, sorted. */
export function allowed(template: Template, roleArn: unknown, service: string): readonly string[] {
  return statementsOf(template, roleArn)
    .flatMap((statement) =>
      actionsOf(statement).flatMap((action) =>
        resourcesOf(statement).map((resource) => `${action} ${JSON.stringify(resource)}`),
      ),
    )
    .filter((line) => line.startsWith(`${service}:`))
    .sort();
}
