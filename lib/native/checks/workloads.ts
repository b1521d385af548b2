import type { JsonMap } from '../../kube/json';
import { dnsLabel, labelValue, qualifiedName } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import type { Check } from '../walk/table';
import { amountOf } from './counts';
import { volumesOf } from './pod-parts';
import { isEmptySelector, selects } from './selectors';

const MISMATCH = '`selector` does not match template `labels`';
const FIX_MISMATCH = 'give the template the labels that the selector asks for';

/** A selector selects the pods that are made from the template. */
export function checkSelected(at: Path, spec: JsonMap, report: Report): void {
  const { labels } = structOf(structOf(spec.template).metadata);
  // A selector that is not there selects nothing.
  if (isSet(spec.selector) && selects(structOf(spec.selector), labels)) return;
  const place = at.child('template', 'metadata', 'labels');
  report.invalid('K8S_SELECTOR', place, labels, MISMATCH, FIX_MISMATCH);
}

/** Whether a selector can be used: what is wrong with it is said by itself. */
export function isUsable(selector: JsonMap): boolean {
  const keys = [
    ...Object.keys(structOf(selector.matchLabels)),
    ...structsOf(selector.matchExpressions).map(({ key }) => textOf(key)),
  ];
  const values = [
    ...Object.values(structOf(selector.matchLabels)).map(textOf),
    ...structsOf(selector.matchExpressions).flatMap((requirement) => textsOf(requirement.values)),
  ];
  return (
    keys.every((key) => qualifiedName(key).length === 0) &&
    values.every((value) => labelValue(value).length === 0) &&
    structsOf(selector.matchExpressions).every(({ operator, values: wanted }) =>
      operator === 'In' || operator === 'NotIn'
        ? listOf(wanted).length > 0
        : (operator === 'Exists' || operator === 'DoesNotExist') && listOf(wanted).length === 0,
    )
  );
}

/** The selector of what keeps pods running: there, usable, not for all pods, and for those of its template. */
function checkSelector(kind: string, at: Path, spec: JsonMap, report: Report): void {
  const place = at.child('selector');
  if (!isSet(spec.selector)) {
    if (kind !== 'daemonset') report.required('K8S_SELECTOR', place);
    checkSelected(at, spec, report);
    return;
  }
  const selector = structOf(spec.selector);
  if (isEmptySelector(selector))
    report.invalid('K8S_SELECTOR', place, selector, `empty selector is invalid for ${kind}`);
  else if (isUsable(selector)) checkSelected(at, spec, report);
  else if (kind !== 'daemonset') {
    report.invalid('K8S_SELECTOR', place, selector, kind === 'statefulset' ? '' : 'invalid label selector');
  }
}

/** Pods that are kept running restart always, and have no deadline. */
function checkTemplatePolicy(kind: string, at: Path, spec: JsonMap, report: Report): void {
  const pod = structOf(structOf(spec.template).spec);
  const place = at.child('template', 'spec');
  if (isSet(pod.restartPolicy) && pod.restartPolicy !== 'Always') {
    report.unsupported('K8S_POD', place.child('restartPolicy'), pod.restartPolicy, ['Always']);
  }
  if (isSet(pod.activeDeadlineSeconds)) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    report.forbidden('K8S_POD', place.child('activeDeadlineSeconds'), detail);
  }
}

export const checkReplicaSet: Check = (spec, at, { report }) => {
  checkSelector('deployment', at, spec, report);
  checkTemplatePolicy('ReplicaSet', at, spec, report);
};

export const checkDeployment: Check = (spec, at, context) => {
  checkReplicaSet(spec, at, context);
  const deadline = numberOf(spec.progressDeadlineSeconds);
  if (deadline > numberOf(spec.minReadySeconds)) return;
  const place = at.child('progressDeadlineSeconds');
  context.report.invalid('K8S_STRATEGY', place, deadline, 'must be greater than minReadySeconds');
};

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
export const checkDeploymentStrategy: Check = (strategy, at, { report }) => {
  const place = at.child('rollingUpdate');
  const { maxUnavailable, maxSurge } = structOf(strategy.rollingUpdate);
  switch (strategy.type) {
    case 'Recreate':
      if (isSet(strategy.rollingUpdate)) {
        const detail = "may not be specified when strategy `type` is 'Recreate'";
        report.forbidden('K8S_STRATEGY', place, detail, 'remove it');
      }
      break;
    case 'RollingUpdate':
      if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
        const detail = 'may not be 0 when `maxSurge` is 0';
        report.invalid('K8S_STRATEGY', place.child('maxUnavailable'), maxUnavailable, detail);
      }
      break;
    default:
      report.unsupported('K8S_STRATEGY', at.inside('type'), strategy, ['Recreate', 'RollingUpdate']);
  }
};

export const checkDaemonSet: Check = (spec, at, { report }) => {
  checkSelector('daemonset', at, spec, report);
  checkTemplatePolicy('DaemonSet', at, spec, report);
};

/** @see https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/ */
export const checkDaemonSetStrategy: Check = (strategy, at, { report }) => {
  if (strategy.type === 'OnDelete') return;
  if (strategy.type !== 'RollingUpdate') {
    report.unsupported('K8S_STRATEGY', at.inside('type'), strategy, ['RollingUpdate', 'OnDelete']);
    return;
  }
  const place = at.child('rollingUpdate');
  const { maxUnavailable, maxSurge } = structOf(strategy.rollingUpdate);
  const [down, up] = [amountOf(maxUnavailable), amountOf(maxSurge)];
  if (down !== 0 && up !== 0) {
    const detail = 'may not be set when maxUnavailable is non-zero';
    report.invalid('K8S_STRATEGY', place.child('maxSurge'), maxSurge, detail, 'set maxUnavailable to 0');
  } else if (down === 0 && up === 0) {
    report.required('K8S_STRATEGY', place.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0');
  }
};

/** Claims become volumes of the template, in place of those of the same name. */
export const checkStatefulSet: Check = (spec, at, context) => {
  const { report } = context;
  checkSelector('statefulset', at, spec, report);
  checkTemplatePolicy('StatefulSet', at, spec, report);
  const pod = structOf(structOf(spec.template).spec);
  for (const [index, template] of structsOf(spec.volumeClaimTemplates).entries()) {
    const name = textOf(structOf(template.metadata).name);
    const problems = dnsLabel(name);
    const place = at.child('volumeClaimTemplates').child(index, 'metadata', 'name');
    const called = place.called(`${at.child('template', 'spec').name}.volumes[${index}].name`);
    if (name === '') {
      report.required('K8S_VOLUME', called);
      const claim = `${at.child('template', 'spec').name}.volumes[${index}].persistentVolumeClaim.claimName`;
      report.required('K8S_VOLUME', place.called(claim));
    } else report.invalidEach('K8S_VOLUME', called, name, problems);
    if (problems.length === 0) volumesOf(context, pod).set(name, 'persistentVolumeClaim');
  }
};

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies */
export const checkStatefulSetStrategy: Check = (strategy, at, { report }) => {
  if (strategy.type === 'OnDelete') {
    if (!isSet(strategy.rollingUpdate)) return;
    const detail = "only allowed for updateStrategy 'RollingUpdate'";
    report.invalid('K8S_STRATEGY', at.child('rollingUpdate'), strategy.rollingUpdate, detail);
  } else if (strategy.type !== 'RollingUpdate') {
    report.invalid('K8S_STRATEGY', at.inside('type'), strategy, "must be 'RollingUpdate' or 'OnDelete'");
  }
};

/** It selects by equality only. */
export const checkReplicationController: Check = (spec, at, { report }) => {
  const selector = structOf(spec.selector);
  const { labels } = structOf(structOf(spec.template).metadata);
  if (Object.keys(selector).length === 0) report.required('K8S_SELECTOR', at.child('selector'));
  else if (isSet(spec.template) && !selects({ matchLabels: selector }, labels)) {
    const place = at.child('template', 'metadata', 'labels');
    report.invalid('K8S_SELECTOR', place, labels, MISMATCH, FIX_MISMATCH);
  }
  checkTemplatePolicy('ReplicationController', at, spec, report);
};

/** What a controller keeps of an earlier version: an object. */
export const checkRevision: Check = ({ data }, at, { report }) => {
  const place = at.child('data');
  if (!isSet(data) || data === null) report.required('K8S_REPLICAS', place, 'data is mandatory');
  else if (typeof data !== 'object' || Array.isArray(data)) {
    report.required('K8S_REPLICAS', place, 'data must be a valid JSON object');
  }
};
