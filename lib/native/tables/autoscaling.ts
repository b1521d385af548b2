import { dnsLabel, pathSegment } from '../../kube/names';
import {
  checkAutoscaler,
  checkExternalMetric,
  checkMetric,
  checkObjectMetric,
  checkPodsMetric,
  checkReference,
  checkResourceMetric,
  otherSources,
} from '../checks/autoscaling';
import { containerResource } from '../values/resource-names';
import {
  type Constraint,
  format,
  maximum,
  minimum,
  nonNegativeQuantity,
  oneOf,
  orEmpty,
  positive,
  positiveQuantity,
  required,
} from '../walk/constraints';
import type { Tables } from '../walk/table';

const rule = 'K8S_AUTOSCALER';
const MAX_WINDOW = 3600;
const MAX_PERIOD = 1800;

/** What is missing is no type either, and the API server says both. */
const targetType: Constraint = (value, place) => {
  if (value === undefined || value === '') place.required('must specify a metric target type');
  if (value === 'Utilization' || value === 'Value' || value === 'AverageValue') return true;
  return place.invalid(value ?? '', 'must be either Utilization, Value, or AverageValue');
};

/** The server has policies of its own where none are given, but not where none are listed. */
const notNone: Constraint = (value, place) =>
  !Array.isArray(value) || value.length > 0 || place.required('must specify at least one Policy');

/** What changes the number of pods. */
export const AUTOSCALING: Tables = {
  'autoscaling.v1.CrossVersionObjectReference': {
    rule,
    fields: { kind: [required(), format(pathSegment)], name: [required(), format(pathSegment)] },
    check: checkReference,
  },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': {
    rule,
    fields: { targetCPUUtilizationPercentage: [minimum(1, 'must be greater than 0')] },
    names: { targetCPUUtilizationPercentage: 'metrics[0].resource.target.averageUtilization' },
    check: checkAutoscaler,
  },
  'autoscaling.v2.ContainerResourceMetricSource': {
    rule,
    fields: {
      name: [required('must specify a resource name'), format(containerResource)],
      container: [required('must specify a container'), format(dnsLabel)],
    },
    check: checkResourceMetric,
  },
  'autoscaling.v2.CrossVersionObjectReference': {
    rule,
    fields: { kind: [required(), format(pathSegment)], name: [required(), format(pathSegment)] },
    check: checkReference,
  },
  'autoscaling.v2.ExternalMetricSource': { rule, check: checkExternalMetric },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { rule, check: checkAutoscaler },
  'autoscaling.v2.HPAScalingPolicy': {
    rule,
    fields: {
      type: [orEmpty(oneOf('Percent', 'Pods'))],
      value: [positive()],
      periodSeconds: [positive(), maximum(MAX_PERIOD, `must be less than or equal to ${MAX_PERIOD}`)],
    },
  },
  'autoscaling.v2.HPAScalingRules': {
    rule,
    fields: {
      policies: [notNone],
      selectPolicy: [oneOf('Disabled', 'Max', 'Min')],
      stabilizationWindowSeconds: [
        minimum(0, 'must be greater than or equal to zero'),
        maximum(MAX_WINDOW, `must be less than or equal to ${MAX_WINDOW}`),
      ],
      tolerance: [nonNegativeQuantity],
    },
  },
  'autoscaling.v2.MetricIdentifier': {
    rule,
    fields: { name: [required('must specify a metric name'), format(pathSegment)] },
    skip: ['selector'],
  },
  'autoscaling.v2.MetricSpec': { rule, check: checkMetric, ignores: otherSources },
  'autoscaling.v2.MetricTarget': {
    rule,
    fields: {
      type: [targetType],
      value: [positiveQuantity('must be positive')],
      averageValue: [positiveQuantity('must be positive')],
      averageUtilization: [minimum(1, 'must be greater than 0')],
    },
  },
  'autoscaling.v2.ObjectMetricSource': { rule, check: checkObjectMetric },
  'autoscaling.v2.PodsMetricSource': { rule, check: checkPodsMetric },
  'autoscaling.v2.ResourceMetricSource': {
    rule,
    fields: { name: [required('must specify a resource name')] },
    check: checkResourceMetric,
  },
};
