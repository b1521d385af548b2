import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { deployment, documents, istio, meshNamespace, service } from '../../examples';
import type { Rule } from '../../rule';
import { usesIn } from '../../traffic/destinations';
import { followersOf } from '../../traffic/followers';

const example = (more: string) =>
  documents(
    meshNamespace(),
    deployment('reviews'),
    service('reviews', '{name: http, port: 8080}', { more }),
    istio('DestinationRule', 'reviews', 'host: reviews\nsubsets: [{name: v1, labels: {version: v1}}]'),
    istio(
      'VirtualService',
      'reviews',
      'hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews, subset: v1}}]}]',
    ),
  );

export const headlessSubsets: Rule = {
  id: 'MESH_HEADLESS_SUBSET',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a route of sidecars to a subset of a headless Service',
    why: 'Clients of a headless Service dial a pod, and the sidecar sends the request to that pod: subsets, weights and load balancing have no effect.',
    fix: 'Give the Service an address (no `clusterIP: None`), or a second Service beside it that has one.',
    symptoms: ['requests go to the wrong version'],
    see: 'https://istio.io/latest/docs/ops/configuration/traffic-management/traffic-routing/#headless-services',
    wrong: example(', clusterIP: None'),
    right: example(''),
  },

  check(mesh, report) {
    for (const { from, destination, path, host } of usesIn(mesh)) {
      if (!destination.subset) continue;
      const services = mesh.servicesWithHost(host);
      const headless = services.find((each) => each.headless && each.entity.derived === undefined);
      if (headless === undefined || services.length > 1) continue;
      // Gateways have the addresses of all pods.
      if (!followersOf(mesh, from).some(({ kind }) => kind === 'sidecar')) continue;
      report(from, [...path, 'subset'], {
        message: `${destination.host} is headless: requests go to the pod that the client has dialled, and not to subset ${destination.subset}`,
        fix: 'give the Service an address, or a second Service beside it that has one',
        related: [{ entity: headless.entity, path: ['spec', 'clusterIP'], message: 'has no address' }],
      });
    }
  },
};
