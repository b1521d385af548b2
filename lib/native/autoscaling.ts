import { isMap } from '../kube/json';
import { dnsLabel, pathSegment } from '../kube/names';
import { signOf } from '../kube/quantities';
import { Path } from '../violation/path';
import { fields, integer, integerOrZero, isMissing, items, text } from './json';
import { checkQuantity } from './quantities';
import { checkContainerResource } from './resources';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

/** The sources of metrics, by their types. */
const SOURCES: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};
/** In this order, the first one is checked. */
const ORDER = ['object', 'external', 'pods', 'resource', 'containerResource'];
const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];
const MAX_WINDOW = 3600;
const MAX_PERIOD = 1800;

/**
 * Checks a HorizontalPodAutoscaler. One without metrics has the default ones.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export function checkAutoscaler(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const spec = fields(object.spec);
  const least = isMissing(spec.minReplicas) ? 1 : integer(spec.minReplicas);
  const most = integerOrZero(spec.maxReplicas);
  if (least !== undefined && least < 1) {
    const detail = 'must be greater than or equal to 1';
    report.invalid('K8S_AUTOSCALER', at.child('minReplicas'), least, detail);
  }
  if (most !== undefined && most < 1) {
    report.invalid('K8S_AUTOSCALER', at.child('maxReplicas'), most, 'must be greater than 0');
  }
  if (most !== undefined && least !== undefined && most < least) {
    const detail = 'must be greater than or equal to `minReplicas`';
    report.invalid('K8S_AUTOSCALER', at.child('maxReplicas'), most, detail);
  }
  checkReference(at.child('scaleTargetRef'), spec.scaleTargetRef, report);
  for (const [index, metric] of items(spec.metrics).entries()) {
    if (isMap(metric)) checkMetric(at.child('metrics').child(index), metric, report);
  }
  for (const direction of ['scaleUp', 'scaleDown']) {
    const rules = fields(spec.behavior)[direction];
    if (isMap(rules)) checkScalingRules(at.child('behavior', direction), rules, report);
  }
}

/** Checks which object is meant. */
function checkReference(at: Path, reference: unknown, report: Report): void {
  if (!isMissing(reference) && !isMap(reference)) return;
  for (const name of ['kind', 'name']) {
    const value = text(fields(reference)[name]);
    if (value === '') report.required('K8S_AUTOSCALER', at.child(name));
    else if (value !== undefined) report.invalidEach('K8S_AUTOSCALER', at.child(name), value, pathSegment(value));
  }
}

function checkMetric(at: Path, metric: Fields, report: Report): void {
  const type = text(metric.type);
  const expected = type === undefined ? undefined : SOURCES[type];
  if (type === '') report.required('K8S_AUTOSCALER', at.child('type'), 'must specify a metric source type');
  if (type !== undefined && !Object.hasOwn(SOURCES, type)) {
    report.unsupported('K8S_AUTOSCALER', at.child('type'), type, Object.keys(SOURCES));
  }
  const given = ORDER.filter((source) => !isMissing(metric[source]));
  const [first] = given;
  if (first !== undefined) {
    const content = metric[first];
    if (isMap(content)) checkSource(at.child(first), first, content, report);
  }
  if (expected !== undefined && isMissing(metric[expected])) {
    const detail = 'must populate information for the given metric source';
    report.required('K8S_AUTOSCALER', at.child(expected), detail);
  }
  if (given.length === 1) return;
  for (const source of given) {
    if (source === expected) continue;
    report.forbidden('K8S_AUTOSCALER', at.child(source), 'must populate the given metric source only');
  }
}

function checkSource(at: Path, kind: string, source: Fields, report: Report): void {
  const target = fields(source.target);
  const place = at.child('target');
  if (!isMissing(source.target) && !isMap(source.target)) return;
  const { value, averageValue, averageUtilization } = target;
  if (kind === 'resource' || kind === 'containerResource') {
    const name = text(source.name);
    if (name === '') report.required('K8S_AUTOSCALER', at.child('name'), 'must specify a resource name');
    else if (name !== undefined && kind === 'containerResource') {
      checkContainerResource(at.child('name'), name, report);
    }
    const container = text(source.container);
    if (kind === 'containerResource' && container !== undefined) {
      if (container === '') report.required('K8S_AUTOSCALER', at.child('container'), 'must specify a container');
      else report.invalidEach('K8S_AUTOSCALER', at.child('container'), container, dnsLabel(container));
    }
  } else {
    if (kind === 'object') checkReference(at.child('describedObject'), source.describedObject, report);
    checkIdentifier(at.child('metric'), source.metric, report);
  }
  checkTarget(place, target, report);
  if (kind === 'resource' || kind === 'containerResource') {
    if (isMissing(averageUtilization) && isMissing(averageValue)) {
      const detail = 'must set either a target raw value or a target utilization';
      report.required('K8S_AUTOSCALER', place.child('averageUtilization'), detail);
    } else if (!isMissing(averageUtilization) && !isMissing(averageValue)) {
      const detail = 'may not set both a target raw value and a target utilization';
      report.forbidden('K8S_AUTOSCALER', place.child('averageValue'), detail);
    }
  } else if (kind === 'pods') {
    if (isMissing(averageValue)) {
      const detail = 'must specify a positive target averageValue';
      report.required('K8S_AUTOSCALER', place.child('averageValue'), detail);
    }
  } else if (isMissing(value) && isMissing(averageValue)) {
    const detail =
      kind === 'object'
        ? 'must set either a target value or averageValue'
        : 'must set either a target value for metric or a per-pod target';
    report.required('K8S_AUTOSCALER', place.child('averageValue'), detail);
  } else if (kind === 'external' && !isMissing(value) && !isMissing(averageValue)) {
    const detail = 'may not set both a target value for metric and a per-pod target';
    report.forbidden('K8S_AUTOSCALER', place.child('value'), detail);
  }
}

function checkIdentifier(at: Path, metric: unknown, report: Report): void {
  if (!isMissing(metric) && !isMap(metric)) return;
  const name = text(fields(metric).name);
  if (name === '') report.required('K8S_AUTOSCALER', at.child('name'), 'must specify a metric name');
  else if (name !== undefined) report.invalidEach('K8S_AUTOSCALER', at.child('name'), name, pathSegment(name));
}

function checkTarget(at: Path, target: Fields, report: Report): void {
  const type = text(target.type);
  if (type === '') report.required('K8S_AUTOSCALER', at.child('type'), 'must specify a metric target type');
  if (type !== undefined && !TARGET_TYPES.includes(type)) {
    const detail = 'must be either Utilization, Value, or AverageValue';
    report.invalid('K8S_AUTOSCALER', at.child('type'), type, detail);
  }
  for (const name of ['value', 'averageValue']) {
    const quantity = checkQuantity('K8S_AUTOSCALER', at.child(name), target[name], report);
    if (quantity !== undefined && signOf(quantity) <= 0) {
      report.invalid('K8S_AUTOSCALER', at.child(name), quantity.canonical, 'must be positive');
    }
  }
  const utilization = integer(target.averageUtilization);
  if (utilization !== undefined && utilization < 1) {
    report.invalid('K8S_AUTOSCALER', at.child('averageUtilization'), utilization, 'must be greater than 0');
  }
}

function checkScalingRules(at: Path, rules: Fields, report: Report): void {
  const window = integer(rules.stabilizationWindowSeconds);
  const place = at.child('stabilizationWindowSeconds');
  if (window !== undefined && window < 0) {
    report.invalid('K8S_AUTOSCALER', place, window, 'must be greater than or equal to zero');
  } else if (window !== undefined && window > MAX_WINDOW) {
    report.invalid('K8S_AUTOSCALER', place, window, `must be less than or equal to ${MAX_WINDOW}`);
  }
  const select = text(rules.selectPolicy);
  const selections = ['Disabled', 'Max', 'Min'];
  if (select && !selections.includes(select)) {
    report.unsupported('K8S_AUTOSCALER', at.child('selectPolicy'), select, selections);
  }
  if (Array.isArray(rules.policies) && rules.policies.length === 0) {
    report.required('K8S_AUTOSCALER', at.child('policies'), 'must specify at least one Policy');
  }
  for (const [index, policy] of items(rules.policies).entries()) {
    if (!isMap(policy)) continue;
    const where = at.child('policies').child(index);
    const type = text(policy.type);
    if (type !== undefined && type !== 'Pods' && type !== 'Percent') {
      report.unsupported('K8S_AUTOSCALER', where.child('type'), type, ['Percent', 'Pods']);
    }
    for (const name of ['value', 'periodSeconds']) {
      const number = integerOrZero(policy[name]);
      if (number !== undefined && number <= 0) {
        report.invalid('K8S_AUTOSCALER', where.child(name), number, 'must be greater than zero');
      }
    }
    const period = integer(policy.periodSeconds);
    if (period !== undefined && period > MAX_PERIOD) {
      report.invalid(
        'K8S_AUTOSCALER',
        where.child('periodSeconds'),
        period,
        `must be less than or equal to ${MAX_PERIOD}`,
      );
    }
  }
}
