import type { JsonMap } from '../../kube/json';
import { dnsSubdomain, labelValue, qualifiedName } from '../../kube/names';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import { type Check, enclosing } from '../walk/table';
import { checkRequirement } from './selectors';

const rule = 'K8S_SCHEDULING';

/** What a node must be like. Values that are no labels are accepted where they are only a preference. */
export const checkNodeRequirement: Check = (requirement, at, context) => {
  const { report, around } = context;
  if (around?.field === 'matchFields') checkNodeField(at, requirement, report);
  else {
    const isPreference = enclosing(context, 'core.v1.PreferredSchedulingTerm') !== undefined;
    checkRequirement(rule, at, requirement, report, { ofNodes: true, anyValue: isPreference });
  }
};

function checkNodeField(at: Path, { operator, key, values }: JsonMap, report: Report): void {
  if (operator === 'In' || operator === 'NotIn') {
    if (listOf(values).length !== 1) {
      const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      report.required(rule, at.child('values'), detail);
    }
  } else report.invalid(rule, at.child('operator'), textOf(operator), 'not a valid selector operator');
  if (key !== 'metadata.name') {
    report.invalid(rule, at.child('key'), textOf(key), 'not a valid field selector key');
    return;
  }
  for (const [index, name] of textsOf(values).entries()) {
    report.invalidEach(rule, at.child('values').child(index), name, dnsSubdomain(name));
  }
}

/** Pods that are to be near, or far. */
export const checkPodTerm: Check = (term, at, { report }) => {
  checkLabelKeys(at, term, report);
};

/** Labels whose values must be those of the pod itself. */
function checkLabelKeys(at: Path, term: JsonMap, report: Report): void {
  const match = textsOf(term.matchLabelKeys);
  const mismatch = new Set(textsOf(term.mismatchLabelKeys));
  for (const field of ['matchLabelKeys', 'mismatchLabelKeys']) {
    const keys = textsOf(term[field]);
    if (keys.length === 0) continue;
    const place = at.child(field);
    if (!isSet(term.labelSelector)) {
      report.forbidden(rule, place, 'must not be specified when labelSelector is not set');
      continue;
    }
    for (const [index, key] of keys.entries()) report.invalidEach(rule, place.child(index), key, qualifiedName(key));
  }
  const { matchLabels, matchExpressions } = structOf(term.labelSelector);
  const selected = new Set(Object.keys(structOf(matchLabels)));
  for (const { key } of structsOf(matchExpressions)) {
    const index = match.lastIndexOf(textOf(key));
    if (index !== -1 && selected.has(textOf(key))) {
      const place = at.child('matchLabelKeys').inside(index).called(`${at.name}[${index}]`);
      report.invalid(rule, place, key, 'exists in both matchLabelKeys and labelSelector');
    }
    selected.add(textOf(key));
  }
  for (const [index, key] of match.entries()) {
    if (!mismatch.has(key)) continue;
    const place = at.child('matchLabelKeys').child(index);
    report.invalid(rule, place, key, 'exists in both matchLabelKeys and mismatchLabelKeys');
  }
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export const checkToleration: Check = (toleration, at, { report }) => {
  const { key, operator, value, effect, tolerationSeconds } = toleration;
  const place = at.child('operator');
  if (textOf(key) === '' && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    report.invalid(rule, place, textOf(operator), detail);
  }
  if (isSet(tolerationSeconds) && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    report.invalid(rule, at.child('effect'), textOf(effect), detail);
  }
  switch (textOf(operator)) {
    case '':
    case 'Equal': {
      const problems = labelValue(textOf(value));
      if (problems.length > 0) report.invalid(rule, place, value, problems.join(';'));
      break;
    }
    case 'Exists':
      if (textOf(value) !== '') report.invalid(rule, place, value, "value must be empty when `operator` is 'Exists'");
      break;
    default:
      report.unsupported(rule, place, operator, ['Equal', 'Exists']);
  }
};

/** How evenly pods are spread; two constraints on one thing contradict each other. */
export const checkSpread: Check = (constraint, at, context) => {
  const { report, around } = context;
  const { topologyKey, whenUnsatisfiable: action, minDomains } = constraint;
  const all = structsOf(around?.object.topologySpreadConstraints);
  // Two that are alike may be one and the same.
  const rest = all.slice(Number(at.parts.at(-1)) + 1);
  if (rest.some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === action)) {
    const place = at.called(`${at.name}.{topologyKey, whenUnsatisfiable}`);
    report.duplicate(rule, place, `{${textOf(topologyKey)}, ${textOf(action)}}`);
  }
  if (isSet(minDomains)) {
    const place = at.child('minDomains');
    if (numberOf(minDomains) <= 0) report.invalid(rule, place, minDomains, 'must be greater than zero');
    if (action !== 'DoNotSchedule') {
      const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${textOf(action)}`;
      report.invalid(rule, place, minDomains, detail);
    }
  }
  checkLabelKeys(at, constraint, report);
};

/** A pod is bound to a node. */
export const checkBinding: Check = ({ target }, at, { report }) => {
  const { kind, name } = structOf(target);
  const place = at.child('target');
  if (textOf(kind) !== '' && kind !== 'Node') report.unsupported(rule, place.child('kind'), kind, ['Node', '<empty>']);
  if (textOf(name) === '') report.required(rule, place.child('name'));
};
