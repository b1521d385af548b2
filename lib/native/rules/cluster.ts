import type { RulesOf } from '../../violation/rule';
import { object } from './examples';

const webhook = (url: string): string =>
  object(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    `webhooks:
- name: check.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  clientConfig: {url: "${url}"}
`,
  );

const policy = (validations: string): string =>
  object(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    `spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
  ${validations}
`,
  );

const definition = (plural: string): string =>
  object(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    `spec:
  group: example.com
  scope: Namespaced
  names: {plural: ${plural}, singular: widget, kind: Widget, listKind: WidgetList}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`,
    'widgets.example.com',
  );

const slice = (address: string): string =>
  object('discovery.k8s.io/v1', 'EndpointSlice', `addressType: IPv4\nendpoints: [{addresses: [${address}]}]\n`);

/** What is said of what belongs to the whole cluster, or connects its parts. */
export const CLUSTER_RULES = {
  K8S_SERVICE: {
    severity: 'error',
    docs: {
      says: 'services whose type, addresses and policies do not fit together',
      why: 'What a Service may say depends on its type.',
      fix: 'Take away what belongs to another type, or change the type.',
      see: 'https://kubernetes.io/docs/concepts/services-networking/service/',
      wrong: object('v1', 'Service', 'spec: {type: ExternalName}\n'),
      right: object('v1', 'Service', 'spec: {type: ExternalName, externalName: web.example.com}\n'),
    },
  },
  K8S_CONFIG_MAP: {
    severity: 'error',
    docs: {
      says: 'config maps with malformed or doubled keys, or of more than 1 MiB',
      why: 'Keys become names of files.',
      fix: 'Write keys of letters, digits, -, _ and ., each once.',
      see: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
      wrong: object('v1', 'ConfigMap', 'data: {a/b: c}\n'),
      right: object('v1', 'ConfigMap', 'data: {a.b: c}\n'),
    },
  },
  K8S_SECRET: {
    severity: 'error',
    docs: {
      says: 'secrets without the keys of their type, with malformed keys or content, or of more than 1 MiB',
      why: 'Whoever reads a Secret of a type looks for certain keys.',
      fix: 'Give the keys that the type asks for, or take the type Opaque.',
      see: 'https://kubernetes.io/docs/concepts/configuration/secret/#secret-types',
      wrong: object('v1', 'Secret', 'type: kubernetes.io/basic-auth\nstringData: {user: jane}\n'),
      right: object('v1', 'Secret', 'type: kubernetes.io/basic-auth\nstringData: {username: jane}\n'),
    },
  },
  K8S_RBAC: {
    severity: 'error',
    docs: {
      says: 'roles and bindings with incomplete rules, subjects or role references',
      why: 'A rule names verbs, groups and resources; a subject is an account, a user or a group.',
      fix: 'Give what is missing; "" is the core group.',
      see: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
      wrong: object('rbac.authorization.k8s.io/v1', 'Role', 'rules: [{apiGroups: [""], resources: [pods]}]\n'),
      right: object(
        'rbac.authorization.k8s.io/v1',
        'Role',
        'rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]\n',
      ),
    },
  },
  K8S_INGRESS: {
    severity: 'error',
    docs: {
      says: 'ingresses with malformed hosts, paths or backends',
      why: 'A rule needs a path type and a backend with a port.',
      fix: 'Give what is missing.',
      see: 'https://kubernetes.io/docs/concepts/services-networking/ingress/',
      wrong: object('networking.k8s.io/v1', 'Ingress', 'spec: {defaultBackend: {service: {name: web}}}\n'),
      right: object(
        'networking.k8s.io/v1',
        'Ingress',
        'spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}\n',
      ),
    },
  },
  K8S_NETWORK_POLICY: {
    severity: 'error',
    docs: {
      says: 'network policies with malformed ports, peers or address ranges',
      why: 'A peer is a block of addresses or a selector, and says one of them.',
      fix: 'Write the range as 10.0.0.0/8, and exceptions inside of it.',
      see: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
      wrong: object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        'spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0}}]}]}\n',
      ),
      right: object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        'spec: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}\n',
      ),
    },
  },
  K8S_STORAGE: {
    severity: 'error',
    docs: {
      says: 'volumes, claims and storage classes without size, access mode or provisioner, or with unsupported ones',
      why: 'A claim says how much it wants and how it is used; the words for that are fixed.',
      fix: 'Give what is missing; RWO is ReadWriteOnce.',
      see: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/',
      wrong: object(
        'v1',
        'PersistentVolumeClaim',
        'spec: {accessModes: [RWO], resources: {requests: {storage: 1Gi}}}\n',
      ),
      right: object(
        'v1',
        'PersistentVolumeClaim',
        'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n',
      ),
    },
  },
  K8S_WEBHOOK: {
    severity: 'error',
    docs: {
      says: 'webhook configurations that say too little or too much of whom to call, and when',
      why: 'A webhook is called by HTTPS, at a URL or at a Service.',
      fix: 'Give a URL with https, or a Service, not both.',
      see: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
      wrong: webhook('http://example.com'),
      right: webhook('https://example.com'),
    },
  },
  K8S_ADMISSION_POLICY: {
    severity: 'error',
    docs: {
      says: 'admission policies without constraints or validations, with expressions that do not compile, or with impossible parameters and actions',
      why: 'A policy that checks nothing is a mistake, and expressions are compiled when the policy is written.',
      fix: 'Give the policy a validation whose expression compiles.',
      see: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
      wrong: policy('validations: [{expression: "object.spec."}]'),
      right: policy('validations: [{expression: "object.spec.replicas <= 5"}]'),
    },
  },
  K8S_CRD: {
    severity: 'error',
    docs: {
      says: 'custom resource definitions with wrong names, versions or schemas',
      why: 'The name of a definition is its plural and its group; schemas must be structural, so that the API server can prune and default objects.',
      fix: 'Correct what the message names.',
      see: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema',
      wrong: definition('gadgets'),
      right: definition('widgets'),
    },
  },
  K8S_LEASE: {
    severity: 'error',
    docs: {
      says: 'leases with impossible durations',
      why: 'A lease lasts some seconds, more than none.',
      fix: 'Give a number above zero.',
      see: 'https://kubernetes.io/docs/concepts/architecture/leases/',
      wrong: object('coordination.k8s.io/v1', 'Lease', 'spec: {leaseDurationSeconds: 0}\n'),
      right: object('coordination.k8s.io/v1', 'Lease', 'spec: {leaseDurationSeconds: 15}\n'),
    },
  },
  K8S_QUOTA: {
    severity: 'error',
    docs: {
      says: 'quotas and limit ranges with unknown resources or contradicting bounds',
      why: 'What is least must not be more than what is most.',
      fix: 'Correct the bound or the name of the resource.',
      see: 'https://kubernetes.io/docs/concepts/policy/limit-range/',
      wrong: object('v1', 'LimitRange', 'spec: {limits: [{type: Container, min: {cpu: 2}, max: {cpu: 1}}]}\n'),
      right: object('v1', 'LimitRange', 'spec: {limits: [{type: Container, min: {cpu: 1}, max: {cpu: 2}}]}\n'),
    },
  },
  K8S_ENDPOINTS: {
    severity: 'error',
    docs: {
      says: 'endpoints that are no addresses, or cannot be reached',
      why: 'Traffic is sent there from other nodes, so the loopback address and its like lead nowhere.',
      fix: 'Give the address of what listens.',
      see: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
      wrong: slice('127.0.0.1'),
      right: slice('10.0.0.1'),
    },
  },
  K8S_EXTENSION: {
    severity: 'error',
    docs: {
      says: 'classes, drivers, API services and flow schemas with missing or impossible values',
      why: 'They say who does something in the cluster, and need its name.',
      fix: 'Give what is missing.',
      see: 'https://kubernetes.io/docs/concepts/extend-kubernetes/',
      wrong: object('networking.k8s.io/v1', 'IngressClass', 'spec: {controller: nginx}\n'),
      right: object('networking.k8s.io/v1', 'IngressClass', 'spec: {controller: example.com/nginx}\n'),
    },
  },
} as const satisfies RulesOf<string>;
