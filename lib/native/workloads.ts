import { isMap } from '../kube/json';
import { checkCountOrPercent, checkCounts } from './counts';
import { At, Issues } from './field';
import { fields, integer, integerOrZero, isMissing, items, text, texts } from './json';
import { checkPodTemplate } from './pod';
import { checkLabelSelector, isEmptySelector, selects } from './selectors';
import { checkClaimSpec, claimTemplateNames } from './storage';

type Fields = Readonly<Record<string, unknown>>;

const MISMATCH = '`selector` does not match template `labels`';
const FIX_MISMATCH = 'give the template the labels that the selector asks for';

/** The kinds that keep pods running. */
export type WorkloadKind = 'DaemonSet' | 'Deployment' | 'ReplicaSet' | 'ReplicationController' | 'StatefulSet';

/**
 * Checks what keeps pods running.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/
 */
export function checkWorkload(kind: WorkloadKind, object: Fields, issues: Issues): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = At.root.child('spec');
  const spec = fields(object.spec);
  const counts = ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'];
  checkCounts('K8S_REPLICAS', at, spec, counts, issues);
  if (kind === 'ReplicationController') checkMapSelector(at, spec, issues);
  else checkSelector(kind, at, spec, issues);

  const template = at.child('template');
  const claims = kind === 'StatefulSet' ? claimTemplateNames(spec.volumeClaimTemplates) : [];
  if (kind === 'ReplicationController' && isMissing(spec.template)) issues.required('K8S_POD', template);
  else checkPodTemplate(template, spec.template, issues, claims);
  checkTemplatePolicy(kind, template.child('spec'), fields(fields(spec.template).spec), issues);

  if (kind === 'Deployment') checkDeployment(at, spec, issues);
  else if (kind === 'DaemonSet') checkDaemonSet(at.child('updateStrategy'), spec.updateStrategy, issues);
  else if (kind === 'StatefulSet') checkStatefulSet(at, spec, issues);
}

function checkSelector(kind: WorkloadKind, at: At, { selector, template }: Fields, issues: Issues): void {
  const place = at.child('selector');
  if (isMissing(selector)) {
    if (kind !== 'DaemonSet') issues.required('K8S_SELECTOR', place);
    // A selector that is not there selects nothing.
    mismatch(at, template, issues);
    return;
  }
  const before = issues.count;
  checkLabelSelector(place, selector, issues);
  if (isEmptySelector(selector)) {
    const name = kind === 'ReplicaSet' ? 'deployment' : kind.toLowerCase();
    issues.invalid('K8S_SELECTOR', place, selector, `empty selector is invalid for ${name}`);
  } else if (issues.count === before) {
    if (selects(selector, fields(fields(template).metadata).labels) === false) mismatch(at, template, issues);
  }
}

function mismatch(at: At, template: unknown, issues: Issues): void {
  const { labels } = fields(fields(template).metadata);
  issues.invalid('K8S_SELECTOR', at.child('template', 'metadata', 'labels'), labels, MISMATCH, FIX_MISMATCH);
}

/** A ReplicationController selects by equality only, and what its template says if it does not say what. */
function checkMapSelector(at: At, { selector, template }: Fields, issues: Issues): void {
  const { labels } = fields(fields(template).metadata);
  const wanted = texts(isMissing(selector) ? labels : selector);
  if (wanted.length === 0 && (isMissing(selector) || isMap(selector))) {
    issues.required('K8S_SELECTOR', at.child('selector'));
  }
  if (isMap(template) && selects({ matchLabels: Object.fromEntries(wanted) }, labels) === false) {
    mismatch(at, template, issues);
  }
}

function checkTemplatePolicy(kind: WorkloadKind, at: At, spec: Fields, issues: Issues): void {
  const policy = text(spec.restartPolicy);
  if (policy && policy !== 'Always') {
    issues.unsupported('K8S_POD', at.child('restartPolicy'), policy, ['Always']);
  }
  if (integer(spec.activeDeadlineSeconds) !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    issues.forbidden('K8S_POD', at.child('activeDeadlineSeconds'), detail);
  }
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
function checkDeployment(at: At, { strategy, minReadySeconds, progressDeadlineSeconds }: Fields, issues: Issues): void {
  const place = at.child('strategy');
  const { type, rollingUpdate } = fields(strategy);
  const name = text(type);
  if (name === 'Recreate') {
    if (!isMissing(rollingUpdate)) {
      const detail = "may not be specified when strategy `type` is 'Recreate'";
      issues.forbidden('K8S_STRATEGY', place.child('rollingUpdate'), detail, 'remove it');
    }
  } else if (name === '' || name === 'RollingUpdate') {
    const update = place.child('rollingUpdate');
    const { maxUnavailable, maxSurge } = fields(rollingUpdate);
    // Both are 25% where they are not given.
    const down = checkCountOrPercent('K8S_STRATEGY', update.child('maxUnavailable'), maxUnavailable, 25, issues);
    const up = checkCountOrPercent('K8S_STRATEGY', update.child('maxSurge'), maxSurge, 25, issues, false);
    if (down === 0 && up === 0) {
      const detail = 'may not be 0 when `maxSurge` is 0';
      issues.invalid('K8S_STRATEGY', update.child('maxUnavailable'), maxUnavailable, detail);
    }
  } else if (name !== undefined) {
    issues.unsupported('K8S_STRATEGY', place.inside('type'), strategy, ['Recreate', 'RollingUpdate']);
  }
  const deadline = isMissing(progressDeadlineSeconds) ? 600 : integer(progressDeadlineSeconds);
  const ready = integerOrZero(minReadySeconds);
  if (deadline !== undefined && ready !== undefined && deadline >= 0 && deadline <= ready) {
    const detail = 'must be greater than minReadySeconds';
    issues.invalid('K8S_STRATEGY', at.child('progressDeadlineSeconds'), deadline, detail);
  }
}

/** @see https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/ */
function checkDaemonSet(at: At, strategy: unknown, issues: Issues): void {
  const { type, rollingUpdate } = fields(strategy);
  const name = text(type);
  if (name === undefined || name === 'OnDelete') return;
  if (name !== '' && name !== 'RollingUpdate') {
    issues.unsupported('K8S_STRATEGY', at.inside('type'), strategy, ['RollingUpdate', 'OnDelete']);
    return;
  }
  const place = at.child('rollingUpdate');
  const { maxUnavailable, maxSurge } = fields(rollingUpdate);
  const down = checkCountOrPercent('K8S_STRATEGY', place.child('maxUnavailable'), maxUnavailable, 1, issues);
  const up = checkCountOrPercent('K8S_STRATEGY', place.child('maxSurge'), maxSurge, 0, issues);
  if (down === undefined || up === undefined) return;
  if (down !== 0 && up !== 0) {
    const detail = 'may not be set when maxUnavailable is non-zero';
    issues.invalid('K8S_STRATEGY', place.child('maxSurge'), maxSurge, detail, 'set maxUnavailable to 0');
  } else if (down === 0 && up === 0) {
    issues.required('K8S_STRATEGY', place.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0');
  }
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ */
function checkStatefulSet(at: At, spec: Fields, issues: Issues): void {
  const management = text(spec.podManagementPolicy);
  if (management && management !== 'OrderedReady' && management !== 'Parallel') {
    const detail = "must be 'OrderedReady' or 'Parallel'";
    issues.invalid('K8S_STRATEGY', at.child('podManagementPolicy'), management, detail);
  }
  const place = at.child('updateStrategy');
  const { type, rollingUpdate } = fields(spec.updateStrategy);
  const name = text(type);
  if (name === 'OnDelete') {
    if (!isMissing(rollingUpdate)) {
      const detail = "only allowed for updateStrategy 'RollingUpdate'";
      issues.invalid('K8S_STRATEGY', place.child('rollingUpdate'), rollingUpdate, detail);
    }
  } else if (name === '' || name === 'RollingUpdate') {
    checkCounts('K8S_STRATEGY', place.child('rollingUpdate'), fields(rollingUpdate), ['partition'], issues);
  } else if (name !== undefined) {
    const detail = "must be 'RollingUpdate' or 'OnDelete'";
    issues.invalid('K8S_STRATEGY', place.inside('type'), spec.updateStrategy, detail);
  }
  checkCounts('K8S_REPLICAS', at.child('ordinals'), fields(spec.ordinals), ['start'], issues);
  const retention = at.child('persistentVolumeClaimRetentionPolicy');
  for (const when of ['whenDeleted', 'whenScaled']) {
    const policy = text(fields(spec.persistentVolumeClaimRetentionPolicy)[when]);
    if (policy && policy !== 'Retain' && policy !== 'Delete') {
      issues.unsupported('K8S_STRATEGY', retention.child(when), policy, ['Retain', 'Delete']);
    }
  }
  checkClaimTemplates(at.child('volumeClaimTemplates'), spec.volumeClaimTemplates, issues);
}

/** What is wrong with a claim is told when the claim is made, so that the StatefulSet is there and its pods are not. */
function checkClaimTemplates(at: At, templates: unknown, issues: Issues): void {
  for (const [index, template] of items(templates).entries()) {
    if (!isMap(template)) continue;
    const place = at.index(index);
    const claim = new Issues();
    checkClaimSpec(place.child('spec'), template.spec, claim);
    for (const { path, message } of claim.all) {
      issues.warning('K8S_CLAIM_TEMPLATE', place.at(path, message), 'the controller cannot create this claim');
    }
  }
}
