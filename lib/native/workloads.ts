import { isMap } from '../kube/json';
import { Path } from '../violation/path';
import type { Report } from '../violation/report';
import { checkCountOrPercent, checkCounts } from './counts';
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
export function checkWorkload(kind: WorkloadKind, object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const spec = fields(object.spec);
  const counts = ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'];
  checkCounts('K8S_REPLICAS', at, spec, counts, report);
  if (kind === 'ReplicationController') checkMapSelector(at, spec, report);
  else checkSelector(kind, at, spec, report);

  const template = at.child('template');
  const claims = kind === 'StatefulSet' ? claimTemplateNames(spec.volumeClaimTemplates) : [];
  if (kind === 'ReplicationController' && isMissing(spec.template)) report.required('K8S_POD', template);
  else checkPodTemplate(template, spec.template, report, claims);
  checkTemplatePolicy(kind, template.child('spec'), fields(fields(spec.template).spec), report);

  if (kind === 'Deployment') checkDeployment(at, spec, report);
  else if (kind === 'DaemonSet') checkDaemonSet(at.child('updateStrategy'), spec.updateStrategy, report);
  else if (kind === 'StatefulSet') checkStatefulSet(at, spec, report);
}

function checkSelector(kind: WorkloadKind, at: Path, { selector, template }: Fields, report: Report): void {
  const place = at.child('selector');
  if (isMissing(selector)) {
    if (kind !== 'DaemonSet') report.required('K8S_SELECTOR', place);
    // A selector that is not there selects nothing.
    mismatch(at, template, report);
    return;
  }
  const before = report.count;
  checkLabelSelector(place, selector, report);
  if (isEmptySelector(selector)) {
    const name = kind === 'ReplicaSet' ? 'deployment' : kind.toLowerCase();
    report.invalid('K8S_SELECTOR', place, selector, `empty selector is invalid for ${name}`);
  } else if (report.count === before) {
    if (selects(selector, fields(fields(template).metadata).labels) === false) mismatch(at, template, report);
  }
}

function mismatch(at: Path, template: unknown, report: Report): void {
  const { labels } = fields(fields(template).metadata);
  report.invalid('K8S_SELECTOR', at.child('template', 'metadata', 'labels'), labels, MISMATCH, FIX_MISMATCH);
}

/** A ReplicationController selects by equality only, and what its template says if it does not say what. */
function checkMapSelector(at: Path, { selector, template }: Fields, report: Report): void {
  const { labels } = fields(fields(template).metadata);
  const wanted = texts(isMissing(selector) ? labels : selector);
  if (wanted.length === 0 && (isMissing(selector) || isMap(selector))) {
    report.required('K8S_SELECTOR', at.child('selector'));
  }
  if (isMap(template) && selects({ matchLabels: Object.fromEntries(wanted) }, labels) === false) {
    mismatch(at, template, report);
  }
}

function checkTemplatePolicy(kind: WorkloadKind, at: Path, spec: Fields, report: Report): void {
  const policy = text(spec.restartPolicy);
  if (policy && policy !== 'Always') {
    report.unsupported('K8S_POD', at.child('restartPolicy'), policy, ['Always']);
  }
  if (integer(spec.activeDeadlineSeconds) !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    report.forbidden('K8S_POD', at.child('activeDeadlineSeconds'), detail);
  }
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
function checkDeployment(
  at: Path,
  { strategy, minReadySeconds, progressDeadlineSeconds }: Fields,
  report: Report,
): void {
  const place = at.child('strategy');
  const { type, rollingUpdate } = fields(strategy);
  const name = text(type);
  if (name === 'Recreate') {
    if (!isMissing(rollingUpdate)) {
      const detail = "may not be specified when strategy `type` is 'Recreate'";
      report.forbidden('K8S_STRATEGY', place.child('rollingUpdate'), detail, 'remove it');
    }
  } else if (name === '' || name === 'RollingUpdate') {
    const update = place.child('rollingUpdate');
    const { maxUnavailable, maxSurge } = fields(rollingUpdate);
    // Both are 25% where they are not given.
    const down = checkCountOrPercent('K8S_STRATEGY', update.child('maxUnavailable'), maxUnavailable, 25, report);
    const up = checkCountOrPercent('K8S_STRATEGY', update.child('maxSurge'), maxSurge, 25, report, false);
    if (down === 0 && up === 0) {
      const detail = 'may not be 0 when `maxSurge` is 0';
      report.invalid('K8S_STRATEGY', update.child('maxUnavailable'), maxUnavailable, detail);
    }
  } else if (name !== undefined) {
    report.unsupported('K8S_STRATEGY', place.inside('type'), strategy, ['Recreate', 'RollingUpdate']);
  }
  const deadline = isMissing(progressDeadlineSeconds) ? 600 : integer(progressDeadlineSeconds);
  const ready = integerOrZero(minReadySeconds);
  if (deadline !== undefined && ready !== undefined && deadline >= 0 && deadline <= ready) {
    const detail = 'must be greater than minReadySeconds';
    report.invalid('K8S_STRATEGY', at.child('progressDeadlineSeconds'), deadline, detail);
  }
}

/** @see https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/ */
function checkDaemonSet(at: Path, strategy: unknown, report: Report): void {
  const { type, rollingUpdate } = fields(strategy);
  const name = text(type);
  if (name === undefined || name === 'OnDelete') return;
  if (name !== '' && name !== 'RollingUpdate') {
    report.unsupported('K8S_STRATEGY', at.inside('type'), strategy, ['RollingUpdate', 'OnDelete']);
    return;
  }
  const place = at.child('rollingUpdate');
  const { maxUnavailable, maxSurge } = fields(rollingUpdate);
  const down = checkCountOrPercent('K8S_STRATEGY', place.child('maxUnavailable'), maxUnavailable, 1, report);
  const up = checkCountOrPercent('K8S_STRATEGY', place.child('maxSurge'), maxSurge, 0, report);
  if (down === undefined || up === undefined) return;
  if (down !== 0 && up !== 0) {
    const detail = 'may not be set when maxUnavailable is non-zero';
    report.invalid('K8S_STRATEGY', place.child('maxSurge'), maxSurge, detail, 'set maxUnavailable to 0');
  } else if (down === 0 && up === 0) {
    report.required('K8S_STRATEGY', place.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0');
  }
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ */
function checkStatefulSet(at: Path, spec: Fields, report: Report): void {
  const management = text(spec.podManagementPolicy);
  if (management && management !== 'OrderedReady' && management !== 'Parallel') {
    const detail = "must be 'OrderedReady' or 'Parallel'";
    report.invalid('K8S_STRATEGY', at.child('podManagementPolicy'), management, detail);
  }
  const place = at.child('updateStrategy');
  const { type, rollingUpdate } = fields(spec.updateStrategy);
  const name = text(type);
  if (name === 'OnDelete') {
    if (!isMissing(rollingUpdate)) {
      const detail = "only allowed for updateStrategy 'RollingUpdate'";
      report.invalid('K8S_STRATEGY', place.child('rollingUpdate'), rollingUpdate, detail);
    }
  } else if (name === '' || name === 'RollingUpdate') {
    checkCounts('K8S_STRATEGY', place.child('rollingUpdate'), fields(rollingUpdate), ['partition'], report);
  } else if (name !== undefined) {
    const detail = "must be 'RollingUpdate' or 'OnDelete'";
    report.invalid('K8S_STRATEGY', place.inside('type'), spec.updateStrategy, detail);
  }
  checkCounts('K8S_REPLICAS', at.child('ordinals'), fields(spec.ordinals), ['start'], report);
  const retention = at.child('persistentVolumeClaimRetentionPolicy');
  for (const when of ['whenDeleted', 'whenScaled']) {
    const policy = text(fields(spec.persistentVolumeClaimRetentionPolicy)[when]);
    if (policy && policy !== 'Retain' && policy !== 'Delete') {
      report.unsupported('K8S_STRATEGY', retention.child(when), policy, ['Retain', 'Delete']);
    }
  }
  checkClaimTemplates(at.child('volumeClaimTemplates'), spec.volumeClaimTemplates, report);
}

function checkClaimTemplates(at: Path, templates: unknown, report: Report): void {
  for (const [index, template] of items(templates).entries()) {
    if (isMap(template)) checkClaimSpec(at.child(index, 'spec'), template.spec, report);
  }
}
