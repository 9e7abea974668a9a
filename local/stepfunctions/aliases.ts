/** The aliases of state machines: a name for one version, or for two that share the starts. Kept in the store, and at hand. */
import type { Change, Store } from '../store/store';
import { type AliasRecord, aliasesOf, aliasKey } from './records';

export class Aliases {
  private readonly byMachine = new Map<string, Map<string, AliasRecord>>();

  constructor(private readonly store: Store) {}

  /** By name. */
  of(machine: string): readonly AliasRecord[] {
    return [...this.loaded(machine).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(machine: string, name: string): AliasRecord | undefined {
    return this.loaded(machine).get(name);
  }

  put(machine: string, alias: AliasRecord): Change {
    this.loaded(machine).set(alias.name, alias);
    return { kind: 'put', key: aliasKey(machine, alias.name), value: alias };
  }

  remove(machine: string, name: string): Change {
    this.loaded(machine).delete(name);
    return { kind: 'delete', key: aliasKey(machine, name) };
  }

  private loaded(machine: string): Map<string, AliasRecord> {
    const known = this.byMachine.get(machine);
    if (known !== undefined) return known;
    const found = [...this.store.range(aliasesOf(machine))].map(([, value]) => value as AliasRecord);
    const aliases = new Map(found.map((alias) => [alias.name, alias]));
    this.byMachine.set(machine, aliases);
    return aliases;
  }
}

/** The version that the next start by the alias runs. `fraction` is uniform in [0, 1). */
export function chosenVersion({ routing }: AliasRecord, fraction: number): number {
  let left = fraction * 100;
  for (const { version, weight } of routing) {
    if (left < weight) return version;
    left -= weight;
  }
  throw new Error('the weights of an alias are 100 together');
}
