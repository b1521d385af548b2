import { qualifiedName } from '../../kube/names';
import {
  checkCronJob,
  checkExitCodes,
  checkFailureRule,
  checkJob,
  checkJobSpec,
  checkSchedule,
  checkSuccessRule,
} from '../checks/jobs';
import { format, maxItems, nonNegative, oneOf, orEmpty, required } from '../walk/constraints';
import { enclosing, type Tables } from '../walk/table';
import { warnOfJob } from '../warnings/objects';
import { warnOfName } from '../warnings/pods';

const rule = 'K8S_JOB';
const MAX_RULES = 20;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];

/** A list as Go prints it. */
const values = (list: readonly string[]): string =>
  `valid values: [${list.map((value) => JSON.stringify(value)).join(' ')}]`;

/** What runs to its end. */
export const JOBS: Tables = {
  'batch.v1.CronJob': { rule, check: checkCronJob, warn: warnOfName },
  'batch.v1.CronJobSpec': {
    rule,
    fields: {
      concurrencyPolicy: [oneOf('Allow', 'Forbid', 'Replace')],
      failedJobsHistoryLimit: [nonNegative],
      startingDeadlineSeconds: [nonNegative],
      successfulJobsHistoryLimit: [nonNegative],
    },
    check: checkSchedule,
  },
  'batch.v1.Job': { rule, check: checkJob, warn: warnOfName },
  'batch.v1.JobSpec': {
    rule,
    fields: {
      activeDeadlineSeconds: [nonNegative],
      backoffLimit: [nonNegative],
      backoffLimitPerIndex: [nonNegative],
      completionMode: [oneOf('NonIndexed', 'Indexed')],
      completions: [nonNegative],
      maxFailedIndexes: [nonNegative],
      parallelism: [nonNegative],
      ttlSecondsAfterFinished: [nonNegative],
    },
    check: checkJobSpec,
    warn: warnOfJob,
    ignores: ({ completionMode }, context) => [
      ...(completionMode === 'Indexed' ? [] : ['successPolicy']),
      // That of a template is forbidden, whatever it says.
      ...(enclosing(context, 'batch.v1.JobTemplateSpec') === undefined ? [] : ['selector']),
    ],
  },
  'batch.v1.PodFailurePolicy': { rule, fields: { rules: [maxItems(MAX_RULES)] } },
  'batch.v1.PodFailurePolicyOnExitCodesRequirement': {
    rule,
    fields: { operator: [required(values(OPERATORS)), oneOf(...OPERATORS)] },
    check: checkExitCodes,
  },
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': {
    rule,
    fields: { type: [orEmpty(format(qualifiedName))], status: [oneOf('False', 'True', 'Unknown')] },
  },
  'batch.v1.PodFailurePolicyRule': {
    rule,
    fields: { action: [required(values(ACTIONS)), oneOf(...ACTIONS)], onPodConditions: [maxItems(MAX_RULES)] },
    check: checkFailureRule,
  },
  'batch.v1.SuccessPolicy': {
    rule,
    fields: {
      rules: [
        required('at least one rules must be specified when the successPolicy is specified'),
        maxItems(MAX_RULES),
      ],
    },
  },
  'batch.v1.SuccessPolicyRule': { rule, check: checkSuccessRule },
};
