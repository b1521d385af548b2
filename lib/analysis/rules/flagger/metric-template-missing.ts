import { CANARY } from '../../../world/kinds';
import { reportMissing } from '../../missing';
import { objectExample, releaseExample } from '../../release/example';
import type { Rule } from '../../rule';

const example = (name: string) =>
  releaseExample(
    { metrics: `{name: errors, templateRef: {name: ${name}}, thresholdRange: {max: 1}, interval: 1m}` },
    objectExample(
      'flagger.app/v1beta1',
      'MetricTemplate',
      'error-rate',
      'spec:',
      "  provider: {type: prometheus, address: 'http://prometheus.example.com:9090'}",
      '  query: sum(rate(errors_total{app="{{ target }}"}[{{ interval }}]))',
    ),
  );

export const metricTemplateMissing: Rule = {
  id: 'FLAGGER_METRIC_TEMPLATE_MISSING',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a metric of a MetricTemplate that does not exist',
    why: 'Every check fails with "metric template … not found", and each release is rolled back. Without a namespace the template is looked for in that of the Canary.',
    fix: 'Write name and namespace of a MetricTemplate.',
    symptoms: ['Metric template … error', 'not found', 'every release is rolled back'],
    see: 'https://docs.flagger.app/usage/metrics#custom-metrics',
    wrong: example('errors-rate'),
    right: example('error-rate'),
  },

  check(mesh, report) {
    reportMissing(mesh, report, {
      concerns: ({ role, from }) => role === 'analysis template' && from.id.kind === CANARY.kind,
      consequence: () => 'every check fails, and each release is rolled back',
      // Such templates are for Canaries alone, and stand beside them.
      unknown: 'warning',
    });
  },
};
