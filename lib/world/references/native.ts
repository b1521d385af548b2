import { kind } from '../kind';
import {
  API_SERVICE,
  CLUSTER_ROLE_BINDING,
  CUSTOM_RESOURCE_DEFINITION,
  HORIZONTAL_POD_AUTOSCALER,
  INGRESS,
  INGRESS_CLASS,
  MUTATING_WEBHOOK,
  PERSISTENT_VOLUME,
  PERSISTENT_VOLUME_CLAIM,
  ROLE_BINDING,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  STATEFUL_SET,
  STORAGE_CLASS,
  VALIDATING_WEBHOOK,
} from '../kinds';
import { type Row, type RowsOfKind, row, written } from './row';

const VOLUME_SNAPSHOT = kind('snapshot.storage.k8s.io', 'VolumeSnapshot');

/** Of the subjects of a binding only these are objects. */
const serviceAccounts: Row['target'] = (subject) => (subject.kind === 'ServiceAccount' ? SERVICE_ACCOUNT : undefined);

/** `volumeClaimTemplates` say it like claims. */
function claimRows(at: string): readonly Row[] {
  return [
    row(`${at}.storageClassName`, 'storage class', STORAGE_CLASS),
    row(`${at}.volumeName`, 'bound volume', PERSISTENT_VOLUME),
    row(`${at}.dataSource.name`, 'data source', written(PERSISTENT_VOLUME_CLAIM)),
    row(`${at}.dataSourceRef.name`, 'data source', written(VOLUME_SNAPSHOT), { namespace: 'namespace' }),
  ];
}

function bindingRows(): readonly Row[] {
  return [
    row('roleRef.name', 'role', written({ group: 'rbac.authorization.k8s.io', kind: '' })),
    row('subjects[].name', 'subject', serviceAccounts, { namespace: 'namespace' }),
  ];
}

function webhookRows(): readonly Row[] {
  return [row('webhooks[].clientConfig.service.name', 'webhook', SERVICE, { namespace: 'namespace', port: ['port'] })];
}

/** What native kinds name, those without pods. @see https://kubernetes.io/docs/reference/kubernetes-api/ */
export const NATIVE_ROWS: readonly RowsOfKind[] = [
  [
    INGRESS,
    [
      ...['spec.defaultBackend', 'spec.rules[].http.paths[].backend'].flatMap((at) => [
        row(`${at}.service.name`, 'backend', SERVICE, { port: ['port.number', 'port.name'] }),
        row(`${at}.resource.name`, 'backend', written()),
      ]),
      row('spec.tls[].secretName', 'certificate', SECRET),
      row('spec.ingressClassName', 'class', INGRESS_CLASS),
    ],
  ],
  [
    HORIZONTAL_POD_AUTOSCALER,
    [
      row('spec.scaleTargetRef.name', 'scale target', written()),
      row('spec.metrics[].object.describedObject.name', 'measured object', written()),
    ],
  ],
  [
    STATEFUL_SET,
    [row('spec.serviceName', 'governing service', SERVICE), ...claimRows('spec.volumeClaimTemplates[].spec')],
  ],
  [PERSISTENT_VOLUME_CLAIM, claimRows('spec')],
  [
    PERSISTENT_VOLUME,
    [
      row('spec.storageClassName', 'storage class', STORAGE_CLASS),
      row('spec.claimRef.name', 'claim', PERSISTENT_VOLUME_CLAIM, { namespace: 'namespace' }),
    ],
  ],
  [
    SERVICE_ACCOUNT,
    [
      row('imagePullSecrets[].name', 'image pull secret', SECRET, { optional: true }),
      row('secrets[].name', 'credentials', SECRET, { optional: true }),
    ],
  ],
  [ROLE_BINDING, bindingRows()],
  [CLUSTER_ROLE_BINDING, bindingRows()],
  [MUTATING_WEBHOOK, webhookRows()],
  [VALIDATING_WEBHOOK, webhookRows()],
  [API_SERVICE, [row('spec.service.name', 'webhook', SERVICE, { namespace: 'namespace', port: ['port'] })]],
  [
    CUSTOM_RESOURCE_DEFINITION,
    [
      row('spec.conversion.webhook.clientConfig.service.name', 'webhook', SERVICE, {
        namespace: 'namespace',
        port: ['port'],
      }),
    ],
  ],
];
