/** What an operation of the service works on. */
import type { JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Archives } from '../archives';
import { busNameOf, type Home } from '../arns';
import type { Ingest } from '../ingest';
import { optionalText, requiredText } from '../members';
import { DEFAULT_BUS } from '../model';
import type { Outages } from '../outages';
import type { Registry } from '../registry';
import type { Schedules } from '../schedule/schedules';
import type { Tags } from '../tags';

export interface Model {
  readonly home: Home;
  readonly clock: LocalClock;
  readonly registry: Registry;
  readonly archives: Archives;
  readonly tags: Tags;
  readonly schedules: Schedules;
  readonly ingest: Ingest;
  readonly outages: Outages;
  readonly maxRequestBytes: number;
}

export type Operation = (model: Model, input: JsonObject) => JsonObject | Promise<JsonObject>;

/** The bus that a request about rules names, by name or ARN. */
export const busOf = (input: JsonObject): string =>
  busNameOf(optionalText(input, 'EventBusName', { max: 1600 }) ?? DEFAULT_BUS);

export const ruleNameOf = (input: JsonObject, member = 'Name'): string =>
  requiredText(input, member, { max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ });
