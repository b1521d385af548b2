import { CRON_JOB, JOB } from '../../../world/kinds';
import { documents, meshNamespace } from '../../examples';
import type { Rule } from '../../rule';

const NATIVE = 'sidecar.istio.io/nativeSidecar';
const job = (annotations: string) =>
  documents(
    meshNamespace(),
    `apiVersion: batch/v1
kind: Job
metadata: {name: import, namespace: shop}
spec:
  template:
    metadata: {labels: {app: import}${annotations}}
    spec: {restartPolicy: Never, containers: [{name: import, image: example.com/import:1.0.0}]}
`,
  );

export const jobsWithSidecar: Rule = {
  id: 'MESH_JOB_NEVER_ENDS',
  severity: 'error',
  kinds: [JOB, CRON_JOB],
  docs: {
    says: 'a Job whose sidecar is a container like others, and goes on running',
    why: 'A Job is done when all containers have ended, and the sidecar does not end. As a native sidecar, an init container that goes on running, it does not count; that is the default where Kubernetes has them.',
    fix: 'Remove the annotation; or let the application end the sidecar with a POST to localhost:15020/quitquitquit.',
    symptoms: ['a Job never completes'],
    see: 'https://istio.io/latest/blog/2023/native-sidecars/',
    wrong: job(`, annotations: {${NATIVE}: "false"}`),
    right: job(''),
  },

  check(mesh, report) {
    for (const workload of mesh.given.everyWorkload) {
      const { entity, annotations, template, pod } = workload;
      if (entity.id.kind !== JOB.kind && entity.id.kind !== CRON_JOB.kind) continue;
      const asked = annotations[NATIVE];
      if (asked !== 'false' || mesh.proxyOf(workload).kind !== 'sidecar') continue;
      if (/quitquitquit|EXIT_ZERO|scuttle/i.test(JSON.stringify(pod ?? {}))) continue;
      report(entity, [...template, 'metadata', 'annotations', NATIVE], {
        message: 'the sidecar goes on running when the application has ended: the Job never completes',
        fix: 'remove the annotation, or end the sidecar with a POST to localhost:15020/quitquitquit',
      });
    }
  },
};
