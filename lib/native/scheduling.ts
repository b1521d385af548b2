import { isMap } from '../kube/json';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../kube/names';
import type { At, Issues } from './field';
import { fields, integer, integerOrZero, isEmptyList, isMissing, items, text, textItems } from './json';
import { checkLabelSelector, checkLabels, checkOperator } from './selectors';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/**
 * Checks where a pod may run.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
 */
export function checkScheduling(at: At, spec: Readonly<Record<string, unknown>>, issues: Issues): void {
  checkLabels('K8S_SCHEDULING', at.child('nodeSelector'), spec.nodeSelector, issues);
  const { nodeAffinity, podAffinity, podAntiAffinity } = fields(spec.affinity);
  checkNodeAffinity(at.child('affinity', 'nodeAffinity'), nodeAffinity, issues);
  checkPodAffinity(at.child('affinity', 'podAffinity'), podAffinity, issues);
  checkPodAffinity(at.child('affinity', 'podAntiAffinity'), podAntiAffinity, issues);
  checkTolerations(at.child('tolerations'), spec.tolerations, issues);
  checkTopologySpread(at.child('topologySpreadConstraints'), spec.topologySpreadConstraints, issues);
}

function checkNodeAffinity(at: At, affinity: unknown, issues: Issues): void {
  const { [REQUIRED]: required, [PREFERRED]: preferred } = fields(affinity);
  if (isMap(required)) checkNodeSelector(at.child(REQUIRED), required, issues);
  for (const [index, term] of items(preferred).entries()) {
    if (!isMap(term)) continue;
    const place = at.child(PREFERRED).index(index);
    checkWeight(place.child('weight'), term.weight, issues);
    // Values that are no labels are accepted where they are only a preference.
    checkNodeTerm(place.child('preference'), term.preference, false, issues);
  }
}

/** Checks which nodes something is for. */
export function checkNodeSelector(at: At, selector: Readonly<Record<string, unknown>>, issues: Issues): void {
  const place = at.child('nodeSelectorTerms');
  if (isEmptyList(selector.nodeSelectorTerms)) {
    issues.required('K8S_SCHEDULING', place, 'must have at least one node selector term');
  }
  for (const [index, term] of items(selector.nodeSelectorTerms).entries()) {
    checkNodeTerm(place.index(index), term, true, issues);
  }
}

function checkNodeTerm(at: At, term: unknown, strict: boolean, issues: Issues): void {
  const { matchExpressions, matchFields } = fields(term);
  for (const [index, expression] of items(matchExpressions).entries()) {
    if (!isMap(expression)) continue;
    const place = at.child('matchExpressions').index(index);
    checkOperator('K8S_SCHEDULING', place, expression, issues, true);
    for (const [valueIndex, value] of strict ? textItems(expression.values) : []) {
      issues.invalidEach('K8S_SCHEDULING', place.child('values').index(valueIndex), value, labelValue(value));
    }
  }
  for (const [index, requirement] of items(matchFields).entries()) {
    if (isMap(requirement)) checkNodeField(at.child('matchFields').index(index), requirement, issues);
  }
}

function checkNodeField(at: At, requirement: Readonly<Record<string, unknown>>, issues: Issues): void {
  const operator = text(requirement.operator);
  if (operator === 'In' || operator === 'NotIn') {
    if (isMissing(requirement.values) || items(requirement.values).length !== 1) {
      const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      issues.required('K8S_SCHEDULING', at.child('values'), detail);
    }
  } else if (operator !== undefined) {
    issues.invalid('K8S_SCHEDULING', at.child('operator'), operator, 'not a valid selector operator');
  }
  const key = text(requirement.key);
  if (key !== undefined && key !== 'metadata.name') {
    issues.invalid('K8S_SCHEDULING', at.child('key'), key, 'not a valid field selector key');
  }
}

function checkPodAffinity(at: At, affinity: unknown, issues: Issues): void {
  const { [REQUIRED]: required, [PREFERRED]: preferred } = fields(affinity);
  for (const [index, term] of items(required).entries()) {
    if (isMap(term)) checkPodTerm(at.child(REQUIRED).index(index), term, issues);
  }
  for (const [index, weighted] of items(preferred).entries()) {
    if (!isMap(weighted)) continue;
    const place = at.child(PREFERRED).index(index);
    checkWeight(place.child('weight'), weighted.weight, issues);
    const { podAffinityTerm } = weighted;
    if (isMissing(podAffinityTerm) || isMap(podAffinityTerm)) {
      checkPodTerm(place.child('podAffinityTerm'), fields(podAffinityTerm), issues);
    }
  }
}

function checkPodTerm(at: At, term: Readonly<Record<string, unknown>>, issues: Issues): void {
  checkLabelSelector(at.child('labelSelector'), term.labelSelector, issues);
  checkLabelSelector(at.child('namespaceSelector'), term.namespaceSelector, issues);
  for (const [index, name] of textItems(term.namespaces)) {
    const place = at.child('namespaces').index(index).called(at.child('namespace').text);
    issues.invalidEach('K8S_SCHEDULING', place, name, dnsLabel(name));
  }
  const key = text(term.topologyKey);
  if (key === undefined) return;
  const place = at.child('topologyKey');
  if (key === '') issues.required('K8S_SCHEDULING', place, 'can not be empty');
  issues.invalidEach('K8S_SCHEDULING', place, key, qualifiedName(key));
}

function checkWeight(at: At, weight: unknown, issues: Issues): void {
  const value = integerOrZero(weight);
  if (value !== undefined && (value < 1 || value > 100)) {
    issues.invalid('K8S_SCHEDULING', at, value, 'must be in the range 1-100');
  }
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function checkTolerations(at: At, tolerations: unknown, issues: Issues): void {
  for (const [index, toleration] of items(tolerations).entries()) {
    if (!isMap(toleration)) continue;
    const place = at.index(index);
    const key = text(toleration.key);
    const operator = text(toleration.operator);
    const value = text(toleration.value);
    const effect = text(toleration.effect);
    if (key) issues.invalidEach('K8S_SCHEDULING', place.child('key'), key, qualifiedName(key));
    if (key === '' && operator !== undefined && operator !== 'Exists') {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      issues.invalid('K8S_SCHEDULING', place.child('operator'), operator, detail);
    }
    if (integer(toleration.tolerationSeconds) !== undefined && effect !== undefined && effect !== 'NoExecute') {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      issues.invalid('K8S_SCHEDULING', place.child('effect'), effect, detail);
    }
    if (operator === '' || operator === 'Equal') {
      const problems = labelValue(value ?? '');
      if (problems.length > 0) issues.invalid('K8S_SCHEDULING', place.child('operator'), value, problems.join(';'));
    } else if (operator === 'Exists') {
      if (value) {
        const detail = "value must be empty when `operator` is 'Exists'";
        issues.invalid('K8S_SCHEDULING', place.child('operator'), value, detail);
      }
    } else if (operator !== undefined) {
      issues.unsupported('K8S_SCHEDULING', place.child('operator'), operator, ['Equal', 'Exists']);
    }
    if (effect && !EFFECTS.includes(effect)) {
      issues.unsupported('K8S_SCHEDULING', place.child('effect'), effect, EFFECTS);
    }
  }
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ */
function checkTopologySpread(at: At, constraints: unknown, issues: Issues): void {
  const list = items(constraints).map(fields);
  for (const [index, constraint] of list.entries()) {
    const place = at.index(index);
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, matchLabelKeys, labelSelector } = constraint;
    const skew = integerOrZero(maxSkew);
    if (skew !== undefined && skew <= 0) {
      issues.invalid('K8S_SCHEDULING', place.child('maxSkew'), skew, 'must be greater than zero');
    }
    if (text(topologyKey) === '') issues.required('K8S_SCHEDULING', place.child('topologyKey'), 'can not be empty');
    const action = text(whenUnsatisfiable);
    if (action !== undefined && action !== 'DoNotSchedule' && action !== 'ScheduleAnyway') {
      const supported = ['DoNotSchedule', 'ScheduleAnyway'];
      issues.unsupported('K8S_SCHEDULING', place.child('whenUnsatisfiable'), action, supported);
    }
    const later = list.slice(index + 1);
    if (
      typeof topologyKey === 'string' &&
      later.some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable)
    ) {
      const pair = place.called(`${place.text}.{topologyKey, whenUnsatisfiable}`);
      issues.duplicate('K8S_SCHEDULING', pair, `{${topologyKey}, ${action}}`);
    }
    const domains = integer(minDomains);
    if (domains !== undefined && domains <= 0) {
      issues.invalid('K8S_SCHEDULING', place.child('minDomains'), domains, 'must be greater than zero');
    }
    if (domains !== undefined && action !== undefined && action !== 'DoNotSchedule') {
      const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
      issues.invalid('K8S_SCHEDULING', place.child('minDomains'), domains, detail);
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      const policy = text(constraint[name]);
      if (policy && policy !== 'Honor' && policy !== 'Ignore') {
        issues.unsupported('K8S_SCHEDULING', place.child(name), policy, ['Honor', 'Ignore']);
      }
    }
    if (items(matchLabelKeys).length > 0 && isMissing(labelSelector)) {
      const detail = 'must not be specified when labelSelector is not set';
      issues.forbidden('K8S_SCHEDULING', place.child('matchLabelKeys'), detail);
    }
    checkLabelSelector(place.child('labelSelector'), labelSelector, issues);
  }
}

/** Checks references of a pod that are names of objects. */
export function checkNames(at: At, spec: Readonly<Record<string, unknown>>, issues: Issues): void {
  for (const name of ['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName']) {
    const value = text(spec[name]);
    if (value) issues.invalidEach('K8S_POD', at.child(name), value, dnsSubdomain(value));
  }
  for (const name of ['hostname', 'subdomain']) {
    const value = text(spec[name]);
    if (value) issues.invalidEach('K8S_POD', at.child(name), value, dnsLabel(value));
  }
}
