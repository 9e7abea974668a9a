/** Who hears which event of the services, as the deployed rules say. */
import type { Envelope } from '../../lib/saga/envelope';
import type { Stack } from '../../local/template/template';

export interface Hearer {
  /** By its name in the stack. */
  readonly function: string;
  hears(envelope: Envelope): boolean;
}

interface Pattern {
  readonly source?: readonly string[];
  readonly 'detail-type'?: readonly string[];
}

export function hearersIn({ template: { Resources = {} } }: Stack): readonly Hearer[] {
  return Object.values(Resources).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::Events::Rule') return [];
    const { source = [], 'detail-type': types = [] } = (Properties?.EventPattern ?? {}) as Pattern;
    const targets = Properties?.Targets as readonly { readonly Arn: { readonly 'Fn::GetAtt': readonly string[] } }[];
    return targets.map(({ Arn }) => ({
      function: String(Arn['Fn::GetAtt'][0]).replace(/Function[0-9A-F]{8}$/, ''),
      hears: (envelope: Envelope) => source.includes(envelope.source) && types.includes(envelope.type),
    }));
  });
}
