import type { HTTPMatchRequest, HTTPRoute, StringMatch, VirtualServiceSpec } from '../../imports/networking.istio.io';
import type { FieldPath } from '../model/finding';
import type { Entity, Place, Sound } from '../world/entity';
import { VIRTUAL_SERVICE } from '../world/kinds';
import type { World } from '../world/world';
import type { MeshConfig } from './mesh-config';
import type { RouteCondition } from './route-conditions';
import { Visibility } from './visibility';

/** A rule of `http`, with what it inherits and what it is made of. */
export interface HttpRule {
  readonly rule: HTTPRoute;
  /** Where it stands; in the delegate, where there is one. */
  readonly place: Place;
  /** The rule of the VirtualService that names the delegate. */
  readonly root: Place | undefined;
  /** Where each item of `match` comes from: one place, or that of the delegate and that of the root. */
  readonly matches: readonly (readonly Place[])[];
  /** The namespace that short names of hosts in it belong to. */
  readonly namespace: string;
  /** Of a rule of a route of the Gateway API: what a VirtualService cannot say. */
  readonly ofRoute?: OfRoute;
}

/** What a rule of the Gateway API has that a VirtualService cannot say. */
export interface OfRoute {
  /** The route that it stands in: several are joined to one VirtualService. */
  readonly owner: Entity;
  /** What is to be met. */
  readonly conditions: readonly RouteCondition[];
  /** What is asked first, by number: the higher. */
  readonly rank: readonly number[];
  /** Where fields stand that have other names there: `redirect`, `rewrite`, `route.0`. */
  readonly fields: ReadonlyMap<string, FieldPath>;
  /** Why a destination gets nothing, by its index in `route`: requests for it are answered with 500. */
  readonly refused: ReadonlyMap<number, string>;
  /** Why every request is answered with 500. */
  readonly nothing: string | undefined;
  /** What is not modelled. */
  readonly unknown: string | undefined;
}

/** Why a rule that names a delegate, or a rule of the delegate, is not there. */
export interface DelegateProblem {
  readonly kind: 'missing' | 'has hosts' | 'not exported' | 'conflict';
  /** The rule that names the delegate. */
  readonly path: FieldPath;
  /** For a conflict: the rule of the delegate whose conditions no condition of the root allows. */
  readonly rule: Place | undefined;
}

interface Merged {
  readonly rules: readonly HttpRule[];
  readonly problems: readonly DelegateProblem[];
}

/**
 * The rules of a VirtualService with those of its delegates in place of the ones that name them.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
export function mergeDelegates(root: Sound<VirtualServiceSpec>, world: World, config: MeshConfig): Merged {
  const rules: HttpRule[] = [];
  const problems: DelegateProblem[] = [];
  for (const [index, rule] of (root.spec.http ?? []).entries()) {
    const path = ['spec', 'http', index];
    if (rule.delegate === undefined) {
      rules.push(ruleAt(root, rule, index));
      continue;
    }
    const found = findDelegate(root, rule, world, config);
    if (typeof found === 'string') {
      problems.push({ kind: found, path, rule: undefined });
      continue;
    }
    for (const [position, own] of (found.spec.http ?? []).entries()) {
      // There is one level only.
      if (own.delegate !== undefined) continue;
      const merged = mergeRules(ruleAt(root, rule, index), ruleAt(found, own, position));
      if (merged === undefined) {
        problems.push({ kind: 'conflict', path, rule: { entity: found, path: ['spec', 'http', position] } });
      } else rules.push(merged);
    }
  }
  return { rules, problems };
}

function findDelegate(
  root: Sound<VirtualServiceSpec>,
  { delegate = {} }: HTTPRoute,
  world: World,
  config: MeshConfig,
): Sound<VirtualServiceSpec> | Exclude<DelegateProblem['kind'], 'conflict'> {
  const namespace = delegate.namespace || root.id.namespace;
  const found = world.get(VIRTUAL_SERVICE, { namespace, name: delegate.name ?? '' });
  if (found?.spec === undefined) return 'missing';
  if ((found.spec.hosts ?? []).length > 0) return 'has hosts';
  const visibility = Visibility.of(namespace, found.spec.exportTo, config.defaultVirtualServiceExportTo);
  return visibility.includes(root.id.namespace) ? (found as Sound<VirtualServiceSpec>) : 'not exported';
}

function ruleAt(entity: Sound<VirtualServiceSpec>, rule: HTTPRoute, index: number): HttpRule {
  const path = ['spec', 'http', index];
  return {
    rule,
    place: { entity, path },
    root: undefined,
    matches: (rule.match ?? []).map((_, position) => [{ entity, path: [...path, 'match', position] }]),
    namespace: entity.id.namespace,
  };
}

/** Both rules in one; undefined when a condition of the delegate contradicts all of the root's. */
function mergeRules(root: HttpRule, own: HttpRule): HttpRule | undefined {
  const matches = mergeMatches(root, own);
  if (matches === undefined) return undefined;
  const { match: _own, ...actions } = own.rule;
  const name = joined(root.rule.name, own.rule.name);
  const rule: HTTPRoute = {
    ...inherited(root.rule),
    ...actions,
    ...(name === undefined ? {} : { name }),
    ...(matches.length === 0 ? {} : { match: matches.map(({ match }) => match) }),
  };
  return {
    rule,
    place: own.place,
    root: root.place,
    matches: matches.map(({ places }) => places),
    namespace: own.namespace,
  };
}

/** What a rule of a delegate has of the root's unless it says otherwise. */
function inherited(rule: HTTPRoute): HTTPRoute {
  const { rewrite, directResponse, timeout, retries, fault, corsPolicy, headers } = rule;
  const { mirror, mirrorPercent, mirror_percent, mirrorPercentage, mirrors } = rule;
  return {
    ...{ rewrite, directResponse, timeout, retries, fault, corsPolicy, headers },
    ...{ mirror, mirrorPercent, mirror_percent, mirrorPercentage, mirrors },
  };
}

interface MergedMatch {
  readonly match: HTTPMatchRequest;
  readonly places: readonly Place[];
}

function mergeMatches(root: HttpRule, own: HttpRule): readonly MergedMatch[] | undefined {
  const roots = matchesOf(root);
  const owns = matchesOf(own);
  if (roots.length === 0) return owns;
  if (owns.length === 0) return roots;
  const found: MergedMatch[] = [];
  for (const each of owns) {
    const fitting = roots.filter(({ match }) => !contradict(match, each.match));
    // One that fits nowhere takes the others with it.
    if (fitting.length === 0) return undefined;
    found.push(
      ...fitting.map(({ match, places }) => ({
        match: mergeMatch(match, each.match),
        places: [...each.places, ...places],
      })),
    );
  }
  return found;
}

function matchesOf({ rule, matches }: HttpRule): readonly MergedMatch[] {
  return (rule.match ?? []).map((match, index) => ({ match, places: matches[index] ?? [] }));
}

function mergeMatch(root: HTTPMatchRequest, own: HTTPMatchRequest): HTTPMatchRequest {
  const name = joined(root.name, own.name);
  return {
    ...root,
    ...own,
    ...(name === undefined ? {} : { name }),
    ...united('headers', root, own),
    ...united('withoutHeaders', root, own),
    ...united('queryParams', root, own),
    ...united('sourceLabels', root, own),
    gateways: (own.gateways ?? []).length > 0 ? own.gateways : root.gateways,
    port: own.port || root.port,
    sourceNamespace: own.sourceNamespace || root.sourceNamespace,
  };
}

function united<K extends 'headers' | 'withoutHeaders' | 'queryParams' | 'sourceLabels'>(
  field: K,
  root: HTTPMatchRequest,
  own: HTTPMatchRequest,
): Pick<HTTPMatchRequest, K> {
  return { [field]: { ...root[field], ...own[field] } } as Pick<HTTPMatchRequest, K>;
}

function joined(root: string | undefined, own: string | undefined): string | undefined {
  return root && own ? `${root}-${own}` : own || root;
}

/** Whether no request could meet both, as istiod sees it: it knows nothing of regular expressions. */
function contradict(root: HTTPMatchRequest, own: HTTPMatchRequest): boolean {
  if ((['uri', 'scheme', 'method', 'authority'] as const).some((field) => differ(root[field], own[field]))) return true;
  const maps = ['headers', 'withoutHeaders', 'queryParams'] as const;
  if (
    maps.some((field) => Object.keys(own[field] ?? {}).some((key) => differ(root[field]?.[key], own[field]?.[key])))
  ) {
    return true;
  }
  if ((root.ignoreUriCase ?? false) !== (own.ignoreUriCase ?? false)) return true;
  if (root.port && own.port && root.port !== own.port) return true;
  if (root.sourceNamespace && root.sourceNamespace !== own.sourceNamespace) return true;
  const labels = Object.entries(own.sourceLabels ?? {});
  if (labels.some(([key, value]) => (root.sourceLabels?.[key] ?? value) !== value)) return true;
  const gateways = root.gateways ?? [];
  return gateways.length > 0 && (own.gateways ?? []).some((each) => !gateways.includes(each));
}

function differ(root: StringMatch | undefined, own: StringMatch | undefined): boolean {
  if (root === undefined || own === undefined) return false;
  if (root.regex || own.regex) return true;
  if (root.exact) return own.exact !== root.exact;
  if (root.prefix) {
    const wanted = own.exact || own.prefix;
    return wanted === undefined || wanted === '' || !wanted.startsWith(root.prefix);
  }
  return true;
}
