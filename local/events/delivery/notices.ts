/** What observers of the service are told. */
import type { EpochMillis } from '../../../lib/units';
import type { BusEvent, Rule, Target } from '../model';

export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly retryAt: EpochMillis }
  | { readonly kind: 'deadLettered'; readonly code: string; readonly message: string; readonly queueArn: string }
  | { readonly kind: 'dropped'; readonly code: string; readonly message: string };

export type EventsNotice =
  | { readonly kind: 'accepted'; readonly bus: string; readonly event: BusEvent }
  /** Accepted for a bus that does not exist: EventBridge answers success, and the event is gone. */
  | { readonly kind: 'lost'; readonly bus: string; readonly event: BusEvent }
  | {
      readonly kind: 'attempted';
      readonly rule: Rule;
      readonly target: Target;
      readonly event: BusEvent;
      /** 1 for the first. */
      readonly attempt: number;
      readonly outcome: DeliveryOutcome;
    };

export type EventsListener = (notice: EventsNotice) => void;
