import type { DestinationRuleSpec, Subset, TrafficPolicy } from '../../imports/networking.istio.io';
import { groupBy } from '../kube/group-by';
import { hasLabels } from '../kube/label-selector';
import { remembered } from '../kube/remembered';
import type { Labels, Place, Sound } from '../world/entity';
import { DESTINATION_RULE } from '../world/kinds';
import type { World } from '../world/world';
import { byCreation, isOrderKnown } from './creation-order';
import { fullName, HostMap } from './host-names';
import type { MeshConfig } from './mesh-config';
import type { MeshProxy } from './proxies';
import { isDiscovered } from './service-registry';
import type { MeshService } from './services';

/** What decides which rules a service has. */
type Named = Pick<MeshService, 'host' | 'namespace'>;

/** A value, and where it is written. */
export interface Sourced<T> {
  readonly value: T;
  readonly place: Place;
}

/** The DestinationRules of one host in one namespace, as istiod makes one of them. */
export interface MergedDestinationRule {
  /** In full: `reviews.web.svc.cluster.local`, `*.web.svc.cluster.local`. */
  readonly host: string;
  readonly namespace: string;
  /** What it is made of, the one that counts most first. */
  readonly rules: readonly Sound<DestinationRuleSpec>[];
  /** The clients that it is for; all when undefined. */
  readonly selector: Labels | undefined;
  /** The first rule that has a policy gives it; those of others are lost. */
  readonly trafficPolicy: Sourced<TrafficPolicy> | undefined;
  /** Of subsets that several rules define, the first counts. */
  readonly subsets: ReadonlyMap<string, Sourced<Subset>>;
  /** Subsets and policies of its rules that count for nothing, since an earlier rule has them. */
  readonly ignored: readonly Place[];
  /** Whether something would change if its rules had been created in another order, which is not known. */
  readonly orderAssumed: boolean;
}

/** Which DestinationRule counts for whom. */
export class DestinationRules {
  private byNamespace: ReadonlyMap<string, readonly Exported[]> | undefined;
  private readonly local = new Map<string, HostMap<readonly Entry[]>>();
  private readonly exported = new Map<string, HostMap<readonly Entry[]>>();
  private rootPrivate: HostMap<readonly Entry[]> | undefined;

  constructor(
    private readonly world: World,
    private readonly config: MeshConfig,
  ) {}

  /**
   * The rule that a client follows when it calls a service: that of its own namespace, else that of the service's, else
   * that of the root namespace; of each, the one with the most specific host. They are not joined.
   */
  for(client: Pick<MeshProxy, 'namespace' | 'labels'>, service: Named): MergedDestinationRule | undefined {
    let everyones: MergedDestinationRule | undefined;
    for (const { rule } of this.candidates(client.namespace, service)) {
      if (rule.selector === undefined) everyones = rule;
      else if (rule.namespace === client.namespace && hasLabels(client.labels, rule.selector)) return rule;
    }
    return everyones;
  }

  /** The rules that a namespace finds for a service, before workload selectors tell them apart. */
  private candidates(namespace: string, service: Named): readonly Entry[] {
    const { rootNamespace } = this.config;
    const own = namespace === rootNamespace ? this.ofRootAlone() : this.localOf(namespace);
    return (
      own.mostSpecific(service.host) ??
      this.seenIn(service.namespace, namespace, service.host) ??
      this.seenIn(rootNamespace, namespace, service.host) ??
      NONE
    );
  }

  /** What a namespace lets another see; undefined for nothing. */
  private seenIn(owner: string, namespace: string, host: string): readonly Entry[] | undefined {
    // The most specific host is taken first, whether the client sees it or not.
    const entries = this.exportedBy(owner).mostSpecific(host);
    if (entries === undefined || entries.every(({ exportTo }) => isExported(exportTo, namespace))) return entries;
    const seen = entries.filter(({ exportTo }) => isExported(exportTo, namespace));
    return seen.length > 0 ? seen : undefined;
  }

  /** What clients of a namespace find there. */
  private localOf(namespace: string): HostMap<readonly Entry[]> {
    return remembered(this.local, namespace, () => this.merged(namespace, (to) => isLocal(to, namespace)));
  }

  /** What a namespace lets others see. */
  private exportedBy(namespace: string): HostMap<readonly Entry[]> {
    return remembered(this.exported, namespace, () =>
      this.merged(namespace, (exportTo) => !this.isPrivate(exportTo, namespace)),
    );
  }

  /** What clients of the root namespace find there: only what is for them alone. */
  private ofRootAlone(): HostMap<readonly Entry[]> {
    const { rootNamespace } = this.config;
    this.rootPrivate ??= this.merged(rootNamespace, (exportTo) => this.isPrivate(exportTo, rootNamespace));
    return this.rootPrivate;
  }

  private merged(namespace: string, counts: (exportTo: ReadonlySet<string>) => boolean): HostMap<readonly Entry[]> {
    return merge(
      this.rulesOf(namespace).filter(({ exportTo }) => counts(exportTo)),
      this.config,
    );
  }

  private isPrivate(exportTo: ReadonlySet<string>, namespace: string): boolean {
    if (exportTo.size === 0) return this.config.defaultDestinationRuleExportTo.includes('.');
    return exportTo.size === 1 && (exportTo.has('.') || exportTo.has(namespace));
  }

  private rulesOf(namespace: string): readonly Exported[] {
    this.byNamespace ??= groupBy(
      this.world
        .current(DESTINATION_RULE)
        .filter(({ id }) => isDiscovered(this.world, this.config, id.namespace))
        .sort(bySelectorAndCreation)
        .map((entity) => ({ entity, exportTo: exportToOf(entity) })),
      ({ entity }) => entity.id.namespace,
    );
    return this.byNamespace.get(namespace) ?? [];
  }
}

/** A rule, and what it says of who sees it; a rule for some workloads is for its own namespace. */
interface Exported {
  readonly entity: Sound<DestinationRuleSpec>;
  readonly exportTo: ReadonlySet<string>;
}

const NONE: readonly Entry[] = [];

interface Entry {
  readonly rule: MergedDestinationRule;
  readonly exportTo: ReadonlySet<string>;
}

function exportToOf({ spec }: Sound<DestinationRuleSpec>): ReadonlySet<string> {
  return new Set(spec.workloadSelector === undefined ? spec.exportTo : ['.']);
}

function isLocal(exportTo: ReadonlySet<string>, namespace: string): boolean {
  return exportTo.size === 0 || exportTo.has('*') || exportTo.has('.') || exportTo.has(namespace);
}

function isExported(exportTo: ReadonlySet<string>, to: string): boolean {
  return exportTo.size === 0 || exportTo.has('*') || exportTo.has(to);
}

function bySelectorAndCreation(a: Sound<DestinationRuleSpec>, b: Sound<DestinationRuleSpec>): number {
  const first = ({ spec }: Sound<DestinationRuleSpec>) => (spec.workloadSelector === undefined ? 1 : 0);
  return first(a) - first(b) || byCreation(a, b);
}

/** Makes one of the rules of each host, as far as they are for the same clients. */
function merge(rules: readonly Exported[], config: MeshConfig): HostMap<readonly Entry[]> {
  const merged = new HostMap<readonly Entry[]>();
  for (const { entity, exportTo } of rules) {
    // The schema lets it be without a host, istiod does not: it is for nobody then.
    if (entity.spec.host === undefined) continue;
    const host = fullName(entity.spec.host, entity.id.namespace, config.clusterDomain);
    merged.set(host, added(merged.get(host) ?? [], entity, exportTo, host));
  }
  return merged;
}

function added(
  entries: readonly Entry[],
  entity: Sound<DestinationRuleSpec>,
  exportTo: ReadonlySet<string>,
  host: string,
): readonly Entry[] {
  let isApart = true;
  const result = entries.map((entry) => {
    if (!equalSelectors(entry.rule.selector, selectorOf(entity)) || !isSuperset(exportTo, entry.exportTo)) return entry;
    // What more clients see than the rule before is merged into that one, and there for the others as well.
    if (exportTo.size === entry.exportTo.size) isApart = false;
    return { ...entry, rule: withRule(entry.rule, entity) };
  });
  return isApart ? [...result, { rule: ruleOf(entity, host), exportTo }] : result;
}

function ruleOf(entity: Sound<DestinationRuleSpec>, host: string): MergedDestinationRule {
  const empty: MergedDestinationRule = {
    host,
    namespace: entity.id.namespace,
    rules: [],
    selector: selectorOf(entity),
    trafficPolicy: undefined,
    subsets: new Map(),
    ignored: [],
    orderAssumed: false,
  };
  return withRule(empty, entity);
}

function withRule(merged: MergedDestinationRule, entity: Sound<DestinationRuleSpec>): MergedDestinationRule {
  const { spec } = entity;
  const subsets = new Map(merged.subsets);
  const ignored: Place[] = [];
  for (const [index, subset] of (spec.subsets ?? []).entries()) {
    const place: Place = { entity, path: ['spec', 'subsets', index] };
    if (subsets.has(subset.name)) ignored.push(place);
    else subsets.set(subset.name, { value: subset, place });
  }
  const policy =
    spec.trafficPolicy === undefined
      ? undefined
      : { value: spec.trafficPolicy, place: { entity, path: ['spec', 'trafficPolicy'] } };
  if (policy !== undefined && merged.trafficPolicy !== undefined) ignored.push(policy.place);
  return {
    ...merged,
    rules: [...merged.rules, entity],
    trafficPolicy: merged.trafficPolicy ?? policy,
    subsets,
    ignored: [...merged.ignored, ...ignored],
    orderAssumed:
      merged.orderAssumed || (ignored.length > 0 && merged.rules.some((other) => !isOrderKnown(other, entity))),
  };
}

function selectorOf({ spec }: Sound<DestinationRuleSpec>): Labels | undefined {
  return spec.workloadSelector === undefined ? undefined : (spec.workloadSelector.matchLabels ?? {});
}

function equalSelectors(a: Labels | undefined, b: Labels | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Object.keys(a).length === Object.keys(b).length && hasLabels(a, b);
}

function isSuperset(wide: ReadonlySet<string>, narrow: ReadonlySet<string>): boolean {
  return [...narrow].every((each) => wide.has(each));
}
