import { isWildcard, overlaps } from '../../mesh/host-names';
import type { Mesh } from '../../mesh/mesh';
import type { MeshProxy } from '../../mesh/proxies';
import type { MeshService } from '../../mesh/services';
import { MESH_GATEWAY } from '../../mesh/virtual-services';
import { SIDECAR } from '../../world/kinds';
import type { Counterparts } from '../objects/counterparts';

/** What goes over a connection, as far as proxies treat it otherwise. */
export type Speech = 'http' | 'https' | 'tcp';

/** A host and a port that somebody may call. */
export interface Address {
  /** As it is dialled, in both worlds. */
  readonly before: string;
  readonly after: string;
  readonly port: number;
  /** What it stands for: the host itself, those of a wildcard, or every host that nobody defines. */
  readonly standsFor: 'itself' | 'wildcard' | 'anything else';
}

/** A host that nobody defines. */
const ANY_OTHER_HOST = 'any-other-host.example';

/** The addresses that clients in the mesh may call: every host and every port that either world has. */
export function addressesInMesh(counterparts: Counterparts): readonly Address[] {
  const { before, after } = counterparts;
  const found = new Addresses();
  for (const mesh of [before, after]) {
    const rename = (host: string) => (mesh === before ? counterparts.hostAfter(host) : host);
    const extra = listenerPorts(mesh);
    for (const { host, ports } of mesh.services) {
      for (const { number } of ports) found.add(rename(host), number);
      for (const port of extra) found.add(rename(host), port);
    }
    const wide = mesh.services.filter(({ host }) => isWildcard(host));
    for (const { hosts, gateways, tls } of mesh.virtualServices) {
      if (!gateways.includes(MESH_GATEWAY)) continue;
      // What no service has is taken at port 80, and at the ports of services that its other hosts are for.
      const beside = hosts.flatMap((host) => servicesOf(mesh, host, wide).flatMap(({ ports }) => ports));
      const asked = tls.flatMap(({ rule }) => (rule.match ?? []).flatMap(({ sniHosts }) => sniHosts ?? []));
      for (const host of new Set([...hosts, ...asked])) {
        for (const port of [80, ...beside.map(({ number }) => number)]) found.add(rename(host), port);
      }
    }
  }
  const ports = new Set([...found.ports, 80]);
  for (const port of [...ports, unusedPort(ports)]) found.add(ANY_OTHER_HOST, port);
  const former = new Map(
    before.services
      .map(({ host }) => [counterparts.hostAfter(host), host] as const)
      .filter(([now, old]) => now !== old),
  );
  return found.all((host) => former.get(host) ?? host);
}

/** The services that a host means, or one of whose names it is. */
function servicesOf(mesh: Mesh, host: string, wide: readonly MeshService[]): readonly MeshService[] {
  if (!isWildcard(host)) return [...mesh.servicesWithHost(host), ...wide.filter((each) => overlaps(host, each.host))];
  return mesh.services.filter((service) => overlaps(host, service.host));
}

/** Ports that a Sidecar listens on. */
function listenerPorts({ world }: Mesh): readonly number[] {
  return world.current(SIDECAR).flatMap(({ spec }) => (spec.egress ?? []).flatMap(({ port }) => port?.number || []));
}

/** The addresses that clients outside may call at a gateway: every port, and every host that it serves there. */
export function addressesAtGateway(
  before: { readonly mesh: Mesh; readonly proxy: MeshProxy },
  after: { readonly mesh: Mesh; readonly proxy: MeshProxy },
): readonly Address[] {
  const found = new Addresses();
  const sides = [before, after];
  const ports = new Set(
    sides.flatMap(({ mesh, proxy }) => [
      ...mesh.servicesSelecting(proxy).flatMap((service) => service.ports.map(({ number }) => number)),
      ...mesh.gateway(proxy).gateways.flatMap(({ spec }) => (spec.servers ?? []).map(({ port }) => port.number)),
    ]),
  );
  for (const port of ports) {
    found.add(ANY_OTHER_HOST, port);
    for (const { mesh, proxy } of sides) {
      const own = mesh.gatewayPort(proxy, port);
      for (const listener of mesh.gatewayListeners(proxy)) {
        if (listener.port !== own) continue;
        for (const { routes, sniHosts } of listener.chains) {
          for (const { domains } of routes?.virtualHosts ?? []) for (const host of domains) found.add(host, port);
          for (const host of sniHosts) found.add(host, port);
        }
      }
    }
  }
  return found.all((host) => host);
}

class Addresses {
  private readonly found = new Map<string, Set<number>>();
  readonly ports = new Set<number>();

  add(host: string, port: number): void {
    // What names every host names none.
    const own = host === '*' ? ANY_OTHER_HOST : host.toLowerCase();
    this.found.set(own, (this.found.get(own) ?? new Set()).add(port));
    this.ports.add(port);
  }

  all(formerly: (host: string) => string): readonly Address[] {
    const names = new Set(this.found.keys());
    return [...this.found].flatMap(([host, ports]) => {
      const standsFor = host === ANY_OTHER_HOST ? 'anything else' : isWildcard(host) ? 'wildcard' : 'itself';
      const after = standsFor === 'wildcard' ? exampleOf(host, names) : host;
      const before = standsFor === 'wildcard' ? after : formerly(host);
      return [...ports].sort((a, b) => a - b).map((port): Address => ({ before, after, port, standsFor }));
    });
  }
}

/** A name that a wildcard covers and that nobody has. */
function exampleOf(wildcard: string, names: ReadonlySet<string>): string {
  const end = wildcard.slice(1).replace(/^\./, '');
  for (const first of ['any', 'some', 'other', 'another']) {
    const name = end === '' ? first : `${first}.${end}`;
    if (!names.has(name)) return name;
  }
  return `yet-another.${end}`;
}

function unusedPort(used: ReadonlySet<number>): number {
  let port = 4711;
  while (used.has(port)) port += 1;
  return port;
}
