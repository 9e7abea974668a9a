/** What a target is sent for an event. */
import { assertNever, type EpochMillis, type Json } from '../../../lib/units';
import type { BusEvent, Rule, Target, TargetInput } from '../model';
import { type JsonPath, parsePath, select } from './json-path';
import { fill, type Piece, parseTemplate } from './template';

export interface Occasion {
  readonly event: BusEvent;
  /** `event` as JSON text. */
  readonly text: string;
  readonly ingestedAt: EpochMillis;
}

export type PayloadMaker = (occasion: Occasion) => string;

/** Parses paths and template once. */
export function payloadMaker(rule: Rule, target: Target): PayloadMaker {
  const { input } = target;
  switch (input.kind) {
    case 'event':
      return ({ text }) => text;
    case 'constant':
      return () => input.text;
    case 'path': {
      const path = parsePath(input.path) ?? [];
      return ({ event }) => JSON.stringify(select(path, event) ?? null);
    }
    case 'transformer':
      return transformer(rule, input);
    default:
      return assertNever(input);
  }
}

function transformer(rule: Rule, input: Extract<TargetInput, { kind: 'transformer' }>): PayloadMaker {
  const pieces: readonly Piece[] = parseTemplate(input.template);
  const paths = new Map<string, JsonPath>(
    Object.entries(input.paths).map(([variable, path]) => [variable, parsePath(path) ?? []]),
  );
  return (occasion) =>
    fill(pieces, (variable) => {
      const reserved = reservedVariable(variable, rule, occasion);
      if (reserved !== undefined) return reserved;
      const path = paths.get(variable);
      return path === undefined ? undefined : select(path, occasion.event);
    });
}

/** Source: user guide, "Predefined variables". */
function reservedVariable(variable: string, rule: Rule, { event, ingestedAt }: Occasion): Json | undefined {
  switch (variable) {
    case 'aws.events.rule-arn':
      return rule.arn;
    case 'aws.events.rule-name':
      return rule.name;
    case 'aws.events.event.ingestion-time':
      return new Date(ingestedAt).toISOString();
    case 'aws.events.event': {
      const { detail: _, ...withoutDetail } = event;
      return withoutDetail;
    }
    case 'aws.events.event.json':
      return event;
    default:
      return undefined;
  }
}
