import type { JsonMap } from '../../kube/json';
import { qualifiedName } from '../../kube/names';
import { compareQuantities, type Quantity } from '../../kube/quantities';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, structOf, structsOf, textOf, textsOf } from '../values/decoded';
import { quantity } from '../values/quantities';
import { canOvercommit, containerResource, quotaResource, resourceName } from '../values/resource-names';
import type { Check } from '../walk/table';
import { checkAmount } from './resources';

const rule = 'K8S_QUOTA';

const OF_PODS: ReadonlySet<string> = new Set([
  'pods',
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
]);
const OF_CLAIMS: ReadonlySet<string> = new Set(['persistentvolumeclaims', 'requests.storage']);

/** What each scope can limit. */
const SCOPES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['Terminating', OF_PODS],
  ['NotTerminating', OF_PODS],
  ['NotBestEffort', OF_PODS],
  ['PriorityClass', OF_PODS],
  ['CrossNamespacePodAffinity', OF_PODS],
  ['BestEffort', new Set(['pods'])],
  ['VolumeAttributesClass', OF_CLAIMS],
]);
const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;
/** Scopes that hold of a pod or do not: there is nothing to compare. */
const WITHOUT_VALUES: ReadonlySet<string> = new Set([
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
]);

/** @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export const checkQuota: Check = (spec, at, { report }) => {
  const names = Object.keys(structOf(spec.hard));
  for (const [name, value] of Object.entries(structOf(spec.hard))) {
    const place = at.child('hard').key(name);
    report.invalidEach(rule, place, name, quotaResource(name));
    checkAmount(rule, place, name, quantity(value), report);
  }
  const scopes = textsOf(spec.scopes);
  const place = at.child('scopes');
  for (const scope of scopes) checkScope(place, scope, scopes, place, scopes, names, report);
  checkConflicts(place, scopes, scopes, report);
  const expressions = structsOf(structOf(spec.scopeSelector).matchExpressions);
  const there = at.child('scopeSelector', 'matchExpressions');
  for (const [index, expression] of expressions.entries()) {
    const scope = textOf(expression.scopeName);
    const list = there.inside(index);
    checkScope(list.child('scopeName'), scope, scope, list, spec.scopeSelector, names, report);
    checkScopeOperator(list, scope, expression, report);
  }
  checkConflicts(
    there,
    expressions.map(({ scopeName }) => textOf(scopeName)),
    spec.scopes,
    report,
  );
};

function checkScope(
  at: Path,
  scope: string,
  shown: unknown,
  whole: Path,
  all: unknown,
  names: readonly string[],
  report: Report,
): void {
  const limited = SCOPES.get(scope);
  if (limited === undefined) report.invalid(rule, at, shown, 'unsupported scope');
  for (const name of names) {
    if (limited === undefined || quotaResource(name).length > 0 || name.includes('/') || limited.has(name)) continue;
    report.invalid(rule, whole, all, 'unsupported scope applied to resource');
  }
}

function checkConflicts(at: Path, scopes: readonly string[], shown: unknown, report: Report): void {
  for (const [one, other] of CONFLICTS) {
    if (scopes.includes(one) && scopes.includes(other)) report.invalid(rule, at, shown, 'conflicting scopes');
  }
}

function checkScopeOperator(at: Path, scope: string, { operator, values }: JsonMap, report: Report): void {
  if (WITHOUT_VALUES.has(scope) && operator !== 'Exists') {
    const detail =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    report.invalid(rule, at.child('operator'), textOf(operator), detail);
  }
  const count = listOf(values).length;
  if (operator === 'In' || operator === 'NotIn') {
    if (count > 0) return;
    const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    report.required(rule, at.child('values'), detail);
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (count === 0) return;
    const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    report.invalid(rule, at.child('values'), values, detail);
  } else report.invalid(rule, at.child('operator'), textOf(operator), 'not a valid selector operator');
}

const LIMITED = ['Container', 'PersistentVolumeClaim', 'Pod'];
const LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

/** @see https://kubernetes.io/docs/concepts/policy/limit-range/ */
export const checkLimitRange: Check = ({ limits }, at, { report }) => {
  const types = new Set<string>();
  for (const [index, limit] of structsOf(limits).entries()) {
    const place = at.child('limits').child(index);
    const type = textOf(limit.type);
    const problems = qualifiedName(type);
    report.invalidEach(rule, place.child('type'), type, problems);
    if (problems.length === 0 && !type.includes('/') && !LIMITED.includes(type)) {
      report.invalid(rule, place.child('type'), type, 'must be a standard limit type or fully qualified');
    }
    if (types.has(type)) report.duplicate(rule, place.child('type'), type);
    types.add(type);
    checkLimit(place, type, limit, report);
  }
};

function checkLimit(at: Path, type: string, limit: JsonMap, report: Report): void {
  const syntax = type === 'Pod' || type === 'Container' ? containerResource : resourceName;
  const bounds = new Map<string, Partial<Record<(typeof LISTS)[number], Quantity>>>();
  for (const list of LISTS) {
    const given = Object.entries(structOf(limit[list]));
    if (type === 'Pod' && list.startsWith('default')) {
      if (given.length > 0) report.forbidden(rule, at.child(list), "may not be specified when `type` is 'Pod'");
      continue;
    }
    for (const [name, value] of given) {
      report.invalidEach(rule, at.child(list).key(name), name, syntax(name));
      bounds.set(name, { ...bounds.get(name), [list]: quantity(value) });
    }
  }
  if (type === 'PersistentVolumeClaim' && !isSet(structOf(limit.min).storage) && !isSet(structOf(limit.max).storage)) {
    const detail = 'either minimum or maximum storage value is required, but neither was provided';
    report.required(rule, at.called(`${at.name}.limits`), detail);
  }
  for (const [name, bound] of bounds) checkBounds(at, name, bound, report);
}

/** What is least is not more than what is most. */
function checkBounds(
  at: Path,
  name: string,
  {
    min,
    max,
    default: usual,
    defaultRequest: request,
    maxLimitRequestRatio: ratio,
  }: Partial<Record<(typeof LISTS)[number], Quantity>>,
  report: Report,
): void {
  const compare = (list: string, low: [string, Quantity?], high: [string, Quantity?], shown?: Quantity): void => {
    const [lowName, least] = low;
    const [highName, most] = high;
    if (least === undefined || most === undefined || compareQuantities(least, most) <= 0) return;
    const detail = `${lowName} value ${least.canonical} is greater than ${highName} value ${most.canonical}`;
    report.invalid(rule, at.child(list).key(name), (shown ?? least).canonical, detail);
  };
  compare('min', ['min', min], ['max', max]);
  compare('defaultRequest', ['min', min], ['default request', request], request);
  compare('defaultRequest', ['default request', request], ['max', max]);
  compare('defaultRequest', ['default request', request], ['default limit', usual]);
  compare('default', ['min', min], ['default', usual]);
  compare('default', ['default', usual], ['max', max], max);
  if (ratio !== undefined) checkRatio(at.child('maxLimitRequestRatio').key(name), ratio, min, max, report);
  if (canOvercommit(name) || usual === undefined || request === undefined) return;
  if (compareQuantities(usual, request) === 0) return;
  const detail = `default value ${usual.canonical} must equal to defaultRequest value ${request.canonical} in ${name}`;
  report.invalid(rule, at.child('defaultRequest').key(name), request.canonical, detail);
}

function checkRatio(
  at: Path,
  ratio: Quantity,
  min: Quantity | undefined,
  max: Quantity | undefined,
  report: Report,
): void {
  if (ratio.numerator < ratio.denominator) {
    report.invalid(rule, at, ratio.canonical, `ratio ${ratio.canonical} is less than 1`);
  }
  if (min === undefined || max === undefined || min.numerator === 0n) return;
  const most = Number(max.numerator * min.denominator) / Number(max.denominator * min.numerator);
  if (Number(ratio.numerator) / Number(ratio.denominator) <= most) return;
  report.invalid(rule, at, ratio.canonical, `ratio ${ratio.canonical} is greater than max/min = ${most.toFixed(6)}`);
}
