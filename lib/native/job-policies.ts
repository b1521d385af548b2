import { isMap } from '../kube/json';
import { dnsSubdomain, qualifiedName } from '../kube/names';
import type { Path } from '../violation/path';
import { OMITTED } from '../violation/violation';
import { fields, integer, isEmptyList, isMissing, items, text } from './json';
import type { Report } from './rules';

type Fields = Readonly<Record<string, unknown>>;

/** What an Indexed job may have at most: its state lists its indexes. */
const MAX_PARALLELISM = 100_000;
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const CONDITION_STATUSES = ['False', 'True', 'Unknown'];
const INDEXED = 'requires indexed completion mode';

/**
 * Checks what a job does when pods fail, and when enough have succeeded.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
export function checkJobPolicies(at: Path, spec: Fields, report: Report): void {
  const indexed = spec.completionMode === 'Indexed';
  checkIndexLimits(at, spec, indexed, report);
  const failure = spec.podFailurePolicy;
  if (isMap(failure)) checkFailurePolicy(at.child('podFailurePolicy'), failure, spec, report);
  const replacement = text(spec.podReplacementPolicy);
  const replacements = isMap(failure) ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (replacement && !replacements.includes(replacement)) {
    report.unsupported('K8S_JOB', at.child('podReplacementPolicy'), replacement, replacements);
  }
  if (isMap(spec.successPolicy)) checkSuccessPolicy(at, spec.successPolicy, indexed, report);
  checkManager(at.child('managedBy'), spec.managedBy, report);
}

function checkIndexLimits(at: Path, spec: Fields, indexed: boolean, report: Report): void {
  const completions = integer(spec.completions);
  const parallelism = integer(spec.parallelism);
  const failed = integer(spec.maxFailedIndexes);
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
    const value = integer(spec[name]);
    if (value === undefined) continue;
    if (value < 0) report.invalid('K8S_JOB', at.child(name), value, 'must be greater than or equal to 0');
    if (!indexed) report.invalid('K8S_JOB', at.child(name), value, INDEXED);
  }
  if (!indexed) return;
  if (failed !== undefined && isMissing(spec.backoffLimitPerIndex)) {
    report.required('K8S_JOB', at.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified');
  }
  if (parallelism !== undefined && parallelism > MAX_PARALLELISM) {
    const detail = `must be less than or equal to ${MAX_PARALLELISM} when completionMode is Indexed`;
    report.invalid('K8S_JOB', at.child('parallelism'), parallelism, detail);
  }
  if (failed !== undefined && completions !== undefined && failed > completions) {
    const detail = `must be less than or equal to ${completions}`;
    report.invalid('K8S_JOB', at.child('maxFailedIndexes'), failed, detail);
  }
}

function checkFailurePolicy(at: Path, policy: Fields, spec: Fields, report: Report): void {
  const containers = containerNames(fields(fields(spec.template).spec));
  const rules = items(policy.rules);
  if (rules.length > MAX_RULES) {
    report.tooMany('K8S_JOB', at.child('rules'), rules.length, MAX_RULES);
  }
  for (const [index, rule] of rules.entries()) {
    if (isMap(rule)) checkFailureRule(at.child('rules').child(index), rule, spec, containers, report);
  }
}

function checkFailureRule(at: Path, rule: Fields, spec: Fields, containers: ReadonlySet<string>, report: Report): void {
  const { onExitCodes, onPodConditions } = rule;
  const action = text(rule.action);
  const place = at.child('action');
  if (action === 'FailIndex' && isMissing(spec.backoffLimitPerIndex)) {
    const detail = 'requires the backoffLimitPerIndex to be set';
    report.invalid('K8S_JOB', place, action, detail);
  }
  if (action === '') report.required('K8S_JOB', place, valid(ACTIONS));
  else if (action !== undefined && !ACTIONS.includes(action)) report.unsupported('K8S_JOB', place, action, ACTIONS);
  if (isMap(onExitCodes)) checkExitCodes(at.child('onExitCodes'), onExitCodes, containers, report);
  for (const [index, pattern] of items(onPodConditions).entries()) {
    if (!isMap(pattern)) continue;
    const where = at.child('onPodConditions').child(index);
    const type = text(pattern.type);
    if (type !== undefined) report.invalidEach('K8S_JOB', where.child('type'), type, qualifiedName(type));
    const status = text(pattern.status);
    if (status && !CONDITION_STATUSES.includes(status)) {
      report.unsupported('K8S_JOB', where.child('status'), status, CONDITION_STATUSES);
    }
  }
  if (!isMissing(onExitCodes) && items(onPodConditions).length > 0) {
    report.invalid('K8S_JOB', at, OMITTED, 'specifying both OnExitCodes and OnPodConditions is not supported');
  } else if (isMissing(onExitCodes) && isEmptyList(onPodConditions)) {
    report.invalid('K8S_JOB', at, OMITTED, 'specifying one of OnExitCodes and OnPodConditions is required');
  }
}

function checkExitCodes(at: Path, codes: Fields, containers: ReadonlySet<string>, report: Report): void {
  const operator = text(codes.operator);
  if (operator === '') {
    report.required('K8S_JOB', at.child('operator'), valid(OPERATORS));
  } else if (operator !== undefined && !OPERATORS.includes(operator)) {
    report.unsupported('K8S_JOB', at.child('operator'), operator, OPERATORS);
  }
  const name = codes.containerName;
  if (typeof name === 'string' && !containers.has(name)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    report.invalid('K8S_JOB', at.child('containerName'), name, detail);
  }
  const place = at.child('values');
  const values = items(codes.values);
  if (isEmptyList(codes.values)) report.invalid('K8S_JOB', place, [], 'at least one value is required');
  if (values.length > MAX_EXIT_CODES) {
    report.tooMany('K8S_JOB', place, values.length, MAX_EXIT_CODES);
  }
  const seen = new Set<unknown>();
  for (const [index, value] of values.entries()) {
    if (seen.has(value)) report.duplicate('K8S_JOB', place.child(index), value);
    else if (operator === 'In' && value === 0) {
      report.invalid('K8S_JOB', place.child(index), value, 'must not be 0 for the In operator');
    }
    seen.add(value);
  }
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length && numbers.some((value, index) => value < (numbers[index - 1] ?? value))) {
    report.invalid('K8S_JOB', place, values, 'must be ordered');
  }
}

/** A list as Go prints it. */
function valid(values: readonly string[]): string {
  return `valid values: [${values.map((value) => JSON.stringify(value)).join(' ')}]`;
}

function containerNames({ containers, initContainers }: Fields): ReadonlySet<string> {
  return new Set([...items(containers), ...items(initContainers)].map((one) => text(fields(one).name) ?? ''));
}

function checkSuccessPolicy(at: Path, policy: Fields, indexed: boolean, report: Report): void {
  const place = at.child('successPolicy');
  if (!indexed) {
    report.invalid('K8S_JOB', place, policy, INDEXED);
    return;
  }
  const rules = place.child('rules');
  if (isEmptyList(policy.rules)) report.required('K8S_JOB', rules, 'at least one rules must be specified');
  for (const [index, rule] of items(policy.rules).entries()) {
    if (!isMap(rule)) continue;
    if (isMissing(rule.succeededCount) && isMissing(rule.succeededIndexes)) {
      const detail = 'at least one of succeededCount or succeededIndexes must be specified';
      report.required('K8S_JOB', rules.child(index), detail);
    }
  }
}

function checkManager(at: Path, manager: unknown, report: Report): void {
  if (typeof manager !== 'string') return;
  const [domain = '', path] = manager.split('/', 2);
  if (!manager.includes('/')) {
    const detail = 'must be a domain-prefixed path (such as "acme.io/foo")';
    report.invalid('K8S_JOB', at, manager, detail);
    return;
  }
  report.invalidEach('K8S_JOB', at, domain, dnsSubdomain(domain));
  if (path === '') report.invalid('K8S_JOB', at, manager, 'must be a domain-prefixed path (such as "acme.io/foo")');
  if (manager.length > 63) report.tooLong('K8S_JOB', at, 63);
}
