import type { FieldPath } from '../../../model/finding';
import { describeUnreadable, placeIn, readQuery } from '../../../promql/read-query';
import { describeId, type Entity, idKey } from '../../../world/entity';
import { CANARY, METRIC_TEMPLATE } from '../../../world/kinds';
import { objectExample } from '../../release/example';
import { type FilledQuery, fillQuery, fillUnused, metricsOf, type ReleaseMetric } from '../../release/metrics';
import type { Report, Rule } from '../../rule';

const example = (query: string) =>
  objectExample(
    'flagger.app/v1beta1',
    'MetricTemplate',
    'error-rate',
    'spec:',
    "  provider: {type: prometheus, address: 'http://prometheus.example.com:9090'}",
    '  query: |',
    `    ${query}`,
  );

const FAILS = 'every check fails, and each release is rolled back';

export const query: Rule = {
  id: 'FLAGGER_QUERY',
  severity: 'error',
  kinds: [CANARY, METRIC_TEMPLATE],
  docs: {
    says: 'a query that Flagger cannot fill in, or that Prometheus does not take once it is filled in',
    why: 'Only `name`, `namespace`, `target`, `service`, `ingress`, `route`, `interval` and `variables.…` may stand between `{{` and `}}`. What comes of it must be PromQL: a query that cannot be asked is a check that fails.',
    fix: 'Write what the message asks for; the place is that of the query as it is asked.',
    symptoms: [
      'parse error',
      'Metric query failed',
      'function not defined',
      'bad_data',
      'every release is rolled back',
    ],
    see: 'https://docs.flagger.app/usage/metrics#custom-metrics',
    wrong: example('sum(rate(errors_total{app="{{ target }}"}[{{ interval }}])'),
    right: example('sum(rate(errors_total{app="{{ target }}"}[{{ interval }}]))'),
  },

  check(mesh, report) {
    const metrics = metricsOf(mesh);
    for (const each of metrics) {
      const { release, metric, path } = each;
      if (metric.query)
        judge(report, release.entity, [...path, 'query'], metric.query, [fillQuery(metric.query, each)]);
    }
    for (const template of mesh.given.all(METRIC_TEMPLATE)) {
      const { provider, query: text } = template.spec;
      const users = metrics.filter(
        (each) => each.template !== undefined && idKey(each.template.id) === idKey(template.id),
      );
      const filled = users.map((each) => fillQuery(text, each));
      const isPromQl = provider.type === 'prometheus';
      judge(
        report,
        template,
        ['spec', 'query'],
        text,
        filled.length > 0 ? filled : [fillUnused(text)],
        users,
        isPromQl,
      );
    }
  },
};

/** Reports what is wrong with a query, as it is asked for the first of the metrics for which something is. */
function judge(
  report: Report,
  entity: Entity,
  path: FieldPath,
  written: string,
  filled: readonly FilledQuery[],
  users: readonly ReleaseMetric[] = [],
  isPromQl = true,
): void {
  for (const [index, { template, text }] of filled.entries()) {
    const user = users[index];
    const related =
      user === undefined
        ? []
        : [{ entity: user.release.entity, path: [...user.path, 'templateRef'], message: 'is asked for it' }];
    if (template.problem !== undefined) {
      const { at, message } = template.problem;
      report(entity, path, { message: `${placeIn(written, at)}: ${message}: ${FAILS}`, related });
      return;
    }
    const mistake = text === undefined || !isPromQl ? undefined : mistakeIn(text);
    if (mistake === undefined) continue;
    const asked =
      user === undefined || text === written ? '' : `, as it is asked for ${describeId(user.release.entity.id)}`;
    report(entity, path, { message: `${mistake}${asked}: ${FAILS}`, related });
    return;
  }
}

/** Longer queries, and those of several lines, are not repeated. */
const SHOWN = 160;

function mistakeIn(text: string): string | undefined {
  const reading = readQuery(text);
  if (reading.is === 'query') return undefined;
  const trimmed = text.trim();
  const shown = trimmed.length > SHOWN || trimmed.includes('\n') ? '' : `, in ${trimmed}`;
  return reading.is === 'unreadable'
    ? `no PromQL: ${describeUnreadable(text, reading)}${shown}`
    : `${placeIn(text, reading.at)}: ${reading.message}${shown}`;
}
