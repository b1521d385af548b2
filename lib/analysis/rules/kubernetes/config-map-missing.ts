import { CONFIG_MAP } from '../../../world/kinds';
import type { Reference } from '../../../world/references/reference';
import { reportMissing } from '../../missing';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {LEVEL: info}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: example.com/web:1.0.0, envFrom: [{configMapRef: {name: ${name}}}]}]}
`;

export const configMapMissing: Rule = {
  id: 'K8S_CONFIG_MAP_MISSING',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'pods that need a ConfigMap which does not exist in their namespace',
    why: 'The kubelet waits for it: containers stay in CreateContainerConfigError, or pods in ContainerCreating with FailedMount, for as long as it is missing.',
    fix: 'Write the name of one that exists, add it to the same namespace, or set `optional: true`.',
    symptoms: ['CreateContainerConfigError', 'configmap not found', 'FailedMount', 'ContainerCreating'],
    see: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
    wrong: example('setings'),
    right: example('settings'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ to, role }) =>
        to.kind === CONFIG_MAP.kind && to.group === '' && (role === 'environment' || role === 'volume'),
      consequence: whyPodsWait,
      unknown: 'note',
    });
  },
};

/** What happens to pods without what they are configured with. */
export function whyPodsWait({ role }: Reference): string {
  return role === 'volume'
    ? 'pods stay in ContainerCreating (FailedMount)'
    : 'containers do not start (CreateContainerConfigError)';
}
