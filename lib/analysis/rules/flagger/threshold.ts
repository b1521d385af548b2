import type { CanaryMetric } from '../../../../imports/flagger.app';
import type { FieldPath } from '../../../model/finding';
import { CANARY } from '../../../world/kinds';
import { releaseExample } from '../../release/example';
import { metricsOf } from '../../release/metrics';
import type { Observation, Rule } from '../../rule';

const example = (min: number) =>
  releaseExample({ metrics: `{name: request-success-rate, thresholdRange: {min: ${min}}, interval: 1m}` });

/** What is wrong with the limits of a metric, and with which of them. */
type Problem = Observation & { readonly field?: FieldPath };

export const threshold: Rule = {
  id: 'FLAGGER_THRESHOLD',
  severity: 'warning',
  kinds: [CANARY],
  docs: {
    says: 'limits of a metric that are always or never kept',
    why: 'The success rate is in percent, from 0 to 100, and the duration in milliseconds. A range replaces the threshold; an empty one is always kept, and without either 0 is the limit: no success rate is below it, and every other value above it.',
    fix: 'Write `thresholdRange` with `min` for the success rate, such as 99, and with `max` for anything that is to be low.',
    symptoms: ['a broken version is promoted', 'every release is rolled back', 'Halt advancement success rate'],
    see: 'https://docs.flagger.app/usage/metrics#builtin-metrics',
    wrong: example(0.99),
    right: example(99),
  },

  check(mesh, report) {
    for (const { release, metric, path } of metricsOf(mesh)) {
      const problem = problemOf(metric);
      if (problem === undefined) continue;
      const { field = [], ...observation } = problem;
      report(release.entity, [...path, ...field], observation);
    }
  },
};

function problemOf(metric: CanaryMetric): Problem | undefined {
  const { name, threshold: limit, thresholdRange: range } = metric;
  const field = ['thresholdRange'];
  if (range === undefined && limit === undefined) return withoutLimits(metric);
  if (range === undefined)
    return name === 'request-success-rate' ? ofSuccess(limit, undefined, ['threshold']) : undefined;
  const { min, max } = range;
  if (min === undefined && max === undefined) {
    return { field, message: 'an empty range is always kept: the metric never fails', fix: 'write min or max' };
  }
  if (min !== undefined && max !== undefined && min > max) {
    return {
      field,
      severity: 'error',
      message: `no value is at least ${min} and at most ${max}: every check fails, and each release is rolled back`,
      fix: 'write the smaller one into min',
    };
  }
  if (limit !== undefined) {
    return {
      field: ['threshold'],
      message: `threshold ${limit} is ignored: thresholdRange replaces it`,
      fix: 'take it out',
    };
  }
  if (name === 'request-success-rate') return ofSuccess(min, max, field);
  return name === 'request-duration' ? ofDuration(min, max, field) : undefined;
}

function withoutLimits({ name, query, templateRef }: CanaryMetric): Problem | undefined {
  if (name === 'request-success-rate' && !query && templateRef === undefined) {
    return {
      message: 'without a limit no success rate is too low: the metric never fails',
      fix: 'write thresholdRange: {min: 99}',
    };
  }
  return { message: `without a limit any value above 0 fails the check`, fix: 'write thresholdRange' };
}

/** @param min in percent */
function ofSuccess(min: number | undefined, max: number | undefined, field: FieldPath): Problem | undefined {
  if (max !== undefined && max < 100) {
    return {
      field,
      severity: 'error',
      message: `a success rate above ${max} % fails the check: a version without errors is rolled back`,
      fix: 'write the least success rate into min',
    };
  }
  if (min === undefined)
    return { field, message: 'no success rate is too low: the metric never fails', fix: 'write min' };
  if (min > 100) {
    return {
      field,
      severity: 'error',
      message: `no success rate is ${min} %: every check fails, and each release is rolled back`,
      fix: 'write a percentage such as 99',
    };
  }
  if (min > 1 || min <= 0) return undefined;
  return {
    field,
    message: `the success rate is in percent: ${min} lets ${100 - min} % of the requests fail`,
    fix: `write ${Number((min * 100).toFixed(4))}, if that is meant`,
  };
}

/** @param max in milliseconds */
function ofDuration(min: number | undefined, max: number | undefined, field: FieldPath): Problem | undefined {
  if (max === undefined) {
    return { field, message: `only what is faster than ${min} ms fails the check`, fix: 'write the limit into max' };
  }
  return max < 1
    ? {
        field,
        message: `the duration is in whole milliseconds: any request above ${max} fails the check`,
        fix: `write ${Number((max * 1000).toFixed(4))}, if seconds are meant`,
      }
    : undefined;
}
