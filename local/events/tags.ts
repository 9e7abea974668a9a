/** Tags of buses and rules, by ARN. */
import type { Store } from '../store/store';
import { ALL_TAGS, tagsKey } from './keys';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface StoredTags {
  readonly arn: string;
  readonly tags: readonly Tag[];
}

export class Tags {
  private readonly byArn = new Map<string, readonly Tag[]>();

  constructor(private readonly store: Store) {
    for (const [, stored] of store.range(ALL_TAGS)) {
      const { arn, tags } = stored as StoredTags;
      this.byArn.set(arn, tags);
    }
  }

  of(arn: string): readonly Tag[] {
    return this.byArn.get(arn) ?? [];
  }

  add(arn: string, added: readonly Tag[]): Promise<void> {
    const keys = new Set(added.map(({ Key }) => Key));
    return this.replace(arn, [...this.of(arn).filter(({ Key }) => !keys.has(Key)), ...added]);
  }

  remove(arn: string, keys: readonly string[]): Promise<void> {
    return this.replace(
      arn,
      this.of(arn).filter(({ Key }) => !keys.includes(Key)),
    );
  }

  forget(arn: string): Promise<void> {
    return this.replace(arn, []);
  }

  private replace(arn: string, tags: readonly Tag[]): Promise<void> {
    if (tags.length === 0) {
      return this.byArn.delete(arn) ? this.store.commit([{ kind: 'delete', key: tagsKey(arn) }]) : Promise.resolve();
    }
    this.byArn.set(arn, tags);
    const value: StoredTags = { arn, tags };
    return this.store.commit([{ kind: 'put', key: tagsKey(arn), value }]);
  }
}
