import type { Place } from '../world/entity';
import type { GatewayServer } from './gateway-servers';
import { intersection } from './host-names';
import { type HttpRoute, routesOf, type SkippedMatch, type VirtualServiceRoutes } from './http-routes';
import type { MeshProxy } from './proxies';
import { RouteTable, type VirtualHost } from './virtual-hosts';
import type { MeshVirtualService } from './virtual-services';

/** The VirtualServices that proxies of a namespace see for a gateway, in order. */
export type SeenBy = (namespace: string, gateway: string) => readonly MeshVirtualService[];

/**
 * The route table of servers that share one. Unlike on sidecars, the routes of all VirtualServices with a host stand
 * behind each other, in the order in which they were created, with those that take everything at the end.
 */
export function gatewayRouteTable(
  name: string,
  servers: readonly GatewayServer[],
  proxy: MeshProxy,
  seenBy: SeenBy,
): RouteTable {
  const drafts = new Map<string, Draft>();
  const made = new Map<string, Map<MeshVirtualService, VirtualServiceRoutes>>();
  for (const server of servers) {
    for (const virtualService of seenBy(proxy.namespace, server.gatewayName)) {
      const hosts = intersection(hostsFor(server, virtualService.namespace), virtualService.hosts);
      if (hosts.length === 0) continue;
      // The first server of a Gateway decides what `port` is for all of them.
      const ofGateway = made.get(server.gatewayName) ?? new Map<MeshVirtualService, VirtualServiceRoutes>();
      made.set(server.gatewayName, ofGateway);
      const found = ofGateway.get(virtualService) ?? routesAt(virtualService, proxy, server);
      ofGateway.set(virtualService, found);
      if (found.routes.length === 0) continue;
      for (const host of hosts) {
        const draft = draftOf(drafts, host.toLowerCase(), server);
        draft.routes.push(...found.routes);
        draft.skipped.push(...found.skipped);
        draft.virtualServices.push(virtualService);
        draft.requiresTls ??= redirectOf(server);
      }
    }
    const redirect = redirectOf(server);
    if (redirect === undefined) continue;
    for (const host of server.hosts) {
      const draft = drafts.get(host) ?? draftOf(drafts, host, server);
      draft.requiresTls ??= redirect;
    }
  }
  return new RouteTable(name, drafts.size === 0 ? [nothing(servers)] : [...drafts.values()].map(finished));
}

/** The hosts of a server for VirtualServices of a namespace, without the namespace. */
export function hostsFor({ hosts }: GatewayServer, namespace: string): readonly string[] {
  return hosts.flatMap((host) => {
    const slash = host.indexOf('/');
    if (slash === -1) return host;
    return host.slice(0, slash) === namespace ? host.slice(slash + 1) : [];
  });
}

interface Draft {
  readonly host: string;
  readonly port: number;
  readonly routes: HttpRoute[];
  readonly skipped: SkippedMatch[];
  readonly virtualServices: MeshVirtualService[];
  requiresTls: Place | undefined;
}

function draftOf(drafts: Map<string, Draft>, host: string, server: GatewayServer): Draft {
  let draft = drafts.get(host);
  if (draft === undefined) {
    const port = server.spec.port.number;
    draft = { host, port, routes: [], skipped: [], virtualServices: [], requiresTls: undefined };
    drafts.set(host, draft);
  }
  return draft;
}

function routesAt(virtualService: MeshVirtualService, proxy: MeshProxy, server: GatewayServer): VirtualServiceRoutes {
  const { namespace, labels } = proxy;
  return routesOf(
    virtualService,
    { namespace, labels, gateway: server.gatewayName },
    { port: server.spec.port.number, tls: server.spec.tls !== undefined },
  );
}

function redirectOf({ spec, place }: GatewayServer): Place | undefined {
  return spec.tls?.httpsRedirect === true
    ? { entity: place.entity, path: [...place.path, 'tls', 'httpsRedirect'] }
    : undefined;
}

function finished({ host, port, routes, skipped, requiresTls }: Draft): VirtualHost {
  const some = routes.filter(({ catchAll }) => !catchAll);
  const every = routes.filter(({ catchAll }) => catchAll);
  return {
    name: `${host}:${port}`,
    domains: [host],
    routes: [...some, ...every],
    skipped,
    service: undefined,
    overruled: [],
    requiresTls,
  };
}

/** Without any host there is one without routes: whatever is asked, the answer is 404. */
function nothing([server]: readonly GatewayServer[]): VirtualHost {
  return {
    name: `blackhole:${server?.spec.port.number ?? ''}`,
    domains: ['*'],
    routes: [],
    skipped: [],
    service: undefined,
    overruled: [],
    requiresTls: undefined,
  };
}
