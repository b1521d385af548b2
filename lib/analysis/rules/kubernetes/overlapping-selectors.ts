import { isMap } from '../../../kube/json';
import { formatSelector, type LabelSelector } from '../../../kube/label-selector';
import { describeId, type Entity } from '../../../world/entity';
import { kindKey } from '../../../world/kind';
import { DAEMON_SET, DEPLOYMENT, REPLICA_SET, STATEFUL_SET } from '../../../world/kinds';
import { at } from '../../../world/workload';
import type { Rule } from '../../rule';

const example = (version: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews-v1, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews${version === 'v2' ? ', version: v1' : ''}}}
  template:
    metadata: {labels: {app: reviews, version: v1}}
    spec: {containers: [{name: reviews, image: example.com/reviews:1.0.0}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: reviews-v2, namespace: shop}
spec:
  selector: {matchLabels: {app: reviews, version: v2}}
  template:
    metadata: {labels: {app: reviews, version: v2}}
    spec: {containers: [{name: reviews, image: example.com/reviews:2.0.0}]}
`;

const CONTROLLERS: ReadonlySet<string> = new Set([DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET].map(kindKey));
const SHOWN = 5;
/** Of how many others it is known that they were named. */
const REMEMBERED = 100;

export const overlappingSelectors: Rule = {
  id: 'K8S_OVERLAPPING_SELECTORS',
  severity: 'warning',
  kinds: [DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET],
  docs: {
    says: 'a controller whose selector also selects the pods of another one in its namespace',
    why: 'Controllers leave pods alone that have an owner, but they take pods over that have lost theirs, and whatever asks by this selector counts the pods of both: disruption budgets, `kubectl logs deployment/…`. Where both have autoscalers, it is an error: neither of them scales.',
    fix: 'Add a label to the selector and the template that no other controller of the namespace has; the selector of a Deployment cannot be changed, so delete it first.',
    symptoms: ['AmbiguousSelector', 'wrong number of pods'],
    see: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
    wrong: example('v1'),
    right: example('v2'),
  },

  check({ given: world }, report) {
    const told = new Set<string>();
    const seen = new Set<string>();
    for (const { entity, namespace, pod } of [...world.workloads].sort(byId)) {
      const selector = at(entity.object, ['spec', 'selector']) as LabelSelector | undefined;
      if (pod === undefined || !CONTROLLERS.has(entity.kindKey) || !isMap(selector)) continue;
      // Controllers with the same selector are all named by the first of them.
      const text = formatSelector(selector);
      if (seen.has(`${namespace} ${text}`)) continue;
      seen.add(`${namespace} ${text}`);
      const others = world
        .selectedBy(namespace, selector)
        .map((each) => each.entity)
        .filter((other) => other !== entity && CONTROLLERS.has(other.kindKey))
        .filter((other) => world.together(entity, other) && !told.has(pairOf(entity, other)))
        .sort((a, b) => byId({ entity: a }, { entity: b }));
      if (others.length === 0) continue;
      for (const other of others.slice(0, REMEMBERED)) told.add(pairOf(entity, other));
      const isScaled = (each: Entity) => world.referrers(each.id).some(({ role }) => role === 'scale target');
      const isAmbiguous = isScaled(entity) && others.some(isScaled);
      const names = others.slice(0, 3).map((other) => describeId(other.id));
      report(entity, ['spec', 'selector'], {
        ...(isAmbiguous ? { severity: 'error' } : {}),
        message:
          `${text} also selects the pods of ${names.join(', ')}${others.length > names.length ? ' and others' : ''}` +
          (isAmbiguous ? ': their autoscalers do nothing (AmbiguousSelector)' : ''),
        fix: 'add a label to the selector and the template that the other does not have',
        related: others.slice(0, SHOWN).map((other) => ({
          entity: other,
          path: ['spec', 'template', 'metadata', 'labels'],
          message: 'has the labels, too',
        })),
      });
    }
  },
};

function pairOf(a: Entity, b: Entity): string {
  return [a.key, b.key].sort().join('\0');
}

function byId(a: { readonly entity: Entity }, b: { readonly entity: Entity }): number {
  return a.entity.key < b.entity.key ? -1 : 1;
}
