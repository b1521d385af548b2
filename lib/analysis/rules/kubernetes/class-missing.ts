import type { Reference, ReferenceRole } from '../../../world/references/reference';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: critical}
value: 1000
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {priorityClassName: ${name}, containers: [{name: web, image: example.com/web:1.0.0}]}
`;

const CONSEQUENCES: Partial<Record<ReferenceRole, string>> = {
  'priority class': 'the API server refuses the pods',
  'runtime class': 'the API server refuses the pods',
  'storage class': 'no volume is made, and pods stay Pending',
  class: 'no controller looks at it',
};

export const classMissing: Rule = {
  id: 'K8S_CLASS_MISSING',
  severity: 'warning',
  kinds: [],
  docs: {
    says: 'a class that is none of those among the manifests: of priority, runtime, storage, Ingress or Gateway',
    why: 'Pods are refused, claims stay Pending, or no controller looks at the Ingress or Gateway. Most clusters bring classes of their own, so nothing is said where no class of the kind is given.',
    fix: 'Write the name of one that exists, or say under `external` in `meshwright.yaml` that the cluster has it.',
    symptoms: ['no PriorityClass with name', 'RuntimeClass not found', 'Pending', 'no address'],
    see: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass',
    wrong: example('critcal'),
    right: example('critical'),
  },

  check(mesh, report) {
    const { given } = mesh;
    const consequence = ({ role }: Reference) => CONSEQUENCES[role] ?? '';
    const isComplete = given.settings.complete === true;
    reportMissing(mesh, report, {
      concerns: ({ role }) => role === 'priority class',
      consequence,
      missing: isComplete ? 'error' : 'warning',
    });
    reportMissing(mesh, report, {
      concerns: ({ role }) => role !== 'priority class' && CONSEQUENCES[role] !== undefined,
      consequence,
      // Controllers and clouds bring theirs.
      missing: isComplete ? 'error' : 'note',
    });
  },
};
