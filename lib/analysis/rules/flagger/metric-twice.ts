import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { metricsOf } from '../../release/metrics';
import type { Rule } from '../../rule';

const example = (name: string) =>
  releaseExample({
    metrics: `{name: ${name}, query: 'sum(rate(errors_total[1m]))', thresholdRange: {max: 1}, interval: 1m}`,
  });

export const metricTwice: Rule = {
  id: 'FLAGGER_METRIC_TWICE',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'a metric with the name of a built-in one, and a query or template of its own',
    why: 'Flagger asks both: the built-in metric by the name, and then the query. The limits are the same for both, and seldom right for both.',
    fix: 'Give the metric a name of its own.',
    symptoms: ['metric evaluated twice', 'no values found'],
    see: 'https://docs.flagger.app/usage/metrics',
    wrong: example('request-duration'),
    right: example('errors'),
  },

  check(mesh, report) {
    for (const { release, metric, path, builtIn } of metricsOf(mesh)) {
      if (!builtIn || (!metric.query && metric.templateRef === undefined)) continue;
      report(release.entity, [...path, 'name'], {
        message: `Flagger asks for the built-in ${metric.name} and for ${metric.query ? 'the query' : 'the template'}, with the same limits for both`,
        fix: 'give the metric a name of its own',
      });
    }
  },
};
