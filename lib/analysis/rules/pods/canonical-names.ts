import { DEPLOYMENT, SERVICE } from '../../../world/kinds';
import { deployment, documents, meshNamespace } from '../../examples';
import type { Rule } from '../../rule';

const NAMES = ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app'];
const bare = deployment('reviews').replaceAll('{app: reviews, version: v1}', '{component: reviews}');

export const canonicalNames: Rule = {
  id: 'MESH_CANONICAL_NAME',
  severity: 'note',
  kinds: [DEPLOYMENT, SERVICE],
  docs: {
    says: 'pods in the mesh without a label that says which application they are',
    why: 'Metrics, traces and graphs name a workload by `app` (or `app.kubernetes.io/name`, `service.istio.io/canonical-name`) and its version by `version`. Without them each Deployment is an application of its own, or `unknown`.',
    fix: 'Add the labels `app` and `version` to the template of the pods.',
    symptoms: ['metrics name the wrong Service', 'unknown in graphs'],
    see: 'https://istio.io/latest/docs/ops/deployment/application-requirements/#pod-requirements',
    wrong: documents(meshNamespace(), bare),
    right: documents(meshNamespace(), deployment('reviews')),
  },

  check(mesh, report) {
    for (const workload of mesh.given.workloads) {
      const { entity, labels, template } = workload;
      if (entity.derived !== undefined || NAMES.some((name) => labels[name] !== undefined)) continue;
      const { kind, assumed } = mesh.proxyOf(workload);
      if (kind !== 'sidecar' || assumed !== undefined) continue;
      report(entity, [...template, 'metadata', 'labels'], {
        message: 'the pods have no label app: metrics and traces do not say which application they are',
        fix: 'add the labels app and version',
      });
    }
  },
};
