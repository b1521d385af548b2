import { PERSISTENT_VOLUME } from '../../../world/kinds';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: database, namespace: shop}
spec:
  containers: [{name: database, image: example.com/database:1.0.0, volumeMounts: [{name: data, mountPath: /data}]}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: ${name}}}]
`;

export const storageMissing: Rule = {
  id: 'K8S_STORAGE_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'a claim that pods need, or a volume that a claim names, which does not exist',
    why: 'The scheduler waits for the claim, and the claim for the volume: pods stay Pending.',
    fix: 'Write the name of one that exists, or add it.',
    symptoms: ['Pending', 'persistentvolumeclaim not found', 'unbound PersistentVolumeClaims'],
    see: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/',
    wrong: example('date'),
    right: example('data'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role, from }) => role === 'claim' && from.id.kind !== PERSISTENT_VOLUME.kind,
      consequence: () => 'pods stay Pending',
      unknown: 'note',
    });
    reportMissing(mesh, report, {
      concerns: ({ role }) => role === 'bound volume',
      consequence: () => 'the claim stays Pending, and pods that need it do, too',
    });
  },
};
