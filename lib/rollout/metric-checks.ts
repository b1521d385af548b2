import type { CanaryMetric } from '../../imports/flagger.app';
import { BUILT_IN_METRICS } from '../flagger-catalogue/metric-providers';
import { printGoDuration } from '../kube/go-duration';
import type { MetricSource, Reading } from './environment';
import type { Visit } from './visit';

/** What a metric must not be over or under. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

/**
 * The limits of a metric: a range replaces the threshold, which is a minimum for the success rate alone. Without either,
 * 0 is the limit.
 */
export function limitsOf({ name, threshold = 0, thresholdRange }: CanaryMetric, source: MetricSource): Limits {
  if (thresholdRange !== undefined) return thresholdRange;
  return source === 'built in' && name === 'request-success-rate' ? { min: threshold } : { max: threshold };
}

/** A metric, and a way in which it is asked. */
interface Question {
  readonly metric: CanaryMetric;
  /** Undefined when Flagger has no way to ask. */
  readonly source: MetricSource | undefined;
}

/** What is asked at each check, in order: what Flagger knows by name and queries first, then templates. */
export function questionsOf(metrics: readonly CanaryMetric[]): readonly Question[] {
  const direct = metrics.flatMap((metric): Question[] => [
    ...(BUILT_IN_METRICS.includes(metric.name) ? [{ metric, source: 'built in' as const }] : []),
    ...(metric.query ? [{ metric, source: 'query' as const }] : []),
  ]);
  const templates = metrics.flatMap((metric): Question[] => {
    if (metric.templateRef !== undefined) return [{ metric, source: 'template' }];
    return BUILT_IN_METRICS.includes(metric.name) || metric.query ? [] : [{ metric, source: undefined }];
  });
  return [...direct, ...templates];
}

/** Whether all metrics are within their limits; the first that is not ends the check. */
export function metricsPass(visit: Visit): boolean {
  return questionsOf(visit.spec.analysis.metrics ?? []).every((question) => passes(visit, question));
}

function passes(visit: Visit, { metric, source }: Question): boolean {
  const { name } = metric;
  if (source === undefined) {
    visit.metrics.push({ name, outcome: 'error' });
    visit.warn('Metric query failed for no usable metrics template and query were configured');
    return false;
  }
  const reading = visit.environment.metric(visit.tick, metric, source);
  visit.metrics.push({ name, outcome: reading.outcome });
  if (reading.outcome === 'passes') return true;
  visit.warn(complaint(visit, metric, source, reading));
  return false;
}

function complaint(
  visit: Visit,
  metric: CanaryMetric,
  source: MetricSource,
  reading: Exclude<Reading, { outcome: 'passes' }>,
): string {
  switch (reading.outcome) {
    case 'no data':
      return noValues(visit, metric, source);
    case 'error':
      return reading.message;
    case 'fails':
      return `Halt ${visit.name} advancement ${comparison(metric, source, reading.value)}`;
  }
}

function noValues(visit: Visit, { name }: CanaryMetric, source: MetricSource): string {
  if (source === 'template') return `Halt advancement no values found for custom metric: ${name}: no values found`;
  if (source === 'query') return `Halt advancement no values found for metric: ${name}`;
  const probably = `Halt advancement no values found for istio metric ${name} probably ${visit.target} is not receiving traffic`;
  return name === 'request-duration' ? probably : `${probably}: running query failed: no values found`;
}

function comparison(metric: CanaryMetric, source: MetricSource, value: number): string {
  const { min, max = 0 } = limitsOf(metric, source);
  const [sign, limit] = min !== undefined && value < min ? ['<', min] : ['>', max];
  if (source !== 'built in') return `${metric.name} ${value.toFixed(2)} ${sign} ${limit}`;
  return metric.name === 'request-duration'
    ? `request duration ${printGoDuration(Math.trunc(value))} ${sign} ${printGoDuration(Math.trunc(limit))}`
    : `success rate ${value.toFixed(2)}% ${sign} ${limit}%`;
}
