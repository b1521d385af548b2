import { readTemplate, variablesIn } from '../../../flagger-catalogue/query-template';
import { closest } from '../../../kube/suggestion';
import { describeId } from '../../../world/entity';
import { METRIC_TEMPLATE } from '../../../world/kinds';
import { objectExample, releaseExample } from '../../release/example';
import { metricsOf } from '../../release/metrics';
import type { Rule } from '../../rule';

const example = (variable: string) =>
  releaseExample(
    {
      metrics: `{name: errors, templateRef: {name: errors}, templateVariables: {${variable}: inbound}, thresholdRange: {max: 1}, interval: 1m}`,
    },
    objectExample(
      'flagger.app/v1beta1',
      'MetricTemplate',
      'errors',
      'spec:',
      "  provider: {type: prometheus, address: 'http://prometheus.example.com:9090'}",
      '  query: sum(rate(errors_total{direction="{{ variables.direction }}"}[{{ interval }}]))',
    ),
  );

export const metricVariable: Rule = {
  id: 'FLAGGER_METRIC_VARIABLE',
  severity: 'error',
  kinds: [METRIC_TEMPLATE],
  docs: {
    says: 'a metric that does not give a variable for which its template asks',
    why: 'Flagger cannot fill the query in: every check fails with "map has no entry for key", and each release is rolled back.',
    fix: 'Give the variable in `templateVariables` of the metric.',
    symptoms: ['map has no entry for key', 'every release is rolled back'],
    see: 'https://docs.flagger.app/usage/metrics#custom-metrics',
    wrong: example('dirction'),
    right: example('direction'),
  },

  check(mesh, report) {
    for (const { release, metric, path, template } of metricsOf(mesh)) {
      if (template === undefined) continue;
      const given = metric.templateVariables ?? {};
      for (const name of variablesIn(readTemplate(template.spec.query))) {
        if (Object.hasOwn(given, name)) continue;
        const near = closest(name, Object.keys(given).sort());
        report(release.entity, metric.templateVariables === undefined ? path : [...path, 'templateVariables'], {
          message: `${describeId(template.id)} asks for variable ${name}, which metric ${metric.name} does not give: every check fails, and each release is rolled back`,
          fix: near === undefined ? `give ${name} in templateVariables` : `call ${near} ${name}`,
          related: [{ entity: template, path: ['spec', 'query'], message: 'asks for it' }],
        });
      }
    }
  },
};
