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
  K8S_CERTIFICATE: {
    severity: 'error',
    docs: {
      says: 'requests for certificates that are none, are not signed with their key, or name no use or signer',
      why: 'A signer decides by the request and by what the certificate is for.',
      fix: 'Make the request with openssl req, and encode all of its PEM text in base64.',
      see: 'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/',
    },
  },
  K8S_DEVICE: {
    severity: 'error',
    docs: {
      says: 'claims of devices, and devices, with malformed names, requests, selectors or attributes',
      why: 'A claim asks for devices of a class; constraints and configurations name its requests.',
      fix: 'Give what is missing, and name the requests that there are.',
      see: 'https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/',
      wrong: object('resource.k8s.io/v1', 'ResourceClaim', 'spec: {devices: {requests: [{name: gpu}]}}\n'),
      right: object(
        'resource.k8s.io/v1',
        'ResourceClaim',
        'spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu.example.com}}]}}\n',
      ),
    },
  },
} as const satisfies RulesOf<string>;
