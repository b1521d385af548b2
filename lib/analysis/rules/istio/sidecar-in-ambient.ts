import { NAMESPACE, SIDECAR } from '../../../world/kinds';
import { deployment, documents, istio, meshNamespace } from '../../examples';
import type { Rule } from '../../rule';

const example = (labels: string) =>
  documents(
    meshNamespace('shop', labels),
    deployment('reviews'),
    istio('Sidecar', 'default', 'egress: [{hosts: [./*]}]'),
  );

export const sidecarInAmbient: Rule = {
  id: 'IST0167',
  severity: 'warning',
  kinds: [SIDECAR],
  docs: {
    says: 'a Sidecar for pods in ambient mode',
    why: 'The pods have no sidecar that it could be for: ztunnel and waypoints do not look at it.',
    fix: 'Remove it; what clients may call is said by AuthorizationPolicies.',
    symptoms: ['a Sidecar has no effect'],
    see: 'https://istio.io/latest/docs/reference/config/analysis/ist0167/',
    wrong: example('{istio.io/dataplane-mode: ambient}'),
    right: example('{istio-injection: enabled}'),
  },

  check(mesh, report) {
    const { given, world } = mesh;
    for (const entity of given.all(SIDECAR)) {
      const { namespace } = entity.id;
      const labels = entity.spec.workloadSelector?.labels ?? {};
      const workloads = world.selected(namespace, labels);
      const ambient = workloads.filter((workload) => mesh.proxyOf(workload).kind === 'ambient');
      const isAmbient =
        workloads.length === 0
          ? Object.keys(labels).length === 0 &&
            world.namespaceLabels(namespace)['istio.io/dataplane-mode'] === 'ambient'
          : ambient.length === workloads.length;
      if (!isAmbient) continue;
      const manifest = given.get(NAMESPACE, { namespace: '', name: namespace });
      report(entity, entity.spec.workloadSelector === undefined ? ['metadata', 'name'] : ['spec', 'workloadSelector'], {
        message: `the pods are in ambient mode: nobody looks at a Sidecar`,
        fix: 'remove it',
        related:
          manifest === undefined
            ? []
            : [{ entity: manifest, path: ['metadata', 'labels'], message: 'is in ambient mode' }],
      });
    }
  },
};
