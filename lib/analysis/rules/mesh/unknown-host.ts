import { fullName, isWildcard } from '../../../mesh/host-names';
import { MESH_GATEWAY } from '../../../mesh/virtual-services';
import { describeId } from '../../../world/entity';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import { absent, isMeant, isSure } from '../../missing';
import type { Rule } from '../../rule';
import { standingOf } from '../../traffic/hosts';

const example = (host: string) =>
  documents(
    shop('reviews'),
    istio(
      'VirtualService',
      'reviews',
      `hosts: [${host}]\nhttp: [{timeout: 3s, route: [{destination: {host: reviews}}]}]`,
    ),
  );

export const unknownHost: Rule = {
  id: 'MESH_UNKNOWN_HOST',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a VirtualService for sidecars with a host that nobody defines',
    why: 'Its rules are for requests to that host only. One that is no Service and no ServiceEntry is called by nobody, or from port 80 alone, so that what was meant goes on as if there was no VirtualService.',
    fix: 'Write the name of a Service of the namespace, or its full name.',
    symptoms: ['rules are ignored'],
    see: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService-hosts',
    wrong: example('review'),
    right: example('reviews'),
  },

  check(mesh, report) {
    for (const entity of mesh.given.all(VIRTUAL_SERVICE)) {
      const { hosts = [], gateways = [] } = entity.spec;
      if (gateways.length > 0 && !gateways.includes(MESH_GATEWAY)) continue;
      for (const [index, host] of hosts.entries()) {
        // Of gateways, hosts are what clients outside call.
        if (isWildcard(host) || (gateways.length > 1 && host.includes('.'))) continue;
        const standing = standingOf(mesh, fullName(host, entity.id.namespace, mesh.config.clusterDomain));
        if (standing.kind === 'known' || standing.kind === 'elsewhere') continue;
        const { absence, service, expanded, meant } = standing;
        if (absence === 'open' && meant === undefined) continue;
        report(entity, ['spec', 'hosts', index], {
          message:
            service === undefined
              ? `${host} is no host of the mesh: no client follows these rules`
              : absent(
                  describeId(service),
                  isSure(absence, isMeant(service, meant?.entity)),
                  'no client follows these rules',
                ),
          fix:
            meant !== undefined
              ? `did you mean ${meant.host}?`
              : expanded !== undefined
                ? `write ${expanded}`
                : 'write the name of a Service, or add a ServiceEntry with the host',
          related:
            meant === undefined
              ? []
              : [{ entity: meant.entity, path: ['metadata', 'name'], message: `has ${meant.host}` }],
        });
      }
    }
  },
};
