import { DEPLOYMENT, NAMESPACE, POD } from '../../../world/kinds';
import { deployment, documents, meshNamespace } from '../../examples';
import type { RelatedObservation, Rule } from '../../rule';

export const hostNetwork: Rule = {
  id: 'MESH_HOST_NETWORK',
  severity: 'note',
  kinds: [POD, DEPLOYMENT],
  docs: {
    says: 'pods in the network of their node, in a namespace whose pods get sidecars',
    why: 'A pod with `hostNetwork` gets no sidecar, as its iptables would be those of the node: it sends and takes plain text, and no policy or route is for it. Pods that take mutual TLS alone refuse it.',
    fix: 'Leave `hostNetwork` out; or write `sidecar.istio.io/inject: "false"`, so that it is seen.',
    symptoms: ['connection reset', 'a policy has no effect'],
    see: 'https://istio.io/latest/docs/ops/common-problems/injection/',
    wrong: documents(meshNamespace(), deployment('reviews', { pod: ', hostNetwork: true' })),
    right: documents(meshNamespace(), deployment('reviews')),
  },

  check({ given }, report) {
    for (const { entity, namespace, labels, annotations, template, pod } of given.everyWorkload) {
      if (pod?.hostNetwork !== true || entity.derived !== undefined) continue;
      const refused = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
      if (refused === 'false' || given.namespaceLabels(namespace)['istio-injection'] !== 'enabled') continue;
      const manifest = given.get(NAMESPACE, { namespace: '', name: namespace });
      report(entity, [...template, 'spec', 'hostNetwork'], {
        message: `the pods get no sidecar, though namespace ${namespace} asks for them: they are outside of the mesh`,
        fix: 'leave hostNetwork out, or write the label sidecar.istio.io/inject: "false"',
        related:
          manifest === undefined
            ? []
            : [{ entity: manifest, path: ['metadata', 'labels'], message: 'asks for sidecars' } as RelatedObservation],
      });
    }
  },
};
