/**
 * What a table or a global index is made ready for, and how much it may take: warm throughput and on-demand maximums.
 * They are kept and told, and hold nobody back: the model does not throttle.
 * Sources: DynamoDB Developer Guide, "Understanding DynamoDB warm throughput" and "DynamoDB on-demand capacity mode";
 * API Reference, WarmThroughput and OnDemandThroughput.
 */
import { invalidParameter } from '../errors';
import type { BillingMode, OnDemandThroughput, Throughput, WarmThroughput } from './table-record';

/** Both members at least one, or -1 for no maximum. */
export interface OnDemandInput {
  readonly MaxReadRequestUnits?: number | undefined;
  readonly MaxWriteRequestUnits?: number | undefined;
}
export interface WarmInput {
  readonly ReadUnitsPerSecond?: number | undefined;
  readonly WriteUnitsPerSecond?: number | undefined;
}
/** What is paid for decides what is warm to begin with. */
interface Capacity {
  readonly BillingMode: BillingMode;
  readonly ProvisionedThroughput: Throughput | undefined;
  readonly WarmThroughput?: WarmThroughput | undefined;
}

/** "Newly created on-demand tables will be able to serve up to 4,000 writes per second and 12,000 reads per second." */
const ON_DEMAND: WarmThroughput = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };
const NO_MAXIMUM = -1;

const initial = ({ BillingMode, ProvisionedThroughput }: Capacity): WarmThroughput =>
  BillingMode === 'PAY_PER_REQUEST'
    ? ON_DEMAND
    : {
        ReadUnitsPerSecond: ProvisionedThroughput?.ReadCapacityUnits ?? 0,
        WriteUnitsPerSecond: ProvisionedThroughput?.WriteCapacityUnits ?? 0,
      };

/** It grows with the capacity, and never falls. */
export function warmThroughput(capacity: Capacity): WarmThroughput {
  const [least, kept] = [initial(capacity), capacity.WarmThroughput];
  return {
    ReadUnitsPerSecond: Math.max(least.ReadUnitsPerSecond, kept?.ReadUnitsPerSecond ?? 0),
    WriteUnitsPerSecond: Math.max(least.WriteUnitsPerSecond, kept?.WriteUnitsPerSecond ?? 0),
  };
}

const MEMBERS = ['ReadUnitsPerSecond', 'WriteUnitsPerSecond'] as const;
const INITIAL_PAGE =
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial';

/** @param of `table`, or `index <name>` */
export function newWarmThroughput(asked: WarmInput | undefined, capacity: Capacity, of: string): WarmThroughput {
  const reason =
    capacity.BillingMode === 'PAY_PER_REQUEST'
      ? `initial throughput for OnDemand. See: ${INITIAL_PAGE}`
      : 'provisioned throughput';
  return raised(asked, initial(capacity), of, reason);
}

/** "Once increased, warm throughput values can't be decreased." */
export const raisedWarmThroughput = (asked: WarmInput | undefined, capacity: Capacity, of: string): WarmThroughput =>
  raised(asked, warmThroughput(capacity), of, 'current WarmThroughput, decreasing WarmThroughput is not supported');

function raised(asked: WarmInput = {}, least: WarmThroughput, of: string, reason: string): WarmThroughput {
  for (const member of MEMBERS) {
    const units = asked[member];
    if (units === undefined || units >= least[member]) continue;
    throw invalidParameter(`Requested ${member} for WarmThroughput for ${of} is lower than ${reason}`);
  }
  return {
    ReadUnitsPerSecond: asked.ReadUnitsPerSecond ?? least.ReadUnitsPerSecond,
    WriteUnitsPerSecond: asked.WriteUnitsPerSecond ?? least.WriteUnitsPerSecond,
  };
}

/** The maximums afterwards, or nothing where none is left. */
export function onDemandThroughput(
  asked: OnDemandInput | undefined,
  billingMode: BillingMode,
  current: OnDemandThroughput | undefined,
): OnDemandThroughput | undefined {
  if (asked === undefined) return current;
  const next = { ...current };
  for (const member of ['MaxReadRequestUnits', 'MaxWriteRequestUnits'] as const) {
    const units = asked[member];
    if (units === undefined) continue;
    if (billingMode === 'PROVISIONED') {
      throw invalidParameter(
        `${member} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
      );
    }
    if (units !== NO_MAXIMUM && units < 1) {
      throw invalidParameter(`Requested ${member} for OnDemandThroughput for table is outside of valid range`);
    }
    if (units === NO_MAXIMUM) delete next[member];
    else next[member] = units;
  }
  return Object.keys(next).length === 0 ? undefined : next;
}
