import type { RulesOf } from '../../violation/rule';
import { deployment, object } from './examples';

const SELECTED = 'selector: {matchLabels: {app: web}}\n';

const job = (spec: string): string =>
  object(
    'batch/v1',
    'Job',
    `spec:\n${spec}  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: web, image: example.com/web:1}]\n`,
  );

const cronJob = (schedule: string): string =>
  object(
    'batch/v1',
    'CronJob',
    `spec:
  schedule: "${schedule}"
  jobTemplate:
    spec:
      template:
        spec: {restartPolicy: Never, containers: [{name: web, image: example.com/web:1}]}
`,
  );

const autoscaler = (bounds: string): string =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    `spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  ${bounds}\n`,
  );

/** What is said of what keeps pods running. */
export const WORKLOAD_RULES = {
  K8S_REPLICAS: {
    severity: 'error',
    docs: {
      says: 'a number of replicas, revisions or seconds below zero',
      why: 'There is no less than none.',
      fix: 'Give zero or more.',
      see: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas',
      wrong: deployment(`${SELECTED}replicas: -1`),
      right: deployment(`${SELECTED}replicas: 1`),
    },
  },
  K8S_STRATEGY: {
    severity: 'error',
    docs: {
      says: 'an update strategy that cannot make progress, or contradicts itself',
      why: 'When no pod may be missing and none may be added, no pod can be replaced.',
      fix: 'Allow one of the two, or take away what belongs to another strategy.',
      see: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
      wrong: deployment(`${SELECTED}strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}`),
      right: deployment(`${SELECTED}strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}`),
    },
  },
  K8S_JOB: {
    severity: 'error',
    docs: {
      says: 'jobs whose pods would always be restarted, or with impossible numbers or policies',
      why: 'A job ends; the restart policy of pods is Always unless it is said.',
      fix: 'Set restartPolicy to Never or OnFailure.',
      symptoms: ['Required value: valid values: "OnFailure", "Never"'],
      see: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/',
      wrong: job('  parallelism: -1\n'),
      right: job('  parallelism: 1\n'),
    },
  },
  K8S_SCHEDULE: {
    severity: 'error',
    docs: {
      says: 'a schedule that is no cron expression, or a time zone that there is not',
      why: 'A schedule has five fields, or is one of the words with @; seconds and years are not among them.',
      fix: 'Write minute, hour, day of month, month and day of week.',
      see: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax',
      wrong: cronJob('0 0 3 * * *'),
      right: cronJob('0 3 * * *'),
    },
  },
  K8S_AUTOSCALER: {
    severity: 'error',
    docs: {
      says: 'autoscalers with impossible bounds or incomplete metrics',
      why: 'It needs to know what it scales, up to how many, and by what.',
      fix: 'Give maxReplicas that is not below minReplicas, and each metric its source and target.',
      see: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
      wrong: autoscaler('minReplicas: 3\n  maxReplicas: 2'),
      right: autoscaler('minReplicas: 2\n  maxReplicas: 3'),
    },
  },
  K8S_DISRUPTION_BUDGET: {
    severity: 'error',
    docs: {
      says: 'disruption budgets with two bounds, or bounds that are no number or percentage',
      why: 'It says how many pods must stay, or how many may go, not both.',
      fix: 'Keep one of minAvailable and maxUnavailable.',
      see: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
      wrong: object('policy/v1', 'PodDisruptionBudget', 'spec: {minAvailable: 1, maxUnavailable: 1}\n'),
      right: object('policy/v1', 'PodDisruptionBudget', 'spec: {minAvailable: 1}\n'),
    },
  },
  K8S_PRIORITY: {
    severity: 'error',
    docs: {
      says: 'priority classes with reserved names or values',
      why: "Names with system- and values above a billion are the cluster's own.",
      fix: 'Take another name, or a value up to 1000000000.',
      see: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass',
      wrong: object('scheduling.k8s.io/v1', 'PriorityClass', 'value: 2000000000\n'),
      right: object('scheduling.k8s.io/v1', 'PriorityClass', 'value: 1000000000\n'),
    },
  },
} as const satisfies RulesOf<string>;
