/**
 * Tables that are being created, updated or deleted, for as long as the model was told that this takes.
 *
 * W1. What an operation does is done when it is answered. Only what DescribeTable tells of it lasts, and what is refused
 *     meanwhile: items of a new table, reads of a new index, and other changes of the table.
 * W2. Nothing of it is kept: in a new process every table is ACTIVE, and those that were being deleted are gone.
 *
 * Source: DynamoDB API Reference, CreateTable, UpdateTable and DeleteTable.
 */
import type { Clock, JsonObject } from '../../../lib/units';
import { resourceInUse, validationError } from '../errors';

type Kind = 'CREATING' | 'UPDATING' | 'DELETING';
export interface Transition {
  readonly kind: Kind;
  /** Epoch milliseconds: over from then on. */
  readonly until: number;
  /** The table as it was described when this began. */
  readonly shown: JsonObject;
}

const WORDS: { readonly [K in Kind]: string } = { CREATING: 'created', UPDATING: 'updated', DELETING: 'deleted' };

export class Transitions {
  private readonly underWay = new Map<string, Transition>();

  /** @param millis how long one takes that begins now; 0 for no time */
  constructor(
    private readonly clock: Clock,
    private readonly millis: () => number,
  ) {}

  /** Answers `shown`. */
  begin(tableName: string, kind: Kind, shown: JsonObject): JsonObject {
    const millis = this.millis();
    if (millis > 0) this.underWay.set(tableName, { kind, until: this.clock.now() + millis, shown });
    else this.underWay.delete(tableName);
    return shown;
  }

  of(tableName: string): Transition | undefined {
    if (this.underWay.size === 0) return undefined;
    const transition = this.underWay.get(tableName);
    if (transition === undefined || this.clock.now() < transition.until) return transition;
    this.underWay.delete(tableName);
    return undefined;
  }

  /** The names of the tables that are described as being deleted. */
  deleting(): readonly string[] {
    return [...this.underWay.keys()].filter((name) => this.of(name)?.kind === 'DELETING');
  }

  /** Throws a ResourceInUseException where the table cannot be changed now. */
  refuseChange(tableName: string): void {
    const transition = this.of(tableName);
    if (transition !== undefined) throw resourceInUse(`Table is being ${WORDS[transition.kind]}: ${tableName}`);
  }

  /** Throws a ValidationException where the index is being made. */
  refuseRead(tableName: string, indexName: string): void {
    const indexes = this.of(tableName)?.shown.GlobalSecondaryIndexes as readonly JsonObject[] | undefined;
    const index = indexes?.find(({ IndexName }) => IndexName === indexName);
    if (index?.IndexStatus === 'CREATING') {
      throw validationError(`Cannot read from backfilling global secondary index: ${indexName}`);
    }
  }
}
