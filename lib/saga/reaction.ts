/**
 * Reactions: what others make of a saga's events. They are no steps: nothing waits for them, nothing undoes them, and they
 * can neither fail nor delay the saga. Each has its effect once, since the record of the event commits with it.
 */
import type { JsonObject } from '../units';
import type { ProcessedMessage } from './participant';
import type { RowKey } from './write';

export type ReactionWrite =
  /** A new row; that its key is taken is an error. */
  | { readonly kind: 'insert'; readonly key: RowKey; readonly row: JsonObject }
  /** Adds whole numbers to a row, which need not be there yet, and says what it is about. */
  | {
      readonly kind: 'tally';
      readonly key: RowKey;
      readonly set: JsonObject;
      readonly add: { readonly [field: string]: number };
    };

export type ReactionOutcome = 'done' | 'alreadyProcessed';

export interface ReactionStore {
  /** Commits the writes and the message's record together, unless the message was processed before. */
  commit(message: ProcessedMessage, writes: readonly ReactionWrite[]): Promise<ReactionOutcome>;
}

export interface Mail {
  /** Whom it goes to. */
  readonly to: string;
  /** The order, payment or reservation that it is about. */
  readonly about: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** Sends the mail, unless it was sent for this message before. */
  send(mail: Mail, message: ProcessedMessage): Promise<ReactionOutcome>;
}
