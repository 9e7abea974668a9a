/** Dashboards: kept and shown; drawing them is the console's business. */
import type { EpochMillis } from '../../lib/units';
import type { Store } from '../store/store';
import { ALL_DASHBOARDS, dashboardKey } from './keys';

export interface Dashboard {
  readonly name: string;
  readonly arn: string;
  /** JSON text. */
  readonly body: string;
  readonly modifiedAt: EpochMillis;
}

export class Dashboards {
  private readonly byName = new Map<string, Dashboard>();

  constructor(private readonly store: Store) {
    for (const [, value] of store.range(ALL_DASHBOARDS)) {
      const dashboard = value as Dashboard;
      this.byName.set(dashboard.name, dashboard);
    }
  }

  all(): readonly Dashboard[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Dashboard | undefined {
    return this.byName.get(name);
  }

  put(dashboard: Dashboard): Promise<void> {
    this.byName.set(dashboard.name, dashboard);
    return this.store.commit([{ kind: 'put', key: dashboardKey(dashboard.name), value: dashboard }]);
  }

  delete(names: readonly string[]): Promise<void> {
    for (const name of names) this.byName.delete(name);
    return this.store.commit(names.map((name) => ({ kind: 'delete', key: dashboardKey(name) })));
  }
}
