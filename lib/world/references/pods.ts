import { kind } from '../kind';
import {
  CONFIG_MAP,
  NODE,
  PERSISTENT_VOLUME_CLAIM,
  PRIORITY_CLASS,
  RUNTIME_CLASS,
  SECRET,
  SERVICE_ACCOUNT,
  STORAGE_CLASS,
} from '../kinds';
import { type Row, row } from './row';

const SECRET_PROVIDER = kind('secrets-store.csi.x-k8s.io', 'SecretProviderClass');
const OPTIONAL = { optional: 'optional' } as const;
const KEY = { ...OPTIONAL, keys: ['key'] } as const;
const ITEMS = { ...OPTIONAL, keys: ['items[].key'] } as const;

/**
 * What pods name, relative to their `spec`.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */
export const POD_ROWS: readonly Row[] = [
  ...['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => [
    row(`${list}[].env[].valueFrom.configMapKeyRef.name`, 'environment', CONFIG_MAP, KEY),
    row(`${list}[].env[].valueFrom.secretKeyRef.name`, 'environment', SECRET, KEY),
    row(`${list}[].envFrom[].configMapRef.name`, 'environment', CONFIG_MAP, OPTIONAL),
    row(`${list}[].envFrom[].secretRef.name`, 'environment', SECRET, OPTIONAL),
  ]),
  row('volumes[].configMap.name', 'volume', CONFIG_MAP, ITEMS),
  row('volumes[].secret.secretName', 'volume', SECRET, ITEMS),
  row('volumes[].projected.sources[].configMap.name', 'volume', CONFIG_MAP, ITEMS),
  row('volumes[].projected.sources[].secret.name', 'volume', SECRET, ITEMS),
  row('volumes[].persistentVolumeClaim.claimName', 'claim', PERSISTENT_VOLUME_CLAIM),
  row('volumes[].ephemeral.volumeClaimTemplate.spec.storageClassName', 'storage class', STORAGE_CLASS),
  row('volumes[].csi.nodePublishSecretRef.name', 'volume', SECRET),
  row('volumes[].csi.volumeAttributes.secretProviderClass', 'volume', SECRET_PROVIDER),
  row('volumes[].azureFile.secretName', 'volume', SECRET),
  ...['cephfs', 'rbd', 'iscsi', 'flexVolume', 'scaleIO', 'storageos'].map((source) =>
    row(`volumes[].${source}.secretRef.name`, 'volume', SECRET),
  ),
  row('serviceAccountName', 'service account', SERVICE_ACCOUNT),
  row('imagePullSecrets[].name', 'image pull secret', SECRET, { optional: true }),
  row('priorityClassName', 'priority class', PRIORITY_CLASS),
  row('runtimeClassName', 'runtime class', RUNTIME_CLASS),
  row('nodeName', 'node', NODE),
];
