import { isMap } from '../kube/json';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../kube/names';
import type { Path } from '../violation/path';
import { fields, integer, integerOrZero, isEmptyList, isMissing, items, text, textItems } from './json';
import type { Report } from './rules';
import { checkLabelSelector, checkLabels, checkOperator } from './selectors';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/**
 * Checks where a pod may run.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
 */
export function checkScheduling(at: Path, spec: Readonly<Record<string, unknown>>, report: Report): void {
  checkLabels('K8S_SCHEDULING', at.child('nodeSelector'), spec.nodeSelector, report);
  const { nodeAffinity, podAffinity, podAntiAffinity } = fields(spec.affinity);
  checkNodeAffinity(at.child('affinity', 'nodeAffinity'), nodeAffinity, report);
  checkPodAffinity(at.child('affinity', 'podAffinity'), podAffinity, report);
  checkPodAffinity(at.child('affinity', 'podAntiAffinity'), podAntiAffinity, report);
  checkTolerations(at.child('tolerations'), spec.tolerations, report);
  checkTopologySpread(at.child('topologySpreadConstraints'), spec.topologySpreadConstraints, report);
}

function checkNodeAffinity(at: Path, affinity: unknown, report: Report): void {
  const { [REQUIRED]: required, [PREFERRED]: preferred } = fields(affinity);
  if (isMap(required)) checkNodeSelector(at.child(REQUIRED), required, report);
  for (const [index, term] of items(preferred).entries()) {
    if (!isMap(term)) continue;
    const place = at.child(PREFERRED).child(index);
    checkWeight(place.child('weight'), term.weight, report);
    // Values that are no labels are accepted where they are only a preference.
    checkNodeTerm(place.child('preference'), term.preference, false, report);
  }
}

/** Checks which nodes something is for. */
export function checkNodeSelector(at: Path, selector: Readonly<Record<string, unknown>>, report: Report): void {
  const place = at.child('nodeSelectorTerms');
  if (isEmptyList(selector.nodeSelectorTerms)) {
    report.required('K8S_SCHEDULING', place, 'must have at least one node selector term');
  }
  for (const [index, term] of items(selector.nodeSelectorTerms).entries()) {
    checkNodeTerm(place.child(index), term, true, report);
  }
}

function checkNodeTerm(at: Path, term: unknown, strict: boolean, report: Report): void {
  const { matchExpressions, matchFields } = fields(term);
  for (const [index, expression] of items(matchExpressions).entries()) {
    if (!isMap(expression)) continue;
    const place = at.child('matchExpressions').child(index);
    checkOperator('K8S_SCHEDULING', place, expression, report, true);
    for (const [valueIndex, value] of strict ? textItems(expression.values) : []) {
      report.invalidEach('K8S_SCHEDULING', place.child('values').child(valueIndex), value, labelValue(value));
    }
  }
  for (const [index, requirement] of items(matchFields).entries()) {
    if (isMap(requirement)) checkNodeField(at.child('matchFields').child(index), requirement, report);
  }
}

function checkNodeField(at: Path, requirement: Readonly<Record<string, unknown>>, report: Report): void {
  const operator = text(requirement.operator);
  if (operator === 'In' || operator === 'NotIn') {
    if (isMissing(requirement.values) || items(requirement.values).length !== 1) {
      const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      report.required('K8S_SCHEDULING', at.child('values'), detail);
    }
  } else if (operator !== undefined) {
    report.invalid('K8S_SCHEDULING', at.child('operator'), operator, 'not a valid selector operator');
  }
  const key = text(requirement.key);
  if (key !== undefined && key !== 'metadata.name') {
    report.invalid('K8S_SCHEDULING', at.child('key'), key, 'not a valid field selector key');
  }
}

function checkPodAffinity(at: Path, affinity: unknown, report: Report): void {
  const { [REQUIRED]: required, [PREFERRED]: preferred } = fields(affinity);
  for (const [index, term] of items(required).entries()) {
    if (isMap(term)) checkPodTerm(at.child(REQUIRED).child(index), term, report);
  }
  for (const [index, weighted] of items(preferred).entries()) {
    if (!isMap(weighted)) continue;
    const place = at.child(PREFERRED).child(index);
    checkWeight(place.child('weight'), weighted.weight, report);
    const { podAffinityTerm } = weighted;
    if (isMissing(podAffinityTerm) || isMap(podAffinityTerm)) {
      checkPodTerm(place.child('podAffinityTerm'), fields(podAffinityTerm), report);
    }
  }
}

function checkPodTerm(at: Path, term: Readonly<Record<string, unknown>>, report: Report): void {
  checkLabelSelector(at.child('labelSelector'), term.labelSelector, report);
  checkLabelSelector(at.child('namespaceSelector'), term.namespaceSelector, report);
  for (const [index, name] of textItems(term.namespaces)) {
    const place = at.child('namespaces').child(index).called(at.child('namespace').name);
    report.invalidEach('K8S_SCHEDULING', place, name, dnsLabel(name));
  }
  const key = text(term.topologyKey);
  if (key === undefined) return;
  const place = at.child('topologyKey');
  if (key === '') report.required('K8S_SCHEDULING', place, 'can not be empty');
  report.invalidEach('K8S_SCHEDULING', place, key, qualifiedName(key));
}

function checkWeight(at: Path, weight: unknown, report: Report): void {
  const value = integerOrZero(weight);
  if (value !== undefined && (value < 1 || value > 100)) {
    report.invalid('K8S_SCHEDULING', at, value, 'must be in the range 1-100');
  }
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function checkTolerations(at: Path, tolerations: unknown, report: Report): void {
  for (const [index, toleration] of items(tolerations).entries()) {
    if (!isMap(toleration)) continue;
    const place = at.child(index);
    const key = text(toleration.key);
    const operator = text(toleration.operator);
    const value = text(toleration.value);
    const effect = text(toleration.effect);
    if (key) report.invalidEach('K8S_SCHEDULING', place.child('key'), key, qualifiedName(key));
    if (key === '' && operator !== undefined && operator !== 'Exists') {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      report.invalid('K8S_SCHEDULING', place.child('operator'), operator, detail);
    }
    if (integer(toleration.tolerationSeconds) !== undefined && effect !== undefined && effect !== 'NoExecute') {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      report.invalid('K8S_SCHEDULING', place.child('effect'), effect, detail);
    }
    if (operator === '' || operator === 'Equal') {
      const problems = labelValue(value ?? '');
      if (problems.length > 0) report.invalid('K8S_SCHEDULING', place.child('operator'), value, problems.join(';'));
    } else if (operator === 'Exists') {
      if (value) {
        const detail = "value must be empty when `operator` is 'Exists'";
        report.invalid('K8S_SCHEDULING', place.child('operator'), value, detail);
      }
    } else if (operator !== undefined) {
      report.unsupported('K8S_SCHEDULING', place.child('operator'), operator, ['Equal', 'Exists']);
    }
    if (effect && !EFFECTS.includes(effect)) {
      report.unsupported('K8S_SCHEDULING', place.child('effect'), effect, EFFECTS);
    }
  }
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ */
function checkTopologySpread(at: Path, constraints: unknown, report: Report): void {
  const list = items(constraints).map(fields);
  for (const [index, constraint] of list.entries()) {
    const place = at.child(index);
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, matchLabelKeys, labelSelector } = constraint;
    const skew = integerOrZero(maxSkew);
    if (skew !== undefined && skew <= 0) {
      report.invalid('K8S_SCHEDULING', place.child('maxSkew'), skew, 'must be greater than zero');
    }
    if (text(topologyKey) === '') report.required('K8S_SCHEDULING', place.child('topologyKey'), 'can not be empty');
    const action = text(whenUnsatisfiable);
    if (action !== undefined && action !== 'DoNotSchedule' && action !== 'ScheduleAnyway') {
      const supported = ['DoNotSchedule', 'ScheduleAnyway'];
      report.unsupported('K8S_SCHEDULING', place.child('whenUnsatisfiable'), action, supported);
    }
    const later = list.slice(index + 1);
    if (
      typeof topologyKey === 'string' &&
      later.some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable)
    ) {
      const pair = place.called(`${place.name}.{topologyKey, whenUnsatisfiable}`);
      report.duplicate('K8S_SCHEDULING', pair, `{${topologyKey}, ${action}}`);
    }
    const domains = integer(minDomains);
    if (domains !== undefined && domains <= 0) {
      report.invalid('K8S_SCHEDULING', place.child('minDomains'), domains, 'must be greater than zero');
    }
    if (domains !== undefined && action !== undefined && action !== 'DoNotSchedule') {
      const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
      report.invalid('K8S_SCHEDULING', place.child('minDomains'), domains, detail);
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      const policy = text(constraint[name]);
      if (policy && policy !== 'Honor' && policy !== 'Ignore') {
        report.unsupported('K8S_SCHEDULING', place.child(name), policy, ['Honor', 'Ignore']);
      }
    }
    if (items(matchLabelKeys).length > 0 && isMissing(labelSelector)) {
      const detail = 'must not be specified when labelSelector is not set';
      report.forbidden('K8S_SCHEDULING', place.child('matchLabelKeys'), detail);
    }
    checkLabelSelector(place.child('labelSelector'), labelSelector, report);
  }
}

/** Checks references of a pod that are names of objects. */
export function checkNames(at: Path, spec: Readonly<Record<string, unknown>>, report: Report): void {
  for (const name of ['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName']) {
    const value = text(spec[name]);
    if (value) report.invalidEach('K8S_POD', at.child(name), value, dnsSubdomain(value));
  }
  for (const name of ['hostname', 'subdomain']) {
    const value = text(spec[name]);
    if (value) report.invalidEach('K8S_POD', at.child(name), value, dnsLabel(value));
  }
}
