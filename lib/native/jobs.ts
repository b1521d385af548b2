import { isMap } from '../kube/json';
import { checkCounts } from './counts';
import { At, type Issues } from './field';
import { checkJobPolicies } from './job-policies';
import { fields, isEmptyList, isMissing, text, texts } from './json';
import { checkPodTemplate } from './pod';
import { scheduleProblem } from './schedule';
import { checkLabelSelector, selects } from './selectors';

type Fields = Readonly<Record<string, unknown>>;

const COUNTS = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];
const CONCURRENCY_POLICIES = ['Allow', 'Forbid', 'Replace'];

/** The labels that the server gives to the pods of a job. */
const GENERATED: ReadonlySet<string> = new Set([
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
]);

/**
 * Checks a Job.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export function checkJob(object: Fields, issues: Issues): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = At.root.child('spec');
  const spec = fields(object.spec);
  checkJobSpec(at, spec, issues);
  const place = at.child('selector');
  checkLabelSelector(place, spec.selector, issues);
  if (spec.manualSelector === true) {
    const { labels } = fields(fields(spec.template).metadata);
    if (isMissing(spec.selector)) issues.required('K8S_SELECTOR', place);
    if (isMissing(spec.selector) || selects(spec.selector, labels) === false) {
      const detail = '`selector` does not match template `labels`';
      issues.invalid('K8S_SELECTOR', at.child('template', 'metadata', 'labels'), labels, detail);
    }
  } else if (isMap(spec.selector)) {
    const { matchLabels, matchExpressions } = spec.selector;
    if (!isEmptyList(matchExpressions) || texts(matchLabels).some(([key]) => !GENERATED.has(key))) {
      const fix = 'remove it: the server makes a selector for each job';
      issues.invalid('K8S_SELECTOR', place, spec.selector, '`selector` not auto-generated', fix);
    }
  }
}

/**
 * Checks a CronJob.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export function checkCronJob(object: Fields, issues: Issues): void {
  const name = text(fields(object.metadata).name);
  if (name && name.length > 52) {
    // The controller appends the time.
    const detail = 'must be no more than 52 characters';
    issues.invalid('K8S_NAME', At.root.child('metadata', 'name'), name, detail);
  }
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = At.root.child('spec');
  const spec = fields(object.spec);
  checkSchedule(at, spec, issues);
  const policy = text(spec.concurrencyPolicy);
  if (policy && !CONCURRENCY_POLICIES.includes(policy)) {
    issues.unsupported('K8S_JOB', at.child('concurrencyPolicy'), policy, CONCURRENCY_POLICIES);
  }
  const counts = ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'];
  checkCounts('K8S_JOB', at, spec, counts, issues);

  if (!isMissing(spec.jobTemplate) && !isMap(spec.jobTemplate)) return;
  const place = at.child('jobTemplate', 'spec');
  const job = fields(spec.jobTemplate).spec;
  if (!isMissing(job) && !isMap(job)) return;
  const { selector, manualSelector } = fields(job);
  checkJobSpec(place, fields(job), issues);
  if (!isMissing(selector)) {
    issues.invalid('K8S_SELECTOR', place.child('selector'), selector, '`selector` will be auto-generated');
  }
  if (manualSelector === true) {
    issues.unsupported('K8S_SELECTOR', place.child('manualSelector'), true, ['nil', 'false']);
  }
}

function checkSchedule(at: At, { schedule, timeZone }: Fields, issues: Issues): void {
  const place = at.child('schedule');
  const expression = text(schedule);
  if (expression === '') issues.required('K8S_SCHEDULE', place);
  else if (expression !== undefined) {
    const problem = scheduleProblem(expression);
    if (problem !== undefined) issues.invalid('K8S_SCHEDULE', place, expression, problem);
    if (expression.includes('TZ')) {
      const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
      issues.invalid('K8S_SCHEDULE', place, expression, detail);
    }
  }
  if (typeof timeZone !== 'string') return;
  const zone = at.child('timeZone');
  if (timeZone === '') issues.invalid('K8S_SCHEDULE', zone, timeZone, 'timeZone must be nil or non-empty string');
  else if (timeZone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    issues.invalid('K8S_SCHEDULE', zone, timeZone, detail);
  } else if (!isTimeZone(timeZone)) {
    issues.invalid('K8S_SCHEDULE', zone, timeZone, `unknown time zone ${timeZone}`);
  }
}

function isTimeZone(name: string): boolean {
  // JavaScript takes offsets, too.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function checkJobSpec(at: At, spec: Fields, issues: Issues): void {
  checkCounts('K8S_JOB', at, spec, COUNTS, issues);
  const mode = text(spec.completionMode);
  if (mode && mode !== 'NonIndexed' && mode !== 'Indexed') {
    issues.unsupported('K8S_JOB', at.child('completionMode'), mode, ['NonIndexed', 'Indexed']);
  } else if (mode === 'Indexed' && isMissing(spec.completions)) {
    issues.required('K8S_JOB', at.child('completions'), 'when completion mode is Indexed');
  }
  checkJobPolicies(at, spec, issues);
  const template = at.child('template');
  checkPodTemplate(template, spec.template, issues);
  const pod = fields(spec.template).spec;
  if (!isMissing(pod) && !isMap(pod)) return;
  const policy = text(fields(pod).restartPolicy);
  const place = template.child('spec', 'restartPolicy');
  // It is `Always` by default, which no job can have.
  if (policy === '' || policy === 'Always') {
    const fix = 'set it: the default, Always, would run the pods forever';
    issues.required('K8S_JOB', place, 'valid values: "OnFailure", "Never"', fix);
  } else if (policy === 'OnFailure' && !isMissing(spec.podFailurePolicy)) {
    const detail = 'only "Never" is supported when podFailurePolicy is specified';
    issues.invalid('K8S_JOB', place, policy, detail);
  }
}
