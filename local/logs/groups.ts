/** The groups that there are: their settings are written through to the store. */
import type { EpochMillis } from '../../lib/units';
import { keyOf, type Store, within } from '../store/store';
import { groupNotFound } from './errors';
import { filterPatternOf } from './filter-pattern';
import { type GroupSettings, LogGroup } from './group';

const groupKey = (name: string) => keyOf('logs', 'group', name);

export class LogGroups {
  private readonly byName = new Map<string, LogGroup>();

  constructor(
    private readonly store: Store,
    private readonly arnOf: (name: string) => string,
  ) {
    for (const [, settings] of store.range(within('logs', 'group'))) this.keep(settings as GroupSettings);
  }

  /** In order of their names. */
  all(): readonly LogGroup[] {
    return [...this.byName.values()].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  }

  find(name: string): LogGroup | undefined {
    return this.byName.get(name);
  }

  get(name: string): LogGroup {
    const group = this.byName.get(name);
    if (group === undefined) throw groupNotFound();
    return group;
  }

  /** For who logs to a group that nobody made, as Lambda may; it is in memory until something is set for it. */
  open(name: string, now: EpochMillis): LogGroup {
    return this.byName.get(name) ?? this.keep(this.newSettings(name, now));
  }

  newSettings(name: string, now: EpochMillis): GroupSettings {
    return { name, arn: this.arnOf(name), createdAt: now, retentionDays: undefined, tags: {}, metricFilters: [] };
  }

  async put(settings: GroupSettings): Promise<void> {
    this.keep(settings);
    await this.store.commit([{ kind: 'put', key: groupKey(settings.name), value: settings }]);
  }

  async delete({ settings: { name } }: LogGroup): Promise<void> {
    this.byName.delete(name);
    await this.store.commit([{ kind: 'delete', key: groupKey(name) }]);
  }

  private keep(settings: GroupSettings): LogGroup {
    const group = this.byName.get(settings.name) ?? new LogGroup(settings);
    const filters = settings.metricFilters.map((filter) => ({
      filter,
      matches: filterPatternOf(filter.filterPattern),
    }));
    group.settings = settings;
    group.filters = filters;
    this.byName.set(settings.name, group);
    return group;
  }
}
