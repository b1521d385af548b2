import type { ServiceEntrySpec } from '../../../../imports/networking.istio.io';
import { groupBy } from '../../../kube/group-by';
import { byCreation } from '../../../mesh/creation-order';
import { fullName } from '../../../mesh/host-names';
import type { Mesh } from '../../../mesh/mesh';
import { Visibility } from '../../../mesh/visibility';
import { describeId, isSameObject, type Sound } from '../../../world/entity';
import { SERVICE, SERVICE_ENTRY } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { serviceNamed } from '../../traffic/hosts';

const entry = (name: string, resolution: string, port: number) =>
  istio(
    'ServiceEntry',
    name,
    `hosts: [api.example.com]\nports: [{number: ${port}, name: http, protocol: HTTP}]\nresolution: ${resolution}`,
  );

export const duplicateEntries: Rule = {
  id: 'MESH_HOST_TWICE',
  severity: 'warning',
  kinds: [SERVICE_ENTRY],
  docs: {
    says: 'a ServiceEntry for a host and port that another one, or a Service, has',
    why: 'A proxy has one service for a host and port: that of its own namespace, else a Service of Kubernetes, else the oldest. What the other says of endpoints and protocols is not looked at.',
    fix: 'Write one ServiceEntry for the host, or limit each with `exportTo`.',
    symptoms: ['503 UH', 'a ServiceEntry has no effect'],
    see: 'https://istio.io/latest/docs/reference/config/networking/service-entry/',
    wrong: documents(shop('reviews'), entry('api', 'DNS', 80), entry('api-proxy', 'NONE', 80)),
    right: documents(shop('reviews'), entry('api', 'DNS', 80), entry('api-proxy', 'DNS', 8080)),
  },

  check(mesh, report) {
    const { given, config } = mesh;
    const claims = given
      .all(SERVICE_ENTRY)
      .flatMap((entity) =>
        entity.spec.hosts.map((host, index) => ({ entity, index, host: fullName(host, entity.id.namespace) })),
      );
    for (const [host, all] of groupBy(claims, (claim) => claim.host)) {
      const service = serviceNamed(mesh, host);
      const own = service && given.get(SERVICE, service);
      const sorted = [...all].sort((a, b) => byCreation(a.entity, b.entity));
      for (const [at, { entity, index }] of sorted.entries()) {
        const other = sorted
          .slice(0, at)
          .find(
            (each) =>
              !isSameObject(each.entity, entity) &&
              given.together(each.entity, entity) &&
              clash(mesh, each.entity, entity),
          );
        const first = own ?? other?.entity;
        if (first === undefined || !given.together(first, entity)) continue;
        report(entity, ['spec', 'hosts', index], {
          message:
            own === undefined
              ? `${describeId(first.id)} has ${host} with the same port, too: clients that see both use the older one, or that of their own namespace`
              : `${describeId(first.id)} has the host ${host} already: clients do not use this one, unless they are of its namespace`,
          fix: own === undefined ? 'write one ServiceEntry for the host' : 'write a host of its own',
          related: [
            {
              entity: first,
              path: own === undefined ? ['spec', 'hosts'] : ['metadata', 'name'],
              message: 'has it, too',
            },
          ],
        });
      }
    }
    function clash(of: Mesh, a: Sound<ServiceEntrySpec>, b: Sound<ServiceEntrySpec>): boolean {
      const seen = (each: Sound<ServiceEntrySpec>) =>
        Visibility.of(each.id.namespace, each.spec.exportTo, config.defaultServiceExportTo);
      const namespaces = [...new Set([a.id.namespace, b.id.namespace, ...of.world.namespaceNames])];
      if (!namespaces.some((namespace) => seen(a).includes(namespace) && seen(b).includes(namespace))) return false;
      const ports = new Map((a.spec.ports ?? []).map((port) => [port.number, port]));
      // What says the same is the same, whichever counts.
      return (b.spec.ports ?? []).some((port) => ports.has(port.number)) && contentOf(a) !== contentOf(b);
    }
  },
};

function contentOf({ spec }: Sound<ServiceEntrySpec>): string {
  const { resolution, location, ports, endpoints, addresses, workloadSelector } = spec;
  return JSON.stringify([resolution, location, ports, endpoints, addresses, workloadSelector]);
}
