import { closest } from '../../../kube/suggestion';
import { describeId } from '../../../world/entity';
import { CONFIG_MAP, SECRET } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import { keysOf } from '../../keys-of';
import type { Rule } from '../../rule';

const example = (key: string) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {LOG_LEVEL: info}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: web
    image: example.com/web:1.0.0
    env: [{name: LOG_LEVEL, valueFrom: {configMapKeyRef: {name: settings, key: ${key}}}}]
`;

export const keyMissing: Rule = {
  id: 'K8S_KEY_MISSING',
  severity: 'error',
  kinds: [CONFIG_MAP, SECRET],
  docs: {
    says: 'a key that its ConfigMap or Secret does not have',
    why: 'The kubelet waits for the key: containers stay in CreateContainerConfigError, or pods in ContainerCreating with "references non-existent config key".',
    fix: 'Write a key that is there, or set `optional: true`.',
    symptoms: ['CreateContainerConfigError', "couldn't find key", 'references non-existent config key'],
    see: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/',
    wrong: example('LOGLEVEL'),
    right: example('LOG_LEVEL'),
  },

  check({ given: world }, report) {
    for (const { from, to, keys, optional, role } of world.references) {
      if (keys.length === 0 || optional || from.refused === true || isLive(from)) continue;
      const known = keysOf(world, world.alternatives(to));
      if (known === undefined) continue;
      for (const { value, path } of keys) {
        if (known.has(value)) continue;
        const near = closest(value, [...known].sort());
        const [target] = world.alternatives(to);
        report(from, path, {
          message: `${describeId(to)} has no key ${value}: ${role === 'volume' ? 'pods stay in ContainerCreating' : 'containers do not start (CreateContainerConfigError)'}`,
          fix: near === undefined ? `it has ${[...known].sort().slice(0, 10).join(', ')}` : `did you mean ${near}?`,
          related: target === undefined ? [] : [{ entity: target, path: ['data'], message: 'its keys' }],
        });
      }
    }
  },
};
