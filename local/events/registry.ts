/** Buses, rules and targets: held in memory, written through to the store. */
import type { EpochMillis, JsonObject } from '../../lib/units';
import type { Change, Store } from '../store/store';
import { busArn, type Home } from './arns';
import { busNotFound, ruleNotFound } from './errors';
import { ALL_BUSES, ALL_RULES, ALL_TARGETS, busKey, ruleKey, targetKey } from './keys';
import { type BusEvent, DEFAULT_BUS, type EventBus, type Rule, type Target } from './model';
import { fieldsOf, Names } from './pattern/fields';
import { compile, matches, type Pattern } from './pattern/pattern';
import { parseTarget } from './targets/parse-target';
import { type PayloadMaker, payloadMaker } from './targets/payload';

/** A target that an event goes to, and by which rule. */
export interface Route {
  readonly rule: Rule;
  readonly target: Target;
  readonly makePayload: PayloadMaker;
}

interface Matcher {
  readonly names: Names;
  readonly rules: readonly { readonly pattern: Pattern; readonly routes: readonly Route[] }[];
}

interface StoredTarget {
  readonly bus: string;
  readonly rule: string;
  readonly request: JsonObject;
}

export class Registry {
  private readonly buses = new Map<string, EventBus>();
  /** By bus, then by name. */
  private readonly rules = new Map<string, Map<string, Rule>>();
  /** By the rule's ARN, then by id. */
  private readonly routes = new Map<string, Map<string, Route>>();
  /** By bus; dropped at every change of the bus. */
  private readonly matchers = new Map<string, Matcher>();

  constructor(
    private readonly store: Store,
    home: Home,
    now: EpochMillis,
  ) {
    this.keepBus({ name: DEFAULT_BUS, arn: busArn(home, DEFAULT_BUS), description: undefined, createdAt: now });
    for (const [, bus] of store.range(ALL_BUSES)) this.keepBus(bus as EventBus);
    for (const [, rule] of store.range(ALL_RULES)) this.keepRule(rule as Rule);
    for (const [, stored] of store.range(ALL_TARGETS)) {
      const { bus, rule, request } = stored as StoredTarget;
      this.keepTarget(this.rule(bus, rule), parseTarget(request));
    }
  }

  findBus(name: string): EventBus | undefined {
    return this.buses.get(name);
  }

  bus(name: string): EventBus {
    return this.buses.get(name) ?? fail(busNotFound(name));
  }

  allBuses(): readonly EventBus[] {
    return inOrder([...this.buses.values()]);
  }

  findRule(bus: string, name: string): Rule | undefined {
    return this.rules.get(bus)?.get(name);
  }

  rule(bus: string, name: string): Rule {
    return this.findRule(bus, name) ?? fail(ruleNotFound(name, bus));
  }

  rulesOf(bus: string): readonly Rule[] {
    return inOrder([...(this.rules.get(bus)?.values() ?? [])]);
  }

  targetsOf(rule: Rule): readonly Target[] {
    return [...(this.routes.get(rule.arn)?.values() ?? [])].map(({ target }) => target);
  }

  route(bus: string, rule: string, targetId: string): Route | undefined {
    const found = this.findRule(bus, rule);
    return found === undefined ? undefined : this.routes.get(found.arn)?.get(targetId);
  }

  routesOf(rule: Rule): readonly Route[] {
    return [...(this.routes.get(rule.arn)?.values() ?? [])];
  }

  /** Where an event on a bus goes. */
  routesFor(bus: string, event: BusEvent): readonly Route[] {
    const { names, rules } = this.matcherOf(bus);
    if (rules.length === 0) return [];
    const fields = fieldsOf(event, names);
    return rules.flatMap(({ pattern, routes }) => (matches(pattern, fields) ? routes : []));
  }

  putBus(bus: EventBus): Promise<void> {
    this.keepBus(bus);
    return this.store.commit([{ kind: 'put', key: busKey(bus.name), value: bus }]);
  }

  deleteBus(name: string): Promise<void> {
    this.buses.delete(name);
    return this.store.commit([{ kind: 'delete', key: busKey(name) }]);
  }

  putRule(rule: Rule): Promise<void> {
    this.keepRule(rule);
    for (const { target } of this.routesOf(rule)) this.keepTarget(rule, target);
    return this.store.commit([{ kind: 'put', key: ruleKey(rule.bus, rule.name), value: rule }]);
  }

  deleteRule({ bus, name }: Rule): Promise<void> {
    this.rules.get(bus)?.delete(name);
    this.matchers.delete(bus);
    return this.store.commit([{ kind: 'delete', key: ruleKey(bus, name) }]);
  }

  putTargets(rule: Rule, targets: readonly Target[]): Promise<void> {
    const changes = targets.map(({ id, request }): Change => {
      const value: StoredTarget = { bus: rule.bus, rule: rule.name, request };
      return { kind: 'put', key: targetKey(rule.bus, rule.name, id), value };
    });
    for (const target of targets) this.keepTarget(rule, target);
    return this.store.commit(changes);
  }

  deleteTargets(rule: Rule, ids: readonly string[]): Promise<void> {
    for (const id of ids) this.routes.get(rule.arn)?.delete(id);
    this.matchers.delete(rule.bus);
    return this.store.commit(ids.map((id) => ({ kind: 'delete', key: targetKey(rule.bus, rule.name, id) })));
  }

  private keepBus(bus: EventBus): void {
    this.buses.set(bus.name, bus);
  }

  private keepRule(rule: Rule): void {
    entryOf(this.rules, rule.bus).set(rule.name, rule);
    this.matchers.delete(rule.bus);
  }

  private keepTarget(rule: Rule, target: Target): void {
    entryOf(this.routes, rule.arn).set(target.id, { rule, target, makePayload: payloadMaker(rule, target) });
    this.matchers.delete(rule.bus);
  }

  private matcherOf(bus: string): Matcher {
    const known = this.matchers.get(bus);
    if (known !== undefined) return known;
    const rules = this.rulesOf(bus).flatMap((rule) =>
      rule.state === 'ENABLED' && rule.pattern !== undefined
        ? [{ pattern: compile(rule.pattern), routes: this.routesOf(rule) }]
        : [],
    );
    const matcher = { rules, names: new Names(rules.flatMap(({ pattern }) => [...pattern.names])) };
    this.matchers.set(bus, matcher);
    return matcher;
  }
}

function entryOf<T>(map: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const added = new Map<string, T>();
  map.set(key, added);
  return added;
}

const inOrder = <T extends { readonly name: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1));

function fail(error: Error): never {
  throw error;
}
