import type { ManifestObject } from '../model/manifest';
import { type CanaryObject, type ServiceNames, serviceNames } from './canary';
import { handsOff, ownerReferences, type StringMap } from './flagger-metadata';
import type { HttpRule, RouteDestination, RuleMaker, Weights } from './http-rule';
import { type Match, mergeMatches } from './match';
import { AT_REST, type RouteState } from './route-state';
import { affinityRules } from './session-affinity';

/** The VirtualService of a Canary, which carries the weights. */
export function canaryVirtualService(
  canary: CanaryObject,
  labels: StringMap,
  state: RouteState = AT_REST,
): ManifestObject {
  const { service, analysis } = canary.spec;
  const names = serviceNames(canary.spec);
  const rules = new Rules(canary, names);
  const spec = isTcp(canary)
    ? { tcp: [rules.tcp(state)] }
    : { http: analysis.match?.length ? rules.matched(analysis.match, state) : rules.weighted(state) };
  return {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'VirtualService',
    metadata: {
      name: names.apex,
      ...(canary.metadata.namespace === undefined ? {} : { namespace: canary.metadata.namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      annotations: handsOff(service?.apex?.annotations),
      ...ownerReferences(canary),
    },
    spec: { ...bindingOf(canary, names), ...spec },
  };
}

/** Whether connections are routed, not requests. */
export function isTcp({ spec }: CanaryObject): boolean {
  return spec.service?.appProtocol?.toLowerCase() === 'tcp';
}

/** Which hosts on which gateways; a delegate is for none. */
function bindingOf({ spec: { service } }: CanaryObject, { apex }: ServiceNames): ManifestObject {
  if (service?.delegation === true) return { hosts: [] };
  const { hosts = [], gateways = [] } = service ?? {};
  return {
    hosts: hosts.includes(apex) || hosts.includes('*') ? hosts : [...hosts, apex],
    gateways: gateways.length > 0 ? gateways : ['mesh'],
  };
}

/** The rules of a Canary. All do to requests what `spec.service` says. */
class Rules implements RuleMaker {
  private readonly effects: ManifestObject;
  private readonly port: ManifestObject;

  constructor(
    private readonly canary: CanaryObject,
    private readonly names: ServiceNames,
  ) {
    const { rewrite, timeout, retries, corsPolicy, headers, gateways, delegation, portDiscovery, port } =
      canary.spec.service ?? {};
    const { uri, authority } = rewrite ?? {};
    this.effects = {
      ...(rewrite === undefined ? {} : { rewrite: { ...(uri ? { uri } : {}), ...(authority ? { authority } : {}) } }),
      ...(timeout ? { timeout } : {}),
      ...(retries === undefined ? {} : { retries }),
      ...(corsPolicy === undefined ? {} : { corsPolicy }),
      ...(headers === undefined ? {} : { headers }),
    };
    const [gateway] = gateways ?? [];
    const bound = delegation === true || (gateway !== undefined && gateway !== 'mesh');
    this.port = portDiscovery === true && bound ? { port: { number: port } } : {};
  }

  /** The one weighted rule; with session affinity, those for clients with a cookie before it. */
  weighted(state: RouteState): readonly HttpRule[] {
    const { analysis, service } = this.canary.spec;
    const { sessionAffinity, mirrorWeight = 0 } = analysis;
    const [first, ...others] =
      sessionAffinity === undefined || state.cookies === undefined
        ? [this.rule(service?.match, this.split(state))]
        : affinityRules(this.canary, sessionAffinity, state, state.cookies, this);
    if (first === undefined || !state.mirror) return [...(first === undefined ? [] : [first]), ...others];
    const mirrored = {
      ...first,
      mirror: { host: this.names.canary },
      ...(mirrorWeight > 0 ? { mirrorPercentage: { value: mirrorWeight } } : {}),
    };
    return [mirrored, ...others];
  }

  /** Only some requests can reach the canary. All others are the primary's, whatever the weight there says. */
  matched(own: readonly Match[], state: RouteState): readonly HttpRule[] {
    const { service } = this.canary.spec;
    return [
      this.rule(mergeMatches(own, service?.match), this.split(state)),
      this.rule(service?.match, [this.to(this.names.primary, state.primaryWeight)]),
    ];
  }

  /** Connections: of a match only the port is left. */
  tcp(state: RouteState): ManifestObject {
    const { match = [] } = this.canary.spec.service ?? {};
    const matches = match.map(({ port }) => (port ? { port } : {}));
    return { ...(matches.length === 0 ? {} : { match: matches }), route: this.split(state) };
  }

  rule(match: readonly Match[] | undefined, route: readonly RouteDestination[]): HttpRule {
    return { ...(match === undefined || match.length === 0 ? {} : { match }), ...this.effects, route };
  }

  split({ primaryWeight, canaryWeight }: Weights): readonly [RouteDestination, RouteDestination] {
    return [this.to(this.names.primary, primaryWeight), this.to(this.names.canary, canaryWeight)];
  }

  private to(host: string, weight: number): RouteDestination {
    return { destination: { host, ...this.port }, weight };
  }
}
