import type { JsonMap } from '../../kube/json';
import { dnsLabel, dnsSubdomain } from '../../kube/names';
import type { Path } from '../../violation/path';
import { OMITTED } from '../../violation/violation';
import type { Report } from '../rules';
import { isSet, listOf, numberOf, structOf, structsOf, textOf } from '../values/decoded';
import { scheduleProblem } from '../values/schedule';
import { timeZoneProblem } from '../values/time-zones';
import { type Check, enclosing } from '../walk/table';
import { checkSelected, isUsable } from './workloads';

const rule = 'K8S_JOB';
const HIGH = 100_000;
const LIMIT_WHEN_HIGH = 10_000;

/** The labels that the server gives to the pods of a job. */
const GENERATED: ReadonlySet<string> = new Set([
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
]);

export const checkJob: Check = (job, at, { report }) => {
  const spec = structOf(job.spec);
  const place = at.child('spec');
  const name = textOf(structOf(job.metadata).name);
  checkJobSelector(place, spec, structOf(job.metadata), report);
  const completions = numberOf(spec.completions);
  if (spec.completionMode !== 'Indexed' || !isSet(spec.completions) || completions <= 0) return;
  const last = `${name}-${completions - 1}`;
  if (dnsLabel(last).length === 0) return;
  const detail = `will not able to create pod with invalid DNS label: ${last}`;
  report.invalid('K8S_NAME', at.child('metadata', 'name'), name, detail);
};

/** The server makes a selector for each job, unless somebody asks for the own one. */
function checkJobSelector(at: Path, spec: JsonMap, { name, uid }: JsonMap, report: Report): void {
  const place = at.child('selector');
  const selector = structOf(spec.selector);
  if (spec.manualSelector === true) {
    if (!isSet(spec.selector)) report.required('K8S_SELECTOR', place);
    if (!isSet(spec.selector) || isUsable(selector)) checkSelected(at, spec, report);
    return;
  }
  const labels = structOf(structOf(structOf(spec.template).metadata).labels);
  for (const [key, wanted] of [
    ['job-name', textOf(name)],
    ['batch.kubernetes.io/job-name', textOf(name)],
    // A job that comes from a cluster has those of its uid.
    ['controller-uid', textOf(uid)],
    ['batch.kubernetes.io/controller-uid', textOf(uid)],
  ] as const) {
    const label = labels[key];
    if (!isSet(label) || label === wanted) continue;
    const there = at.child('template', 'metadata', 'labels').key(key);
    report.invalid('K8S_SELECTOR', there, labels, `must be '${wanted}'`, 'remove it: the server gives it');
  }
  if (!isUsable(selector)) return;
  const isOwn = Object.keys(structOf(selector.matchLabels)).some((key) => !GENERATED.has(key));
  if (listOf(selector.matchExpressions).length === 0 && !isOwn) return;
  const fix = 'remove it: the server makes a selector for each job';
  report.invalid('K8S_SELECTOR', place, selector, '`selector` not auto-generated', fix);
  checkSelected(at, spec, report);
}

/** What a job says of its pods, their number and what happens when they fail. */
export const checkJobSpec: Check = (spec, at, context) => {
  const { report } = context;
  checkIndexes(at, spec, report);
  const replacement = spec.podReplacementPolicy;
  const replacements = isSet(spec.podFailurePolicy) ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (isSet(replacement) && !replacements.includes(textOf(replacement))) {
    report.unsupported(rule, at.child('podReplacementPolicy'), replacement, replacements);
  }
  if (isSet(spec.successPolicy) && spec.completionMode !== 'Indexed') {
    report.invalid(rule, at.child('successPolicy'), spec.successPolicy, 'requires indexed completion mode');
  }
  checkManager(at.child('managedBy'), spec.managedBy, report);
  checkRestart(at.child('template', 'spec', 'restartPolicy'), spec, report);
  if (enclosing(context, 'batch.v1.JobTemplateSpec') === undefined) return;
  if (isSet(spec.selector)) {
    report.invalid('K8S_SELECTOR', at.child('selector'), spec.selector, '`selector` will be auto-generated');
  }
  if (spec.manualSelector === true) {
    report.unsupported('K8S_SELECTOR', at.child('manualSelector'), true, ['nil', 'false']);
  }
};

function checkRestart(at: Path, spec: JsonMap, report: Report): void {
  const policy = textOf(structOf(structOf(spec.template).spec).restartPolicy) || 'Always';
  if (policy === 'Always') {
    const fix = 'set it: the default, Always, would run the pods forever';
    report.required(rule, at, 'valid values: "OnFailure", "Never"', fix);
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    report.unsupported(rule, at, policy, ['OnFailure', 'Never']);
  } else if (policy === 'OnFailure' && isSet(spec.podFailurePolicy)) {
    report.invalid(rule, at, policy, 'only "Never" is supported when podFailurePolicy is specified');
  }
}

/** What needs indexes, and what there can be of them. */
function checkIndexes(at: Path, spec: JsonMap, report: Report): void {
  const { completions, parallelism, maxFailedIndexes: failed, backoffLimitPerIndex: perIndex } = spec;
  const invalid = (field: string, detail: string): void => report.invalid(rule, at.child(field), spec[field], detail);
  if (isSet(failed) && !isSet(perIndex)) {
    report.required(rule, at.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified');
  }
  if (spec.completionMode === 'NonIndexed') {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
      if (isSet(spec[field])) invalid(field, 'requires indexed completion mode');
    }
  }
  if (spec.completionMode !== 'Indexed') return;
  if (!isSet(completions)) report.required(rule, at.child('completions'), 'when completion mode is Indexed');
  if (numberOf(parallelism) > HIGH) {
    invalid('parallelism', `must be less than or equal to ${HIGH} when completion mode is Indexed`);
  }
  if (isSet(completions) && isSet(failed) && numberOf(failed) > numberOf(completions)) {
    invalid('maxFailedIndexes', 'must be less than or equal to completions');
  }
  if (numberOf(failed) > HIGH) invalid('maxFailedIndexes', `must be less than or equal to ${HIGH}`);
  if (numberOf(completions) <= HIGH || !isSet(perIndex)) return;
  const when = `when completions are above ${HIGH} and used with backoff limit per index`;
  if (!isSet(failed)) {
    report.required(rule, at.child('maxFailedIndexes'), `must be specified when completions is above ${HIGH}`);
  }
  for (const field of ['parallelism', 'maxFailedIndexes']) {
    if (numberOf(spec[field]) > LIMIT_WHEN_HIGH)
      invalid(field, `must be less than or equal to ${LIMIT_WHEN_HIGH} ${when}`);
  }
}

const MAX_MANAGER = 63;
const NOT_A_MANAGER = 'must be a domain-prefixed path (such as "acme.io/foo")';

function checkManager(at: Path, manager: unknown, report: Report): void {
  if (!isSet(manager)) return;
  const name = textOf(manager);
  const slash = name.indexOf('/');
  if (name === '') report.required(rule, at);
  else if (slash <= 0 || slash === name.length - 1) report.invalid(rule, at, name, NOT_A_MANAGER);
  else {
    const [domain, path] = [name.slice(0, slash), name.slice(slash + 1)];
    report.invalidEach(rule, at, domain, dnsSubdomain(domain));
    if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path)) {
      const pattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
      report.invalid(rule, at, path, `Invalid path (regex used for validation is '${pattern}')`);
    }
  }
  if (name.length > MAX_MANAGER) report.tooLong(rule, at, MAX_MANAGER);
}

/** What to do when a pod fails in a certain way. */
export const checkFailureRule: Check = ({ action, onExitCodes, onPodConditions }, at, context) => {
  const { report } = context;
  const job = enclosing(context, 'batch.v1.JobSpec');
  if (action === 'FailIndex' && !isSet(job?.object.backoffLimitPerIndex)) {
    report.invalid(rule, at.child('action'), action, 'requires the backoffLimitPerIndex to be set');
  }
  const conditions = listOf(onPodConditions).length;
  if (isSet(onExitCodes) && conditions > 0) {
    report.invalid(rule, at, OMITTED, 'specifying both OnExitCodes and OnPodConditions is not supported');
  } else if (!isSet(onExitCodes) && conditions === 0) {
    report.invalid(rule, at, OMITTED, 'specifying one of OnExitCodes and OnPodConditions is required');
  }
};

const MAX_EXIT_CODES = 255;

export const checkExitCodes: Check = ({ operator, containerName, values }, at, context) => {
  const { report } = context;
  const pod = structOf(structOf(enclosing(context, 'batch.v1.JobSpec')?.object.template).spec);
  const names = [...structsOf(pod.containers), ...structsOf(pod.initContainers)].map(({ name }) => textOf(name));
  if (isSet(containerName) && !names.includes(textOf(containerName))) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    report.invalid(rule, at.child('containerName'), containerName, detail);
  }
  const place = at.child('values');
  const codes = listOf(values).map(numberOf);
  if (codes.length === 0) report.invalid(rule, place, [], 'at least one value is required');
  else if (codes.length > MAX_EXIT_CODES) report.tooMany(rule, place, codes.length, MAX_EXIT_CODES);
  const seen = new Set<number>();
  for (const [index, code] of codes.entries()) {
    if (operator === 'In' && code === 0) {
      report.invalid(rule, place.child(index), code, 'must not be 0 for the In operator');
    }
    if (seen.has(code)) report.duplicate(rule, place.child(index), code);
    seen.add(code);
  }
  if (codes.some((code, index) => code < (codes[index - 1] ?? code))) {
    report.invalid(rule, place, values, 'must be ordered');
  }
};

const MAX_INDEXES = 64 * 1024;

/** When enough indexes have succeeded. */
export const checkSuccessRule: Check = ({ succeededIndexes, succeededCount }, at, context) => {
  const { report } = context;
  const completions = numberOf(enclosing(context, 'batch.v1.JobSpec')?.object.completions);
  if (!isSet(succeededCount) && !isSet(succeededIndexes)) {
    report.required(rule, at, 'at least one of succeededCount or succeededIndexes must be specified');
  }
  const place = at.child('succeededIndexes');
  const total = isSet(succeededIndexes) ? countIndexes(textOf(succeededIndexes), completions) : undefined;
  if (textOf(succeededIndexes).length > MAX_INDEXES) report.tooLong(rule, place, MAX_INDEXES);
  if (typeof total === 'string') {
    report.invalid(rule, place, succeededIndexes, `error parsing succeededIndexes: ${total}`);
  }
  if (!isSet(succeededCount)) return;
  const count = numberOf(succeededCount);
  const invalid = (detail: string): void => report.invalid(rule, at.child('succeededCount'), count, detail);
  if (count < 0) invalid('must be greater than or equal to 0');
  if (count > completions) {
    invalid(`must be less than or equal to ${completions} (the number of specified completions)`);
  }
  const listed = typeof total === 'string' ? 0 : total;
  if (listed !== undefined && count > listed) {
    invalid(`must be less than or equal to ${listed} (the number of indexes in the specified succeededIndexes field)`);
  }
};

/** How many indexes `1,3-5` has; a text says what is wrong with it. */
function countIndexes(text: string, completions: number): number | string {
  let [total, last] = [0, -1];
  for (const interval of text === '' ? [] : text.split(',')) {
    const bounds = interval.split('-');
    if (bounds.length > 2) {
      return `the fragment ${JSON.stringify(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    }
    for (const bound of bounds) {
      if (!/^\+?\d{1,9}$/.test(bound)) return `cannot convert string to integer for index: ${JSON.stringify(bound)}`;
      if (Number(bound) >= completions) return `too large index: ${JSON.stringify(bound)}`;
    }
    const [from = 0, to] = bounds.map(Number);
    if (to !== undefined && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`;
    if (last >= from) return `non-increasing order, previous: ${last}, current: ${from}`;
    last = to ?? from;
    total += last - from + 1;
  }
  return total;
}

const MAX_CRON_JOB_NAME = 52;

/** The controller appends the time to the name. */
export const checkCronJob: Check = ({ metadata }, at, { report }) => {
  const name = textOf(structOf(metadata).name);
  if (name.length <= MAX_CRON_JOB_NAME) return;
  report.invalid(
    'K8S_NAME',
    at.child('metadata', 'name'),
    name,
    `must be no more than ${MAX_CRON_JOB_NAME} characters`,
  );
};

/** When it runs. */
export const checkSchedule: Check = ({ schedule, timeZone }, at, { report }) => {
  const place = at.child('schedule');
  const expression = textOf(schedule);
  if (expression === '') report.required('K8S_SCHEDULE', place);
  else {
    const problem = scheduleProblem(expression);
    if (problem !== undefined) report.invalid('K8S_SCHEDULE', place, expression, problem);
    if (expression.includes('TZ')) {
      const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
      report.invalid('K8S_SCHEDULE', place, expression, detail);
    }
  }
  const problem = isSet(timeZone) ? timeZoneProblem(textOf(timeZone)) : undefined;
  if (problem !== undefined) report.invalid('K8S_SCHEDULE', at.child('timeZone'), timeZone, problem);
};
