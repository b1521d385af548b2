import { analysisInterval } from '../../../flagger-objects/canary';
import { CANARY } from '../../../world/kinds';
import { canaryExample, deploymentExample, yaml } from '../../release/example';
import { type Release, releasesOf } from '../../release/releases';
import type { Rule } from '../../rule';

const example = (seconds: number) =>
  yaml(
    deploymentExample({
      container: ', startupProbe: {httpGet: {path: /, port: http}, initialDelaySeconds: 150, periodSeconds: 10}',
    }),
    canaryExample({ spec: ['provider: istio', `progressDeadlineSeconds: ${seconds}`] }),
  );

export const deadline: Rule = {
  id: 'FLAGGER_DEADLINE',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a deadline that ends before pods can be ready',
    why: 'Flagger rolls back when the pods of the new version are not ready by `progressDeadlineSeconds`. Probes that begin later than that fail each release, whatever the version is like. A deadline shorter than the interval leaves one look at the pods.',
    fix: 'Give the Canary a longer `progressDeadlineSeconds`, or the probes a shorter delay.',
    symptoms: ['every release is rolled back', 'ProgressDeadlineExceeded', 'canary deployment not ready'],
    see: 'https://docs.flagger.app/usage/how-it-works#canary-resource',
    wrong: example(60),
    right: example(600),
  },

  check(mesh, report) {
    for (const release of releasesOf(mesh)) {
      const { entity, spec, provider, target } = release;
      if (provider !== 'istio' && provider !== 'kubernetes') continue;
      const { progressDeadlineSeconds } = spec;
      const path = progressDeadlineSeconds === undefined ? ['spec'] : ['spec', 'progressDeadlineSeconds'];
      const interval = analysisInterval(spec);
      if (target !== undefined && isLate(release)) {
        report(entity, path, {
          message: `each release is rolled back, whatever the version is like: probes of ${target.entity.id.kind} ${target.entity.id.name} begin too late for the deadline${progressDeadlineSeconds === undefined ? '' : ` of ${progressDeadlineSeconds} s`}`,
          fix: 'give the Canary a longer progressDeadlineSeconds',
          related: [
            { entity: target.entity, path: [...target.workload.template, 'spec', 'containers'], message: 'the probes' },
          ],
        });
      } else if (progressDeadlineSeconds !== undefined && progressDeadlineSeconds < interval) {
        report(entity, path, {
          severity: 'warning',
          message: `the deadline of ${progressDeadlineSeconds} s is shorter than the interval of ${interval} s: Flagger looks at the pods once, and rolls back if they are not ready then`,
          fix: 'write a deadline of several intervals',
        });
      }
    }
  },
};

/** Whether a release fails although each of its checks passes: then its pods came too late. */
function isLate({ outlook: { ends, failsChecks } }: Release): boolean {
  return ends === 'Failed' && !failsChecks;
}
