import type { RulesOf } from '../../violation/rule';
import { object } from './examples';

const event = (type: string): string =>
  object(
    'events.k8s.io/v1',
    'Event',
    `eventTime: "2026-01-02T03:04:05.000000Z"
regarding: {kind: Pod, name: web, namespace: default}
action: Start
reason: Started
type: ${type}
reportingController: example.com/controller
reportingInstance: controller-1
`,
  );

const review = (spec: string): string =>
  `apiVersion: authorization.k8s.io/v1\nkind: SubjectAccessReview\nspec: ${spec}\n`;

/** What is said of what the system itself writes, and is seldom written by hand. */
export const SYSTEM_RULES = {
  K8S_NODE: {
    severity: 'error',
    docs: {
      says: 'nodes with malformed or doubled taints, impossible address ranges or amounts',
      why: 'A taint is a key with an effect, and tolerations are compared with it.',
      fix: 'Give the taint an effect: NoSchedule, PreferNoSchedule or NoExecute.',
      see: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
      wrong: object('v1', 'Node', 'spec: {taints: [{key: example.com/gpu}]}\n'),
      right: object('v1', 'Node', 'spec: {taints: [{key: example.com/gpu, effect: NoSchedule}]}\n'),
    },
  },
  K8S_EVENT: {
    severity: 'error',
    docs: {
      says: 'events that do not say who saw what, or are in another namespace than what they are about',
      why: 'An event of the newer API names its time, its reporter and what was done.',
      fix: 'Give what is missing.',
      see: 'https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/',
      wrong: event('Info'),
      right: event('Normal'),
    },
  },
  K8S_REVIEW: {
    severity: 'error',
    docs: {
      says: 'questions about access that name nobody, or ask of nothing',
      why: 'A review is answered at once; without a user and a resource or a path there is no answer.',
      fix: 'Name a user or a group, and what is to be done.',
      see: 'https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access',
      wrong: review('{user: jane}'),
      right: review('{user: jane, nonResourceAttributes: {path: /healthz, verb: get}}'),
    },
  },
} as const satisfies RulesOf<string>;
