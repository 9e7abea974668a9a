/** The values of a template's parameters: given, or their defaults. */
import type { Json } from '../../lib/units';
import { type Stack, TemplateError, type TemplateParameter } from './template';

/** Any version from 6 on satisfies a template of the CDK; there is no bootstrap stack here to ask. */
const BOOTSTRAP_VERSION = '30';

export function parameterValues(stack: Stack): ReadonlyMap<string, Json> {
  const values = new Map<string, Json>();
  for (const [name, parameter] of Object.entries(stack.template.Parameters ?? {})) {
    values.set(name, stack.parameters[name] ?? defaultOf(stack, name, parameter));
  }
  return values;
}

function defaultOf(stack: Stack, name: string, { Type, Default }: TemplateParameter): Json {
  if (Default === undefined) {
    throw new TemplateError(stack.name, `Parameters.${name}`, '', 'has no default; give it a value in `parameters`');
  }
  if (Type.startsWith('AWS::SSM::Parameter::Value')) {
    if (/^\/cdk-bootstrap\/[^/]+\/version$/.test(String(Default))) return BOOTSTRAP_VERSION;
    throw new TemplateError(
      stack.name,
      `Parameters.${name}`,
      '',
      `names ${String(Default)} of the parameter store, which is not modelled; give it a value in \`parameters\``,
    );
  }
  if (Type === 'CommaDelimitedList' || Type.startsWith('List<')) return String(Default).split(',');
  return typeof Default === 'number' ? String(Default) : Default;
}
