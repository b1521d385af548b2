import type { DestinationRuleSpec } from '../../../../imports/networking.istio.io';
import { describeId, type Entity, isSound } from '../../../world/entity';
import { isOfKind, kindKey } from '../../../world/kind';
import { ANALYSIS_TEMPLATE, ARGO_ROLLOUT, CLUSTER_ANALYSIS_TEMPLATE, DESTINATION_RULE } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import type { ReferenceRole } from '../../../world/references/reference';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: Service
metadata: {name: reviews-canary, namespace: shop}
spec: {selector: {app: reviews}, ports: [{name: http, port: 80, targetPort: 9080}]}
---
apiVersion: v1
kind: Service
metadata: {name: reviews-stable, namespace: shop}
spec: {selector: {app: reviews}, ports: [{name: http, port: 80, targetPort: 9080}]}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: reviews, namespace: shop}
spec:
  strategy: {canary: {canaryService: ${name}, stableService: reviews-stable}}
  selector: {matchLabels: {app: reviews}}
  template:
    metadata: {labels: {app: reviews}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0, ports: [{containerPort: 9080}]}]}
`;

const ROLES: ReadonlySet<ReferenceRole> = new Set([
  'release service',
  'release route',
  'release target',
  'analysis template',
]);
const KINDS: ReadonlySet<string> = new Set([ARGO_ROLLOUT, ANALYSIS_TEMPLATE, CLUSTER_ANALYSIS_TEMPLATE].map(kindKey));

export const rolloutReferenceMissing: Rule = {
  id: 'K8S_ROLLOUT_REFERENCE_MISSING',
  severity: 'error',
  kinds: [ARGO_ROLLOUT, ANALYSIS_TEMPLATE, CLUSTER_ANALYSIS_TEMPLATE],
  docs: {
    says: 'a Rollout of Argo that names a Service, route, subset, workload or analysis template which does not exist',
    why: 'The Rollout is Degraded with InvalidSpec: a new version is not rolled out.',
    fix: 'Write the name of one that exists in the namespace of the Rollout.',
    symptoms: ['InvalidSpec', 'Degraded', 'rollout stuck'],
    see: 'https://argo-rollouts.readthedocs.io/en/stable/features/specification/',
    wrong: example('review-canary'),
    right: example('reviews-canary'),
  },

  check(mesh, report) {
    const { given } = mesh;
    reportMissing(mesh, report, {
      concerns: ({ role, from }) => ROLES.has(role) && KINDS.has(from.kindKey),
      consequence: () => 'no new version is rolled out (InvalidSpec)',
      unknown: 'note',
    });
    for (const { from, to, keys } of given.references) {
      if (from.kindKey !== kindKey(ARGO_ROLLOUT) || !isOfKind(to, DESTINATION_RULE) || isLive(from)) continue;
      const rules = given.alternatives(to);
      const sound = (rules as readonly Entity<DestinationRuleSpec>[]).filter(isSound);
      if (sound.length === 0 || sound.length < rules.length) continue;
      const names = new Set(sound.flatMap(({ spec: { subsets = [] } }) => subsets.map(({ name }) => name)));
      for (const { value, path } of keys) {
        if (names.has(value)) continue;
        report(from, path, {
          message: `${describeId(to)} has no subset ${value}: no new version is rolled out (InvalidSpec)`,
          fix: names.size === 0 ? 'add the subset' : `it has ${[...names].sort().join(', ')}`,
          related: sound.slice(0, 1).map((entity) => ({ entity, path: ['spec', 'subsets'], message: 'its subsets' })),
        });
      }
    }
  },
};
