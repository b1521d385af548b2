import { BUILT_IN_METRICS } from '../../../flagger-catalogue/metric-providers';
import { closest } from '../../../kube/suggestion';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { metricsOf } from '../../release/metrics';
import type { Rule } from '../../rule';

const example = (name: string) =>
  releaseExample({ metrics: `{name: ${name}, thresholdRange: {min: 99}, interval: 1m}` });

export const metricWithoutSource: Rule = {
  id: 'FLAGGER_METRIC_WITHOUT_SOURCE',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a metric that Flagger cannot ask anybody for',
    why: 'Flagger knows `request-success-rate` and `request-duration` by name; any other needs a `templateRef` or a `query`. Without one every check fails, and each release is rolled back.',
    fix: 'Write the name of a built-in metric, or name a MetricTemplate.',
    symptoms: ['no usable metrics template and query were configured', 'every release is rolled back'],
    see: 'https://docs.flagger.app/usage/metrics',
    wrong: example('success-rate'),
    right: example('request-success-rate'),
  },

  check(mesh, report) {
    for (const { release, metric, path, builtIn } of metricsOf(mesh)) {
      if (builtIn || metric.query || metric.templateRef !== undefined) continue;
      const near = closest(metric.name, BUILT_IN_METRICS);
      report(release.entity, [...path, 'name'], {
        message: `${metric.name} is neither built in nor has it a query or a template: every check fails, and each release is rolled back`,
        fix: near === undefined ? 'name a MetricTemplate in templateRef' : `did you mean ${near}?`,
      });
    }
  },
};
