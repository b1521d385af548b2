import { isMap } from '../kube/json';
import { Path } from '../violation/path';
import { checkCounts } from './counts';
import { checkJobPolicies } from './job-policies';
import { fields, isEmptyList, isMissing, text, texts } from './json';
import { checkPodTemplate } from './pod';
import type { Report } from './rules';
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
export function checkJob(object: Fields, report: Report): void {
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const spec = fields(object.spec);
  checkJobSpec(at, spec, report);
  const place = at.child('selector');
  checkLabelSelector(place, spec.selector, report);
  if (spec.manualSelector === true) {
    const { labels } = fields(fields(spec.template).metadata);
    if (isMissing(spec.selector)) report.required('K8S_SELECTOR', place);
    if (isMissing(spec.selector) || selects(spec.selector, labels) === false) {
      const detail = '`selector` does not match template `labels`';
      report.invalid('K8S_SELECTOR', at.child('template', 'metadata', 'labels'), labels, detail);
    }
  } else if (isMap(spec.selector)) {
    const { matchLabels, matchExpressions } = spec.selector;
    if (!isEmptyList(matchExpressions) || texts(matchLabels).some(([key]) => !GENERATED.has(key))) {
      const fix = 'remove it: the server makes a selector for each job';
      report.invalid('K8S_SELECTOR', place, spec.selector, '`selector` not auto-generated', fix);
    }
  }
}

/**
 * Checks a CronJob.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export function checkCronJob(object: Fields, report: Report): void {
  const name = text(fields(object.metadata).name);
  if (name && name.length > 52) {
    // The controller appends the time.
    const detail = 'must be no more than 52 characters';
    report.invalid('K8S_NAME', Path.ROOT.child('metadata', 'name'), name, detail);
  }
  if (!isMissing(object.spec) && !isMap(object.spec)) return;
  const at = Path.ROOT.child('spec');
  const spec = fields(object.spec);
  checkSchedule(at, spec, report);
  const policy = text(spec.concurrencyPolicy);
  if (policy && !CONCURRENCY_POLICIES.includes(policy)) {
    report.unsupported('K8S_JOB', at.child('concurrencyPolicy'), policy, CONCURRENCY_POLICIES);
  }
  const counts = ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'];
  checkCounts('K8S_JOB', at, spec, counts, report);

  if (!isMissing(spec.jobTemplate) && !isMap(spec.jobTemplate)) return;
  const place = at.child('jobTemplate', 'spec');
  const job = fields(spec.jobTemplate).spec;
  if (!isMissing(job) && !isMap(job)) return;
  const { selector, manualSelector } = fields(job);
  checkJobSpec(place, fields(job), report);
  if (!isMissing(selector)) {
    report.invalid('K8S_SELECTOR', place.child('selector'), selector, '`selector` will be auto-generated');
  }
  if (manualSelector === true) {
    report.unsupported('K8S_SELECTOR', place.child('manualSelector'), true, ['nil', 'false']);
  }
}

function checkSchedule(at: Path, { schedule, timeZone }: Fields, report: Report): void {
  const place = at.child('schedule');
  const expression = text(schedule);
  if (expression === '') report.required('K8S_SCHEDULE', place);
  else if (expression !== undefined) {
    const problem = scheduleProblem(expression);
    if (problem !== undefined) report.invalid('K8S_SCHEDULE', place, expression, problem);
    if (expression.includes('TZ')) {
      const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
      report.invalid('K8S_SCHEDULE', place, expression, detail);
    }
  }
  if (typeof timeZone !== 'string') return;
  const zone = at.child('timeZone');
  if (timeZone === '') report.invalid('K8S_SCHEDULE', zone, timeZone, 'timeZone must be nil or non-empty string');
  else if (timeZone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    report.invalid('K8S_SCHEDULE', zone, timeZone, detail);
  } else if (!isTimeZone(timeZone)) {
    report.invalid('K8S_SCHEDULE', zone, timeZone, `unknown time zone ${timeZone}`);
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

function checkJobSpec(at: Path, spec: Fields, report: Report): void {
  checkCounts('K8S_JOB', at, spec, COUNTS, report);
  const mode = text(spec.completionMode);
  if (mode && mode !== 'NonIndexed' && mode !== 'Indexed') {
    report.unsupported('K8S_JOB', at.child('completionMode'), mode, ['NonIndexed', 'Indexed']);
  } else if (mode === 'Indexed' && isMissing(spec.completions)) {
    report.required('K8S_JOB', at.child('completions'), 'when completion mode is Indexed');
  }
  checkJobPolicies(at, spec, report);
  const template = at.child('template');
  checkPodTemplate(template, spec.template, report);
  const pod = fields(spec.template).spec;
  if (!isMissing(pod) && !isMap(pod)) return;
  const policy = text(fields(pod).restartPolicy);
  const place = template.child('spec', 'restartPolicy');
  // It is `Always` by default, which no job can have.
  if (policy === '' || policy === 'Always') {
    const fix = 'set it: the default, Always, would run the pods forever';
    report.required('K8S_JOB', place, 'valid values: "OnFailure", "Never"', fix);
  } else if (policy === 'OnFailure' && !isMissing(spec.podFailurePolicy)) {
    const detail = 'only "Never" is supported when podFailurePolicy is specified';
    report.invalid('K8S_JOB', place, policy, detail);
  }
}
