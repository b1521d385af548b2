import type { GRPCRouteParentRef } from '../../imports/gateway.networking.k8s.io';
import type { Entity } from '../world/entity';
import { SERVICE_ENTRY } from '../world/kinds';
import type { World } from '../world/world';
import { type ApiListener, apiListenersOf, takesNamespace } from './api-listeners';
import { isWithin, overlaps, serviceHost } from './host-names';
import type { MeshConfig } from './mesh-config';

/** The kinds of routes of which it is known what they do, and what listeners speak that take them. */
export const LISTENERS_OF_ROUTES: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  GRPCRoute: ['HTTP', 'HTTPS'],
  TLSRoute: ['TLS'],
};

/** What a route is attached to: those who call a host of the mesh, or those who come through a listener for a host. */
export type Attachment =
  | {
      readonly kind: 'mesh';
      readonly host: string;
      /** The namespace of the Service. */
      readonly namespace: string;
      readonly port: number | undefined;
    }
  | { readonly kind: 'listener'; readonly listener: ApiListener; readonly host: string };

/** A route, as far as it matters what it is attached to. */
export interface RouteSpec {
  readonly parentRefs?: readonly GRPCRouteParentRef[];
  readonly hostnames?: readonly string[];
}

/** What routes of a world are attached to. */
export class Attachments {
  private listeners: readonly ApiListener[] | undefined;

  constructor(
    private readonly world: World,
    private readonly config: MeshConfig,
  ) {}

  /** Everything that a route is attached to, in the order of its parents. */
  of(route: Entity, { parentRefs = [], hostnames = [] }: RouteSpec): readonly Attachment[] {
    return parentRefs.flatMap((parent) => {
      const { kind = 'Gateway' } = parent;
      if (kind === 'Service' || kind === 'ServiceEntry') return this.inMesh(route, parent);
      return kind === 'Gateway' ? this.atGateway(route, parent, hostnames) : [];
    });
  }

  private inMesh({ id }: Entity, { kind, name, namespace = id.namespace, port }: GRPCRouteParentRef): Attachment[] {
    const attached = (host: string): Attachment => ({ kind: 'mesh', host: host.toLowerCase(), namespace, port });
    if (kind === 'Service') return [attached(serviceHost(name, namespace, this.config.clusterDomain))];
    const entry = this.world.get(SERVICE_ENTRY, { namespace, name });
    return (entry?.spec?.hosts ?? []).map(attached);
  }

  private atGateway(route: Entity, parent: GRPCRouteParentRef, hostnames: readonly string[]): Attachment[] {
    this.listeners ??= apiListenersOf(this.world);
    const { namespace = route.id.namespace, name, sectionName, port } = parent;
    const own = this.listeners.filter(({ gateway: { id } }) => id.namespace === namespace && id.name === name);
    return own
      .filter(({ spec }) => sectionName === undefined || spec.name === sectionName)
      .filter(({ spec }) => port === undefined || spec.port === port)
      .filter((listener) => this.takes(listener, route))
      .flatMap((listener) =>
        hostsAt(listener, own, hostnames).map((host): Attachment => ({ kind: 'listener', listener, host })),
      );
  }

  private takes(listener: ApiListener, { id }: Entity): boolean {
    const { protocol, allowedRoutes } = listener.spec;
    const kinds = allowedRoutes?.kinds;
    if (!(LISTENERS_OF_ROUTES[id.kind] ?? []).includes(protocol)) return false;
    if (kinds !== undefined && !kinds.some(({ kind }) => kind === id.kind)) return false;
    return takesNamespace(listener, id.namespace, this.world);
  }
}

/** The hosts of a route at a listener: those that no other listener of its port is for in narrower words. */
function hostsAt(listener: ApiListener, all: readonly ApiListener[], hostnames: readonly string[]): readonly string[] {
  const own = listener.hostname;
  const others = all.flatMap((each) =>
    each !== listener && each.spec.port === listener.spec.port && each.spec.protocol === listener.spec.protocol
      ? (each.hostname ?? [])
      : [],
  );
  const hosts = hostnames.length === 0 ? ['*'] : hostnames.map((host) => host.toLowerCase());
  return hosts.filter((host) => {
    if (own !== undefined && !overlaps(host, own)) return false;
    if (own !== undefined && !own.startsWith('*')) return true;
    return !others.some((other) => (own ?? '').length <= other.length && isWithin(host, other));
  });
}
