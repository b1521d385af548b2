import type { ObjectId } from '../../../world/entity';
import { isOfKind } from '../../../world/kind';
import { SECRET } from '../../../world/kinds';
import type { Reference } from '../../../world/references/reference';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';
import { mayHaveSecretsMade } from '../../secret-makers';
import { whyPodsWait } from './config-map-missing';

const example = (name: string) => `
apiVersion: v1
kind: Secret
metadata: {name: database, namespace: shop}
stringData: {password: change-me}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: web
    image: example.com/web:1.0.0
    env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: ${name}, key: password}}}]
`;

const ROLES = new Set<Reference['role']>(['environment', 'volume', 'image pull secret']);

export const secretMissing: Rule = {
  id: 'K8S_SECRET_MISSING',
  severity: 'warning',
  kinds: [],
  docs: {
    says: 'pods that need a Secret which is not among the manifests of their namespace',
    why: 'The kubelet waits for it: containers stay in CreateContainerConfigError, or pods in ContainerCreating with FailedMount. Many Secrets are made by hand or by a program, so it is a warning; a note where a ServiceAccount may make Secrets, an error where the manifests are complete.',
    fix: 'Write the name of one that exists, or say under `external` in `meshwright.yaml` that it is made elsewhere.',
    symptoms: ['CreateContainerConfigError', 'secret not found', 'FailedMount', 'ImagePullBackOff'],
    see: 'https://kubernetes.io/docs/concepts/configuration/secret/',
    wrong: example('databse'),
    right: example('database'),
  },

  check(mesh, report) {
    const isComplete = mesh.given.settings.complete === true;
    const isMade = (to: ObjectId) => !isComplete && mayHaveSecretsMade(mesh.given, to.namespace);
    const concerns = ({ to, role }: Reference) => isOfKind(to, SECRET) && ROLES.has(role);
    reportMissing(mesh, report, {
      concerns: (reference) => concerns(reference) && !isMade(reference.to),
      consequence: whyPodsWait,
      missing: isComplete ? 'error' : 'warning',
    });
    reportMissing(mesh, report, {
      concerns: (reference) => concerns(reference) && isMade(reference.to),
      consequence: whyPodsWait,
      missing: 'note',
    });
  },
};
