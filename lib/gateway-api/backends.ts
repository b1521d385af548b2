import type * as wire from '../../imports/gateway.networking.k8s.io';
import type { HeaderOperations, HeaderRules } from '../istio/headers';
import { headersToWire } from '../istio/headers';
import { checkSplit, destinationToWire, type RouteEntry } from '../istio/route-destination';
import type { RuleContext } from '../istio/rule-context';
import type { NeededGrant } from './grants';

/** What a route sends requests or connections to. */
export interface Backend {
  readonly name: string;
  readonly namespace?: string;
  readonly port: number;
}

/** As the API server reads a destination: the Service and its port, which there is no default for. */
export function backendToWire({ destination, options }: RouteEntry, context: RuleContext): Backend {
  const { host, subset } = destination;
  if (subset !== undefined) {
    throw context.error(
      `${subset} is a subset of ${host.name}, and a route of the Gateway API leads to Services: give the version a Service of its own, by versionServices, and take its ownHost`,
    );
  }
  if (!host.isService) throw context.error(`${host.name} is no Service of the cluster: a route leads to Services`);
  destinationToWire(destination, options, context);
  const port = options.port ?? host.ports[0]?.number;
  if (port === undefined) {
    throw context.error(`the ports of Service "${host.name}" are not known: say which one is meant, by { port }`);
  }
  const { name, namespace } = host;
  return { name, ...(namespace === undefined || namespace === context.namespace ? {} : { namespace }), port };
}

/** As the API server reads destinations that share what comes. */
export function backendsToWire(
  entries: readonly RouteEntry[],
  context: RuleContext,
): readonly (Backend & { readonly weight?: number; readonly filters?: readonly HeaderFilter[] })[] {
  checkSplit(entries, context);
  if (entries.length > 16) throw context.error(`a rule has at most 16 destinations, not ${entries.length}`);
  return entries.map((entry) => {
    if ((entry.weight ?? 0) > 1_000_000) {
      throw context.error(`weight ${entry.weight} is more than 1000000: give smaller shares`);
    }
    const filters = headerFilters(entry.options.headers, context);
    return { ...backendToWire(entry, context), weight: entry.weight, ...(filters.length > 0 && { filters }) };
  });
}

/** The Services of other namespaces among destinations. */
export function grantsFor(entries: readonly RouteEntry[], kind: string, context: RuleContext): readonly NeededGrant[] {
  return entries.flatMap(({ destination: { host } }) =>
    host.namespace === undefined || host.namespace === context.namespace
      ? []
      : {
          what: `Service ${host.name}`,
          from: { kind, namespace: context.namespace },
          to: { kind: 'Service' as const, name: host.name, namespace: host.namespace },
          otherwise: kind === 'TLSRoute' ? 'connections would be closed' : 'requests would be answered with 500',
        },
  );
}

export type HeaderFilter = wire.GRPCRouteFilterRequestHeaderModifier | wire.GRPCRouteFilterResponseHeaderModifier;

/** Changes of headers, as filters. */
export function headerFilters(headers: HeaderRules | undefined, context: RuleContext): readonly HeaderFilter[] {
  headersToWire(headers, context);
  const { request, response } = headers ?? {};
  const host = Object.keys({ ...request?.set, ...request?.add }).find((name) => /^(host|:authority)$/i.test(name));
  if (host !== undefined) {
    throw context.error(`header ${host} is set: in a route of the Gateway API the authority is that of \`rewrite\``);
  }
  return [
    ...(request ? [{ type: 'RequestHeaderModifier' as const, requestHeaderModifier: modifier(request, context) }] : []),
    ...(response
      ? [{ type: 'ResponseHeaderModifier' as const, responseHeaderModifier: modifier(response, context) }]
      : []),
  ];
}

function modifier({ set, add, remove }: HeaderOperations, context: RuleContext): wire.GRPCRouteResponseHeaderModifier {
  const pairs = (headers: Readonly<Record<string, string>> | undefined) =>
    headers && Object.entries(headers).map(([name, value]) => ({ name, value }));
  for (const list of [pairs(set), pairs(add), remove]) {
    if ((list?.length ?? 0) > 16) throw context.error(`${list?.length} headers are changed at once: 16 at most`);
  }
  return { set: pairs(set), add: pairs(add), remove };
}
