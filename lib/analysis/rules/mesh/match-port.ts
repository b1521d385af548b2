import type { VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { remembered } from '../../../kube/remembered';
import { fullName, isWildcard, overlaps } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { gatewayName, MESH_GATEWAY } from '../../../mesh/virtual-services';
import type { Entity } from '../../../world/entity';
import { GATEWAY, VIRTUAL_SERVICE } from '../../../world/kinds';
import { at } from '../../../world/workload';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { standingOf } from '../../traffic/hosts';
import { conditionsWith } from '../../traffic/routes';

const example = (port: number) =>
  documents(
    shop('reviews'),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [reviews]
http:
- match: [{port: ${port}}]
  timeout: 3s
  route: [{destination: {host: reviews}}]
- route: [{destination: {host: reviews}}]`,
    ),
  );

export const matchPort: Rule = {
  id: 'MESH_MATCH_PORT',
  severity: 'error',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a condition on a port that neither the hosts nor the gateways of the VirtualService have',
    why: 'The port is the one that clients dial: a port of the Service, not of its pods; at a gateway, `port.number` of a server.',
    fix: 'Write a port of the Service, or of a server of the Gateway.',
    symptoms: ['rules are ignored', '404 NR'],
    see: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest-port',
    wrong: example(8080),
    right: example(80),
  },

  check(mesh, report) {
    const portsFor = new Map<Entity, ReadonlySet<number> | 'unknown'>();
    for (const { entity, match, path } of conditionsWith(mesh.given, 'port')) {
      const { port } = match;
      const ports = remembered(portsFor, entity, () => portsOf(mesh, entity.spec, entity.id.namespace) ?? 'unknown');
      if (!port || ports === 'unknown' || ports.size === 0 || ports.has(port)) continue;
      const known = [...ports].sort((a, b) => a - b);
      report(entity, [...path, 'port'], {
        message: `nothing arrives at port ${port}, as there ${known.length === 1 ? 'is' : 'are'} only ${known.join(', ')}: the condition is never met`,
        fix: known.length === 1 ? `write ${known[0]}` : `write one of ${known.join(', ')}`,
      });
    }
  },
};

/** The ports at which requests to hosts arrive; undefined where not all are known. */
function portsOf(
  mesh: Mesh,
  { hosts = [], gateways = [] }: VirtualServiceSpec,
  namespace: string,
): ReadonlySet<number> | undefined {
  if (hosts.length === 0) return undefined;
  const found = new Set<number>();
  for (const name of gateways.length === 0 ? [MESH_GATEWAY] : gateways) {
    const ports =
      name === MESH_GATEWAY ? portsOfHosts(mesh, hosts, namespace) : portsOfGateway(mesh, gatewayName(name, namespace));
    if (ports === undefined) return undefined;
    for (const port of ports) found.add(port);
  }
  return found;
}

function portsOfHosts(mesh: Mesh, hosts: readonly string[], namespace: string): readonly number[] | undefined {
  const found: number[] = [];
  for (const host of hosts) {
    const name = fullName(host, namespace, mesh.config.clusterDomain);
    if (isWildcard(name)) {
      found.push(
        ...mesh.services
          .filter((service) => overlaps(service.host, name))
          .flatMap(({ ports }) => ports.map(({ number }) => number)),
      );
      if (mesh.given.settings.complete !== true) return undefined;
      continue;
    }
    const standing = standingOf(mesh, name);
    if (standing.kind !== 'known') return undefined;
    found.push(
      ...standing.services.flatMap(({ ports, entity }) => [
        ...ports.map(({ number }) => number),
        // Of other alternatives as well.
        ...mesh.given.alternatives(entity.id).flatMap(({ object }) => {
          const own = at(object, ['spec', 'ports']);
          return Array.isArray(own)
            ? own.flatMap((each: unknown) => numberOf(at(each, ['port']) ?? at(each, ['number'])))
            : [];
        }),
      ]),
    );
  }
  return found;
}

function numberOf(value: unknown): readonly number[] {
  return typeof value === 'number' ? [value] : [];
}

function portsOfGateway({ given }: Mesh, name: string): readonly number[] | undefined {
  const [namespace = '', own = ''] = name.split('/');
  const all = given.alternatives({ ...GATEWAY, namespace, name: own });
  if (all.length === 0) return undefined;
  return all.flatMap(({ object }) => {
    const servers = at(object, ['spec', 'servers']);
    return Array.isArray(servers) ? servers.flatMap((server: unknown) => numberOf(at(server, ['port', 'number']))) : [];
  });
}
