import type { FieldPath } from '../../../model/finding';
import type { PodSpec } from '../../../world/native-specs';
import { deployment, documents, meshNamespace } from '../../examples';
import type { Rule } from '../../rule';

const example = (user: number) =>
  documents(meshNamespace(), deployment('reviews', { pod: `, securityContext: {runAsUser: ${user}}` }));

/** The user of the proxy, whose traffic is not redirected to it. */
const PROXY = 1337;
/** Containers that are to run as this user. */
const OWN = new Set(['istio-proxy', 'istio-validation', 'istio-init', 'istio-operator', 'discovery']);

export const userOfTheProxy: Rule = {
  id: 'IST0144',
  severity: 'warning',
  kinds: [],
  docs: {
    says: 'a container in the mesh that runs as user 1337, as the sidecar does',
    why: 'Traffic of this user is not redirected, so that the sidecar does not send its own to itself: what the container sends goes past it, in plain text, without routes and policies.',
    fix: 'Run it as another user.',
    symptoms: ['connection reset by STRICT mutual TLS', 'no traces', 'rules are ignored'],
    see: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
    wrong: example(1337),
    right: example(1000),
  },

  check(mesh, report) {
    for (const workload of mesh.given.everyWorkload) {
      const { entity, template, pod } = workload;
      if (pod === undefined) continue;
      const found = runningAs(pod);
      if (found.length === 0 || mesh.proxyOf(workload).kind !== 'sidecar') continue;
      if (entity.labels.istio !== undefined || entity.labels.release === 'istio') continue;
      for (const [path, container] of found) {
        report(entity, [...template, 'spec', ...path], {
          message: `${container === undefined ? 'the containers run' : `container ${container} runs`} as user ${PROXY}, as the sidecar does: what they send goes past it`,
          fix: 'run as another user',
        });
      }
    }
  },
};

function runningAs(pod: PodSpec): readonly (readonly [FieldPath, string | undefined])[] {
  const found: (readonly [FieldPath, string | undefined])[] = [];
  if (pod.securityContext?.runAsUser === PROXY) found.push([['securityContext', 'runAsUser'], undefined]);
  for (const field of ['containers', 'initContainers', 'ephemeralContainers'] as const) {
    const containers = pod[field];
    if (containers === undefined) continue;
    for (let index = 0; index < containers.length; index++) {
      const { name = '', securityContext } = containers[index] ?? {};
      if (securityContext?.runAsUser !== PROXY || OWN.has(name)) continue;
      found.push([[field, index, 'securityContext', 'runAsUser'], name]);
    }
  }
  return found;
}
