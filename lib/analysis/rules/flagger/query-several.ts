import type { FieldPath } from '../../../model/finding';
import { readQuery } from '../../../promql/read-query';
import type { Entity } from '../../../world/entity';
import { CANARY, METRIC_TEMPLATE } from '../../../world/kinds';
import { objectExample } from '../../release/example';
import { type FilledQuery, fillQuery, fillUnused, metricsOf } from '../../release/metrics';
import type { Report, Rule } from '../../rule';

const example = (by: string) =>
  objectExample(
    'flagger.app/v1beta1',
    'MetricTemplate',
    'error-rate',
    'spec:',
    "  provider: {type: prometheus, address: 'http://prometheus.example.com:9090'}",
    `  query: sum(rate(errors_total{app="{{ target }}"}[{{ interval }}]))${by}`,
  );

export const querySeveral: Rule = {
  id: 'FLAGGER_QUERY_SEVERAL',
  severity: 'warning',
  kinds: [CANARY, METRIC_TEMPLATE],
  docs: {
    says: 'a query whose result may be more than one sample',
    why: 'Flagger takes one number. A query that gives a sample for each pod, path or code fails each check in which there are several of them, which may only be under load.',
    fix: 'Put `sum()`, `max()` or the like around the query, without labels to keep.',
    symptoms: ['query returned multiple values', 'checks fail under load'],
    see: 'https://docs.flagger.app/usage/metrics#prometheus',
    wrong: example(' by (pod)'),
    right: example(''),
  },

  check(mesh, report) {
    const metrics = metricsOf(mesh);
    for (const each of metrics) {
      const { release, metric, path } = each;
      if (metric.query) judge(report, release.entity, [...path, 'query'], fillQuery(metric.query, each));
    }
    for (const template of mesh.given.all(METRIC_TEMPLATE)) {
      if (template.spec.provider.type !== 'prometheus') continue;
      judge(report, template, ['spec', 'query'], fillUnused(template.spec.query));
    }
  },
};

function judge(report: Report, entity: Entity, path: FieldPath, { text }: FilledQuery): void {
  const reading = text === undefined ? undefined : readQuery(text);
  if (reading?.is !== 'query' || reading.single) return;
  report(entity, path, {
    message: 'the result may be several samples, of which Flagger takes one: each check fails in which there are more',
    fix: 'put sum(), max() or the like around it, without labels to keep',
  });
}
