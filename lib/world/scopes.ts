import { type Kind, kindKey } from './kind';
import {
  CLUSTER_ANALYSIS_TEMPLATE,
  CLUSTER_ISSUER,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  CLUSTER_TRIGGER_AUTHENTICATION,
  GATEWAY_CLASS,
  INGRESS_CLASS,
  NAMESPACE,
  NODE,
  PERSISTENT_VOLUME,
  PRIORITY_CLASS,
  RUNTIME_CLASS,
  STORAGE_CLASS,
} from './kinds';

/** Kinds that others name and that belong to no namespace. */
const CLUSTER_KINDS: ReadonlySet<string> = new Set(
  [
    ...[NAMESPACE, NODE, PERSISTENT_VOLUME, STORAGE_CLASS, PRIORITY_CLASS, RUNTIME_CLASS, INGRESS_CLASS],
    ...[CLUSTER_ROLE, CLUSTER_ROLE_BINDING, GATEWAY_CLASS, CLUSTER_ISSUER, CLUSTER_ANALYSIS_TEMPLATE],
    CLUSTER_TRIGGER_AUTHENTICATION,
    { group: 'external-secrets.io', kind: 'ClusterSecretStore' },
    { group: 'external-secrets.io', kind: 'ClusterExternalSecret' },
    { group: 'trust.cert-manager.io', kind: 'Bundle' },
  ].map(kindKey),
);

/** Groups whose other kinds all belong to namespaces. */
const GROUPS: ReadonlySet<string> = new Set([
  ...['argoproj.io', 'bitnami.com', 'cert-manager.io', 'external-secrets.io', 'gateway.networking.k8s.io', 'keda.sh'],
  ...['flagger.app', 'networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
  ...[
    'helm.toolkit.fluxcd.io',
    'kustomize.toolkit.fluxcd.io',
    'source.toolkit.fluxcd.io',
    'notification.toolkit.fluxcd.io',
  ],
  ...[
    'kafka.strimzi.io',
    'monitoring.coreos.com',
    'postgresql.cnpg.io',
    'secrets.hashicorp.com',
    'serving.knative.dev',
  ],
]);

/** Whether objects of a kind belong to namespaces, for kinds of which no schema need be known; undefined for others. */
export function scopeOf({ group, kind }: Kind): 'Cluster' | 'Namespaced' | undefined {
  if (CLUSTER_KINDS.has(kindKey({ group, kind }))) return 'Cluster';
  return GROUPS.has(group) ? 'Namespaced' : undefined;
}
