import type { CanarySpec } from '../../imports/flagger.app';
import { serviceNames } from '../flagger-objects/canary';
import { fullName, isWildcard, serviceHost } from '../mesh/host-names';
import type { Mesh } from '../mesh/mesh';
import { type MeshProxy, OUTSIDE } from '../mesh/proxies';
import { MESH_GATEWAY, type MeshVirtualService } from '../mesh/virtual-services';
import type { Sound } from '../world/entity';

/** Somebody, and a URL without a path that may lead to a Canary. */
export interface Way {
  readonly from: MeshProxy;
  /** `http://ad.weather:3003` */
  readonly origin: string;
}

/** Every way by which clients get to a Canary: its Service, and hosts whose VirtualServices lead to it. */
export function waysTo(mesh: Mesh, canary: Sound<CanarySpec>, client: MeshProxy): readonly Way[] {
  const { namespace } = canary.id;
  const { apex } = serviceNames(canary.spec);
  const { clusterDomain } = mesh.config;
  const port = canary.spec.service?.port ?? 80;
  const leading = mesh.virtualServices.filter((each) => leadsTo(mesh, canary, each));
  const ways = new Map<string, Way>();
  const add = (from: MeshProxy, origin: string) =>
    ways.set(`${from.namespace}/${from.name} ${origin}`, { from, origin });
  if (client.workload !== undefined) {
    add(client, `http://${serviceHost(apex, namespace, clusterDomain)}:${port}`);
    for (const host of leading.filter(isInMesh).flatMap(namedHosts)) {
      const own = mesh.servicesWithHost(host)[0]?.ports ?? [];
      const numbers = own.length === 0 ? [port] : own.map(({ number }) => number);
      for (const number of numbers) add(client, `http://${host}:${number}`);
    }
  }
  for (const host of leading.filter(isOnGateway).flatMap(namedHosts)) {
    for (const scheme of ['http', 'https']) add(OUTSIDE, `${scheme}://${host}`);
  }
  return [...ways.values()];
}

/** Whether a destination of a VirtualService is one of the Services of a Canary. */
function leadsTo({ config }: Mesh, { id, spec }: Sound<CanarySpec>, { http }: MeshVirtualService): boolean {
  const names = Object.values(serviceNames(spec)).map((name) => serviceHost(name, id.namespace, config.clusterDomain));
  return http.some(({ rule, namespace }) =>
    (rule.route ?? []).some(({ destination }) =>
      names.includes(fullName(destination.host, namespace, config.clusterDomain)),
    ),
  );
}

function isInMesh({ gateways }: MeshVirtualService): boolean {
  return gateways.includes(MESH_GATEWAY);
}

function isOnGateway({ gateways }: MeshVirtualService): boolean {
  return gateways.some((gateway) => gateway !== MESH_GATEWAY);
}

/** The names of a VirtualService; for a wildcard, one that it takes. */
function namedHosts({ hosts }: MeshVirtualService): readonly string[] {
  return hosts.map((host) => (host === '*' ? 'any.example.com' : isWildcard(host) ? `any${host.slice(1)}` : host));
}
