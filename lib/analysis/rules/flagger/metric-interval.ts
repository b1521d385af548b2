import { METRIC_PROVIDERS } from '../../../flagger-catalogue/metric-providers';
import { asksFor, readTemplate } from '../../../flagger-catalogue/query-template';
import { goDurationSeconds } from '../../../kube/go-duration';
import { CANARY } from '../../../world/kinds';
import { objectExample, releaseExample } from '../../release/example';
import { metricsOf, type ReleaseMetric } from '../../release/metrics';
import type { Observation, Rule } from '../../rule';

const example = (interval: string) =>
  releaseExample(
    { metrics: `{name: errors, templateRef: {name: error-rate}, thresholdRange: {max: 1}${interval}}` },
    objectExample(
      'flagger.app/v1beta1',
      'MetricTemplate',
      'error-rate',
      'spec:',
      "  provider: {type: prometheus, address: 'http://prometheus.example.com:9090'}",
      '  query: sum(rate(errors_total[{{ interval }}]))',
    ),
  );

/** How often Prometheus scrapes where Istio installs it, in seconds. */
const SCRAPE = 15;

export const metricInterval: Rule = {
  id: 'FLAGGER_METRIC_INTERVAL',
  severity: 'error',
  kinds: [CANARY],
  docs: {
    says: 'a metric whose interval is missing, cannot be read or is too short',
    why: 'The interval stands for `{{ interval }}` in the query. For templates it has no default: `[{{ interval }}]` becomes `[]`, which Prometheus refuses, and some providers take nothing without one: every check fails. A rate over fewer than two scrapes has no value.',
    fix: 'Write the interval of the metric, such as `1m`.',
    symptoms: ['error parsing metric interval', 'missing unit character in duration', 'no values found'],
    see: 'https://docs.flagger.app/usage/metrics#custom-metrics',
    wrong: example(''),
    right: example(', interval: 1m'),
  },

  check(mesh, report) {
    for (const each of metricsOf(mesh)) {
      const observation = observe(each);
      if (observation === undefined) continue;
      const { release, metric, path, template } = each;
      report(release.entity, metric.interval ? [...path, 'interval'] : path, {
        ...observation,
        ...(template === undefined ? {} : { related: [{ entity: template, path: ['spec'], message: 'the template' }] }),
      });
    }
  },
};

function observe({ metric, builtIn, template }: ReleaseMetric): Observation | undefined {
  const { interval, query, name } = metric;
  const { type } = template?.spec.provider ?? {};
  const isNeeded = METRIC_PROVIDERS[type ?? '']?.interval === true;
  const isAsked =
    builtIn ||
    (query !== undefined && asksFor(readTemplate(query), 'interval')) ||
    (template !== undefined && asksFor(readTemplate(template.spec.query), 'interval'));
  if (!isNeeded && !isAsked) return undefined;
  const fails = 'every check fails, and each release is rolled back';
  if (!interval) {
    if (metric.templateRef === undefined) return undefined;
    return {
      message: isNeeded
        ? `metric ${name} has no interval, without which provider ${type} cannot be asked: ${fails}`
        : `metric ${name} has no interval, so that {{ interval }} is empty in the query: ${fails}`,
      fix: 'write interval: 1m',
    };
  }
  const seconds = goDurationSeconds(interval);
  if (seconds === undefined) {
    return { message: `interval ${interval} is no duration: ${fails}`, fix: 'write a duration such as 30s or 1m' };
  }
  if ((type ?? 'prometheus') !== 'prometheus' || seconds >= 2 * SCRAPE) return undefined;
  return {
    severity: 'warning',
    message: `${interval} holds fewer than two scrapes of Prometheus, unless it scrapes more often than every ${SCRAPE} s: a rate has no value then, and checks fail`,
    fix: 'write 30s or more, and at least two intervals of scraping',
  };
}
