import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, objectExample, yaml } from '../../release/example';
import { releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (target: string) =>
  yaml(
    deploymentExample({ labels: '{app: reviews, tier: front}', selector: '{app: reviews}' }),
    objectExample('v1', 'Service', 'front', 'spec: {selector: {tier: front}, ports: [{name: http, port: 9080}]}'),
    canaryExample({ target }),
  );

export const serviceTarget: Rule = {
  id: 'FLAGGER_SERVICE_TARGET',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a Canary whose target is a Service with an address of its own',
    why: 'Flagger copies the Service for both versions, its address included, which the API server refuses, as no two Services have the same: Flagger makes nothing, at each interval anew. Only headless Services and names of elsewhere (ExternalName) can be copied.',
    fix: 'Release the Deployment, or make the Services of both versions headless.',
    symptoms: ['canary stuck in Initializing', 'reconcileCanaryService failed', 'clusterIPs: Invalid value'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-target',
    wrong: example('kind: Service, name: front'),
    right: example('kind: Deployment, name: reviews'),
  },

  check(mesh, report) {
    for (const release of releasesOf(mesh)) {
      const { entity, targetId } = release;
      const target = mesh.given.get(targetId, targetId);
      if (targetId.kind !== 'Service' || target === undefined) continue;
      const { blocked } = release.made;
      if (blocked === undefined || !blocked.startsWith('reconcileCanaryService')) continue;
      report(entity, ['spec', 'targetRef', 'name'], {
        message: `Service ${targetId.name} has an address, which its copies cannot have as well: Flagger makes nothing ("${blocked}")`,
        fix: 'release the Deployment behind it',
        related: [{ entity: target, path: ['spec'], message: 'is copied' }],
      });
    }
  },
};
