import { dnsLabel, dnsSubdomain, qualifiedName } from '../../kube/names';
import {
  checkAttachmentSource,
  checkAttributesClass,
  checkClaim,
  checkEphemeralClaim,
  checkNodeDrivers,
  checkPersistentVolume,
  checkStorageClass,
  checkTokenRequests,
} from '../checks/storage';
import {
  type Constraint,
  eachUnnamed,
  format,
  minimum,
  nonNegative,
  nonNegativeQuantity,
  notEmpty,
  oneOf,
  optional,
  orEmpty,
  required,
  unique,
  within,
} from '../walk/constraints';
import type { Tables } from '../walk/table';
import { warnOfCapacity, warnOfClaim, warnOfPersistentVolume, warnOfStorageClass } from '../warnings/objects';
import { driverName, tokenLifetime } from './volume-sources';

const rule = 'K8S_STORAGE';

const className = [optional, format(dnsSubdomain)];
const volumeMode = [oneOf('Block', 'Filesystem')];
const provisioner: Constraint = format((name) => qualifiedName(name.toLowerCase()));
const secret = within({ name: [required(), format(dnsSubdomain)], namespace: [required(), format(dnsLabel)] });

/** What a claim is filled from: of another group than the default one, unless it is a claim. */
const source: Constraint = (value, place) => {
  const { apiGroup = '', kind = '' } = (value ?? {}) as Readonly<Record<string, string>>;
  if (value === undefined || apiGroup !== '' || kind === 'PersistentVolumeClaim') return true;
  return place.invalid(kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
};
const sourceFields = { name: [required()], kind: [required()], apiGroup: [optional, format(dnsSubdomain)] };

/** The sources of volumes that exist by themselves, in the order in which the API server looks for them. */
const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
];

/** Volumes, claims and what makes them. */
export const STORAGE: Tables = {
  'core.v1.PersistentVolume': { rule, warn: warnOfPersistentVolume },
  'core.v1.PersistentVolumeClaim': { rule, warn: warnOfClaim },
  'core.v1.CSIPersistentVolumeSource': {
    rule,
    fields: {
      driver: [driverName],
      volumeHandle: [required()],
      controllerExpandSecretRef: [secret],
      controllerPublishSecretRef: [secret],
      nodeExpandSecretRef: [secret],
      nodePublishSecretRef: [secret],
    },
  },
  'core.v1.PersistentVolumeClaimSpec': {
    rule,
    fields: {
      accessModes: [required('at least 1 access mode is required')],
      dataSource: [within(sourceFields), source],
      dataSourceRef: [within({ ...sourceFields, namespace: [optional, format(dnsLabel)] }), source],
      storageClassName: className,
      volumeAttributesClassName: className,
      volumeMode,
    },
    check: checkClaim,
  },
  'core.v1.PersistentVolumeClaimTemplate': { rule, fields: {}, skip: ['metadata'], check: checkEphemeralClaim },
  'core.v1.PersistentVolumeSpec': {
    rule,
    fields: {
      accessModes: [required()],
      persistentVolumeReclaimPolicy: [oneOf('Delete', 'Recycle', 'Retain')],
      storageClassName: className,
      volumeAttributesClassName: [notEmpty('an empty string is disallowed'), format(dnsSubdomain)],
      volumeMode,
    },
    union: {
      members: SOURCES,
      missing: 'must specify a volume type',
      several: 'may not specify more than 1 volume type',
      called: { cephfs: 'cephFS' },
      tolerated: ['flexVolume'],
    },
    check: checkPersistentVolume,
  },
  'core.v1.TopologySelectorLabelRequirement': {
    rule,
    fields: { key: [orEmpty(format(qualifiedName))], values: [required(), unique()] },
  },
  'storage.v1.CSIDriverSpec': {
    rule,
    fields: {
      fsGroupPolicy: [oneOf('File', 'None', 'ReadWriteOnceWithFSType')],
      nodeAllocatableUpdatePeriodSeconds: [minimum(10, 'must be greater than or equal to 10 seconds')],
      volumeLifecycleModes: [eachUnnamed(oneOf('Persistent', 'Ephemeral'))],
    },
    check: checkTokenRequests,
  },
  'storage.v1.CSINodeDriver': {
    rule,
    fields: {
      name: [driverName],
      nodeID: [required(), format((id) => (id.length > 256 ? ['must be 256 characters or less'] : []))],
      topologyKeys: [eachUnnamed(required(), format(qualifiedName))],
      allocatable: [within({ count: [nonNegative] })],
    },
    names: { topologyKeys: '' },
  },
  'storage.v1.CSINodeSpec': { rule, check: checkNodeDrivers },
  'storage.v1.CSIStorageCapacity': {
    rule,
    fields: { storageClassName: [orEmpty(format(dnsSubdomain))], capacity: [nonNegativeQuantity] },
    warn: warnOfCapacity,
  },
  'storage.v1.StorageClass': {
    rule,
    fields: {
      provisioner: [required(), provisioner],
      reclaimPolicy: [optional, oneOf('Delete', 'Retain')],
      volumeBindingMode: [oneOf('Immediate', 'WaitForFirstConsumer')],
    },
    check: checkStorageClass,
    warn: warnOfStorageClass,
  },
  'storage.v1.TokenRequest': { rule, fields: { expirationSeconds: [tokenLifetime] } },
  'storage.v1.VolumeAttachmentSource': {
    rule,
    fields: { persistentVolumeName: [notEmpty('must specify non empty persistentVolumeName'), format(dnsSubdomain)] },
    check: checkAttachmentSource,
    // Of two, none is looked at.
    ignores: ({ persistentVolumeName }) => (persistentVolumeName === undefined ? [] : ['inlineVolumeSpec']),
  },
  'storage.v1.VolumeAttachmentSpec': {
    rule,
    fields: { attacher: [driverName], nodeName: [orEmpty(format(dnsSubdomain))] },
  },
  'storage.v1.VolumeAttributesClass': {
    rule,
    fields: { driverName: [required(), provisioner] },
    check: checkAttributesClass,
  },
};
