import { describeId } from '../../../world/entity';
import { INGRESS_CLASS, STORAGE_CLASS } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import type { Rule } from '../../rule';

const example = (isDefault: string) => `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx, annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: traefik, annotations: {ingressclass.kubernetes.io/is-default-class: '${isDefault}'}}
spec: {controller: traefik.io/ingress-controller}
`;

const ANNOTATIONS = [
  [INGRESS_CLASS, 'ingressclass.kubernetes.io/is-default-class', 'an Ingress without a class gets the newest'],
  [STORAGE_CLASS, 'storageclass.kubernetes.io/is-default-class', 'claims without a class get the newest'],
] as const;

export const defaultClasses: Rule = {
  id: 'K8S_DEFAULT_CLASSES',
  severity: 'warning',
  kinds: [INGRESS_CLASS, STORAGE_CLASS],
  docs: {
    says: 'two classes of Ingresses or of storage that are both the default',
    why: 'What says no class gets the one that was created last: which that is depends on the history of the cluster, not on the manifests.',
    fix: 'Take the annotation away from all but one.',
    symptoms: ['wrong StorageClass', 'the wrong controller serves an Ingress'],
    see: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class',
    wrong: example('true'),
    right: example('false'),
  },

  check({ given: world }, report) {
    for (const [kind, annotation, consequence] of ANNOTATIONS) {
      const [first, ...others] = world
        .current(kind)
        .filter((entity) => entity.annotations[annotation] === 'true' && !isLive(entity))
        .sort((a, b) => (a.id.name < b.id.name ? -1 : 1));
      for (const other of others) {
        if (first === undefined || !world.together(first, other)) continue;
        report(other, ['metadata', 'annotations', annotation], {
          message: `${describeId(first.id)} is the default, too: ${consequence}`,
          fix: 'take the annotation away from one of them',
          related: [{ entity: first, path: ['metadata', 'annotations', annotation], message: 'the other default' }],
        });
      }
    }
  },
};
