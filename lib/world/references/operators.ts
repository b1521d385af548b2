import { type Kind, kind } from '../kind';
import {
  CERTIFICATE,
  CLUSTER_ISSUER,
  CLUSTER_TRIGGER_AUTHENTICATION,
  CONFIG_MAP,
  DEPLOYMENT,
  INGRESS,
  ISSUER,
  POD_MONITOR,
  SCALED_JOB,
  SCALED_OBJECT,
  SECRET,
  SERVICE_MONITOR,
  TRIGGER_AUTHENTICATION,
} from '../kinds';
import { pattern } from './pattern';
import { POD_ROWS } from './pods';
import { below, oneOf, type Row, type RowsOfKind, row, written } from './row';

const KEY = { keys: ['key'], optional: 'optional' } as const;
const IN_NAMESPACE = { namespace: 'namespace' } as const;

const CERT_MANAGER_ROWS: readonly RowsOfKind[] = [
  [CERTIFICATE, [row('spec.issuerRef.name', 'issuer', written(ISSUER))]],
  [ISSUER, [row('spec.ca.secretName', 'credentials', SECRET)]],
  [
    INGRESS,
    [
      row('metadata.annotations[cert-manager.io/issuer]', 'issuer', ISSUER),
      row('metadata.annotations[cert-manager.io/cluster-issuer]', 'issuer', CLUSTER_ISSUER),
    ],
  ],
];

const authentication = oneOf(TRIGGER_AUTHENTICATION, CLUSTER_TRIGGER_AUTHENTICATION);
const TRIGGER_ROWS: readonly Row[] = [row('spec.triggers[].authenticationRef.name', 'credentials', authentication)];
const KEDA_ROWS: readonly RowsOfKind[] = [
  [SCALED_OBJECT, [row('spec.scaleTargetRef.name', 'scale target', written(DEPLOYMENT)), ...TRIGGER_ROWS]],
  [SCALED_JOB, [...below(pattern('spec.jobTargetRef.template.spec'), POD_ROWS), ...TRIGGER_ROWS]],
  [
    TRIGGER_AUTHENTICATION,
    [
      row('spec.secretTargetRef[].name', 'credentials', SECRET, { keys: ['key'] }),
      row('spec.configMapTargetRef[].name', 'configuration', CONFIG_MAP, { keys: ['key'] }),
    ],
  ],
];

function monitorRows(endpoints: string): readonly Row[] {
  const secrets = ['basicAuth.username', 'basicAuth.password', 'bearerTokenSecret', 'authorization.credentials'];
  const inTls = ['tlsConfig.keySecret', 'tlsConfig.ca.secret', 'tlsConfig.cert.secret'];
  return [
    ...[...secrets, ...inTls].map((at) => row(`${endpoints}.${at}.name`, 'credentials', SECRET, KEY)),
    ...['tlsConfig.ca.configMap', 'tlsConfig.cert.configMap'].map((at) =>
      row(`${endpoints}.${at}.name`, 'configuration', CONFIG_MAP, KEY),
    ),
  ];
}

const SOURCE: Kind = { group: 'source.toolkit.fluxcd.io', kind: '' };
const HELM_RELEASE = kind('helm.toolkit.fluxcd.io', 'HelmRelease');
const FLUX_KUSTOMIZATION = kind('kustomize.toolkit.fluxcd.io', 'Kustomization');
const FLUX_ROWS: readonly RowsOfKind[] = [
  [
    HELM_RELEASE,
    [
      row('spec.chart.spec.sourceRef.name', 'source', written(SOURCE), IN_NAMESPACE),
      row('spec.chartRef.name', 'source', written(SOURCE), IN_NAMESPACE),
      row('spec.valuesFrom[].name', 'configuration', oneOf(CONFIG_MAP, SECRET), {
        keys: ['valuesKey'],
        optional: 'optional',
      }),
      row('spec.dependsOn[].name', 'source', HELM_RELEASE, IN_NAMESPACE),
    ],
  ],
  [
    FLUX_KUSTOMIZATION,
    [
      row('spec.sourceRef.name', 'source', written(SOURCE), IN_NAMESPACE),
      row('spec.dependsOn[].name', 'source', FLUX_KUSTOMIZATION, IN_NAMESPACE),
      row('spec.postBuild.substituteFrom[].name', 'configuration', oneOf(CONFIG_MAP, SECRET), {
        optional: 'optional',
      }),
      row('spec.decryption.secretRef.name', 'credentials', SECRET),
    ],
  ],
];

const SECRET_STORE = kind('external-secrets.io', 'SecretStore');
const CLUSTER_SECRET_STORE = kind('external-secrets.io', 'ClusterSecretStore');

/** What the kinds of operators name that many clusters have. */
export const OPERATOR_ROWS: readonly RowsOfKind[] = [
  ...CERT_MANAGER_ROWS,
  ...KEDA_ROWS,
  ...FLUX_ROWS,
  [SERVICE_MONITOR, monitorRows('spec.endpoints[]')],
  [POD_MONITOR, monitorRows('spec.podMetricsEndpoints[]')],
  [
    kind('external-secrets.io', 'ExternalSecret'),
    [row('spec.secretStoreRef.name', 'source', oneOf(SECRET_STORE, CLUSTER_SECRET_STORE))],
  ],
  [kind('serving.knative.dev', 'Service'), below(pattern('spec.template.spec'), POD_ROWS)],
];
