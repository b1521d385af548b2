import type { Mesh } from '../../../mesh/mesh';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { deployment, documents, istio, service, shop } from '../../examples';
import type { Rule } from '../../rule';
import { usesIn } from '../../traffic/destinations';

const PROXY = deployment('edge', { labels: ', istio: edge' }).replace(
  '{name: edge, image',
  '{name: istio-proxy, image',
);
const example = (mirror: string) =>
  documents(
    shop('reviews'),
    PROXY,
    service('edge'),
    istio('VirtualService', 'reviews', `hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews}}]${mirror}}]`),
  );

export const mirroredHost: Rule = {
  id: 'MESH_MIRRORED_HOST',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'requests that are mirrored to a gateway',
    why: 'A mirrored request has `-shadow` at the end of its Host: `reviews-shadow`. A gateway, and whatever else routes by the host, has no rule for it.',
    fix: 'Mirror to the Service behind the gateway; or give the gateway rules for the host with `-shadow`.',
    symptoms: ['404 NR', 'nothing is mirrored'],
    see: 'https://istio.io/latest/docs/tasks/traffic-management/mirroring/',
    wrong: example(', mirror: {host: edge}'),
    right: example(''),
  },

  check(mesh, report) {
    for (const { from, destination, path, role, host } of usesIn(mesh)) {
      if (role !== 'mirror') continue;
      const [target] = mesh.servicesWithHost(host);
      const gateway = target && mesh.endpoints(target).find(({ workload }) => isGateway(mesh, workload));
      if (gateway === undefined || servesShadows(mesh)) continue;
      report(from, [...path, 'host'], {
        message: `${destination.host} is a gateway, which routes by Host: mirrored requests have HOST-shadow, for which it has no rule`,
        fix: 'mirror to the Service behind the gateway',
        related: [{ entity: gateway.entity, path: [], message: 'is a gateway' }],
      });
    }
  },
};

function isGateway(mesh: Mesh, workload: Parameters<Mesh['proxyOf']>[0] | undefined): boolean {
  return workload !== undefined && mesh.proxyOf(workload).kind === 'gateway';
}

/** Whether some gateway takes every host, or one that a mirrored request has. */
function servesShadows({ given }: Mesh): boolean {
  return given
    .all(VIRTUAL_SERVICE)
    .some(
      ({ spec }) =>
        (spec.gateways ?? []).length > 0 && (spec.hosts ?? []).some((host) => host === '*' || /-shadow/.test(host)),
    );
}
