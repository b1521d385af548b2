import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, numberOf, structOf, structsOf, textOf } from '../values/decoded';
import type { Check } from '../walk/table';

const rule = 'K8S_AUTOSCALER';

/** The field that belongs to each type of metric, in the order in which the API server looks for them. */
const SOURCES: Readonly<Record<string, string>> = {
  Object: 'object',
  External: 'external',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};
const TYPES = Object.keys(SOURCES).sort();

/** How far, and by what. */
export const checkAutoscaler: Check = (spec, at, { report }) => {
  const most = numberOf(spec.maxReplicas);
  if (most < 1) report.invalid(rule, at.child('maxReplicas'), most, 'must be greater than 0');
  if (isSet(spec.minReplicas)) {
    const least = numberOf(spec.minReplicas);
    if (least < 1) report.invalid(rule, at.child('minReplicas'), least, 'must be greater than or equal to 1');
    if (most < least) {
      report.invalid(rule, at.child('maxReplicas'), most, 'must be greater than or equal to `minReplicas`');
    }
    const reachesZero = structsOf(spec.metrics).some(({ type }) => type === 'Object' || type === 'External');
    if (least === 0 && !reachesZero) {
      const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
      report.forbidden(rule, at.child('metrics'), detail);
    }
  }
};

/** What is scaled is of a group, unless it is the one kind of the core's that can be scaled. */
export const checkReference: Check = ({ apiVersion, kind }, at, { around, report }) => {
  const version = textOf(apiVersion);
  const isAnyGroup = around?.field !== 'scaleTargetRef' || kind === 'ReplicationController';
  if (version.split('/').length > 2) {
    report.invalid(rule, at.child('apiVersion'), version, `unexpected GroupVersion string: ${version}`);
  } else if (!isAnyGroup && version.indexOf('/') < 1) {
    report.invalid(rule, at.child('apiVersion'), version, 'apiVersion must specify API group');
  }
};

/** One source of the type that is said. */
export const checkMetric: Check = (metric, at, { report }) => {
  const type = textOf(metric.type);
  const expected = SOURCES[type];
  if (type === '') report.required(rule, at.child('type'), 'must specify a metric source type');
  if (expected === undefined) report.unsupported(rule, at.child('type'), type, TYPES);
  else if (!isSet(metric[expected])) {
    report.required(rule, at.child(expected), 'must populate information for the given metric source');
  }
  const given = Object.values(SOURCES).filter((name) => isSet(metric[name]));
  if (given.length === 1) return;
  for (const name of given) {
    if (name !== expected) report.forbidden(rule, at.child(name), 'must populate the given metric source only');
  }
};

/** Of several sources the first is looked at. */
export function otherSources(metric: JsonMap): readonly string[] {
  return Object.values(SOURCES)
    .filter((name) => isSet(metric[name]))
    .slice(1);
}

/** A metric of an object is a whole or a share of each pod. */
export const checkObjectMetric: Check = ({ target }, at, { report }) => {
  const { value, averageValue } = structOf(target);
  if (isSet(value) || isSet(averageValue)) return;
  report.required(rule, at.child('target', 'averageValue'), 'must set either a target value or averageValue');
};

export const checkExternalMetric: Check = ({ target }, at, { report }) => {
  const { value, averageValue } = structOf(target);
  const place = at.child('target');
  if (!isSet(value) && !isSet(averageValue)) {
    const detail = 'must set either a target value for metric or a per-pod target';
    report.required(rule, place.child('averageValue'), detail);
  } else if (isSet(value) && isSet(averageValue)) {
    report.forbidden(rule, place.child('value'), 'may not set both a target value for metric and a per-pod target');
  }
};

export const checkPodsMetric: Check = ({ target }, at, { report }) => {
  if (isSet(structOf(target).averageValue)) return;
  report.required(rule, at.child('target', 'averageValue'), 'must specify a positive target averageValue');
};

/** A metric of a resource is an amount or a share of what is requested. */
export const checkResourceMetric: Check = ({ target }, at, { report }) =>
  checkShare(at.child('target'), target, report);

function checkShare(at: Path, target: unknown, report: Report): void {
  const { averageUtilization, averageValue } = structOf(target);
  if (!isSet(averageUtilization) && !isSet(averageValue)) {
    const detail = 'must set either a target raw value or a target utilization';
    report.required(rule, at.child('averageUtilization'), detail);
  } else if (isSet(averageUtilization) && isSet(averageValue)) {
    report.forbidden(rule, at.child('averageValue'), 'may not set both a target raw value and a target utilization');
  }
}
