import type { Report as ReportOf } from '../violation/report';

/**
 * What is checked, by the stable id of each rule. The text completes the sentence "The API server refuses …".
 *
 * A structural error (a field of the wrong type, a field that does not exist) is not here: schemas tell those.
 */
export const RULES = {
  K8S_TYPE: 'an object without `apiVersion` and `kind`, or with another type in them than text',
  K8S_METADATA: 'metadata with unknown fields, fields of the wrong type, or fields that only the server sets',
  K8S_NAME: 'a name that is missing, or not in the syntax of its kind',
  K8S_NAMESPACE: 'a namespace that is no DNS label',
  K8S_LABEL: 'labels with a key or value that is no label',
  K8S_ANNOTATION: 'annotations with keys that are no qualified names, or of more than 256 KiB',
  K8S_FINALIZER: 'finalizers that are no qualified names',
  K8S_OWNER: 'owner references that do not say who the owner is',
  K8S_SELECTOR: 'a selector that is missing, malformed, or does not select what is made from its template',
  K8S_REPLICAS: 'a number of replicas, revisions or seconds below zero',
  K8S_STRATEGY: 'an update strategy that cannot make progress, or contradicts itself',
  K8S_CONTAINER: 'containers without name or image, with the same name twice, or with unsupported policies',
  K8S_PORT: 'ports out of range, without a needed name, or twice',
  K8S_ENV: 'environment variables with impossible names or sources',
  K8S_RESOURCES: 'quantities that are malformed, negative, or requested above their limit',
  K8S_VOLUME: 'volumes without exactly one source, with the same name twice, or with an incomplete source',
  K8S_MOUNT: 'mounts of volumes that do not exist, or two mounts at one path',
  K8S_PROBE: 'probes and lifecycle hooks without exactly one handler, or with impossible numbers',
  K8S_SECURITY: 'security contexts that contradict themselves or have impossible values',
  K8S_POD: 'fields of a pod with unsupported or contradicting values',
  K8S_SCHEDULING: 'malformed affinities, tolerations, topology spread constraints or node selectors',
  K8S_JOB: 'jobs whose pods would always be restarted, or with impossible numbers',
  K8S_SCHEDULE: 'a schedule that is no cron expression',
  K8S_SERVICE: 'services whose type, addresses and policies do not fit together',
  K8S_CONFIG_MAP: 'config maps with malformed or doubled keys, or of more than 1 MiB',
  K8S_SECRET: 'secrets without the keys of their type, with malformed keys or content, or of more than 1 MiB',
  K8S_RBAC: 'roles and bindings with incomplete rules, subjects or role references',
  K8S_AUTOSCALER: 'autoscalers with impossible bounds or incomplete metrics',
  K8S_DISRUPTION_BUDGET: 'disruption budgets with two bounds, or bounds that are no number or percentage',
  K8S_INGRESS: 'ingresses with malformed hosts, paths or backends',
  K8S_NETWORK_POLICY: 'network policies with malformed ports, peers or address ranges',
  K8S_STORAGE: 'volumes, claims and storage classes without size, access mode or provisioner, or with unsupported ones',
  K8S_WEBHOOK: 'webhook configurations that say too little or too much of whom to call, and when',
  K8S_ADMISSION_POLICY: 'admission policies without constraints or validations',
  K8S_CRD: 'custom resource definitions with wrong names, versions or schemas',
  K8S_PRIORITY: 'priority classes with reserved names or values',
  K8S_LEASE: 'leases with impossible durations',
  K8S_QUOTA: 'quotas and limit ranges with unknown resources or contradicting bounds',
  K8S_ENDPOINTS: 'endpoints that are no addresses, or cannot be reached',
  K8S_EXTENSION: 'classes, drivers, API services and flow schemas with missing or impossible values',
  K8S_DUPLICATE_KEY: 'with server-side apply: lists with two entries of one key (a create accepts them)',
} as const;

/** The id of a rule. */
export type Rule = keyof typeof RULES;

/** Where checks of native kinds say what is wrong. */
export type Report = ReportOf<Rule>;
