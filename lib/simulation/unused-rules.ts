import { hostsFor } from '../mesh/gateway-routes';
import type { GatewayServer } from '../mesh/gateway-servers';
import { intersection } from '../mesh/host-names';
import type { MeshProxy } from '../mesh/proxies';
import type { MeshService } from '../mesh/services';
import { MESH_GATEWAY, type MeshVirtualService } from '../mesh/virtual-services';
import type { FieldPath } from '../model/finding';
import type { Place } from '../world/entity';
import { GATEWAY } from '../world/kinds';
import { nameOf, type Walk } from './walk';

/** Why a VirtualService has no say, and the field that says so. */
interface Reason {
  readonly text: string;
  readonly path: FieldPath;
}

/** Which VirtualServices have the host that a sidecar asks for, and yet make none of its routes: the reason of each. */
export function explainUnusedBySidecar(
  walk: Walk,
  client: MeshProxy,
  { service, authority }: { readonly service: MeshService | undefined; readonly authority: string },
  as: 'requests' | 'bytes',
): void {
  const { mesh } = walk;
  const host = service?.host ?? authority;
  for (const each of mesh.virtualServicesCovering(host))
    explain(walk, each, notForSidecar(walk, client, each) ?? withoutRules(each, as));
  for (const near of service === undefined ? [] : shorterNames(service.host)) {
    for (const each of mesh.virtualServicesCovering(near)) {
      const path = ['spec', 'hosts', Math.max(0, each.hosts.indexOf(near))];
      if (each.hosts.includes(near)) explain(walk, each, { text: `means ${near} to the letter, not ${host}`, path });
    }
  }
}

/** Which VirtualServices have the host that a gateway is asked for, and yet make none of its routes. */
export function explainUnusedByGateway(
  walk: Walk,
  gateway: MeshProxy,
  host: string,
  servers: readonly GatewayServer[],
): void {
  for (const each of walk.mesh.virtualServicesCovering(host))
    explain(walk, each, notForGateway(walk, gateway, each, host, servers) ?? withoutRules(each, 'requests'));
}

function explain(walk: Walk, { entity }: MeshVirtualService, reason: Reason | undefined): void {
  if (reason === undefined) return;
  const place: Place = { entity, path: reason.path };
  walk.trail.add('host', `${nameOf(place)} has no say: it ${reason.text}`, place, 'skipped');
}

function notForSidecar({ mesh }: Walk, client: MeshProxy, each: MeshVirtualService): Reason | undefined {
  if (!each.gateways.includes(MESH_GATEWAY)) return { text: `is for ${namesOf(each)}, not for mesh`, path: GATEWAYS };
  const hidden = hiddenFrom(client, each);
  if (hidden !== undefined) return hidden;
  const { sidecar, listeners } = mesh.scope(client);
  if (sidecar === undefined || listeners.some(({ virtualServices }) => virtualServices.includes(each)))
    return undefined;
  return { text: `is not imported by ${nameOf({ entity: sidecar })}`, path: ['spec', 'hosts'] };
}

function notForGateway(
  { mesh }: Walk,
  gateway: MeshProxy,
  each: MeshVirtualService,
  host: string,
  servers: readonly GatewayServer[],
): Reason | undefined {
  const own = servers.filter(({ gatewayName }) => each.gateways.includes(gatewayName));
  if (own.length === 0) {
    const missing = each.gateways.filter((name) => name !== MESH_GATEWAY && !isThere(name));
    if (missing.length > 0) return { text: `is for Gateway ${missing.join(', ')}, which is not there`, path: GATEWAYS };
    const isInside = each.gateways.every((name) => name === MESH_GATEWAY);
    return { text: isInside ? 'names no gateway, so it is for sidecars' : `is for ${namesOf(each)}`, path: GATEWAYS };
  }
  const takes = own.some((server) => intersection(hostsFor(server, each.namespace), [host]).length > 0);
  if (!takes) {
    const names = [...new Set(own.map(({ gatewayName }) => gatewayName))].join(', ');
    return {
      text: `is for Gateway ${names}, which does not take this host from namespace ${each.namespace}`,
      path: GATEWAYS,
    };
  }
  return hiddenFrom(gateway, each);

  function isThere(name: string): boolean {
    const [namespace = '', own = ''] = name.split('/');
    return mesh.world.get(GATEWAY, { namespace, name: own }) !== undefined;
  }
}

const GATEWAYS: FieldPath = ['spec', 'gateways'];

function namesOf({ gateways }: MeshVirtualService): string {
  return gateways.map((name) => (name === MESH_GATEWAY ? name : `Gateway ${name}`)).join(', ');
}

function hiddenFrom({ namespace }: MeshProxy, { visibility }: MeshVirtualService): Reason | undefined {
  return visibility.includes(namespace)
    ? undefined
    : { text: `is not exported to namespace ${namespace}`, path: ['spec', 'exportTo'] };
}

function withoutRules({ http, tcp, tls }: MeshVirtualService, as: 'requests' | 'bytes'): Reason | undefined {
  if (as === 'requests') return http.length > 0 ? undefined : { text: 'has no rules for HTTP', path: ['spec'] };
  return http.length > 0 && tcp.length + tls.length === 0
    ? { text: 'has rules for HTTP only, and here bytes are forwarded', path: ['spec', 'http'] }
    : undefined;
}

/** Names by which clients may call a service, and which mean something else in a VirtualService. */
function shorterNames(host: string): readonly string[] {
  const end = host.indexOf('.svc.');
  if (end === -1) return [];
  const short = host.slice(0, end);
  return [short, `${short}.svc`];
}
