import { isMap } from '../kube/json';
import { dnsSubdomain, qualifiedName } from '../kube/names';
import { signOf } from '../kube/quantities';
import { At, type Issues } from './field';
import { fields, isEmptyList, isMissing, items, own, text, textItems } from './json';
import { checkQuantity } from './quantities';
import { checkNodeSelector } from './scheduling';
import { checkLabelSelector } from './selectors';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];

/** The sources of a persistent volume. */
const SOURCES: readonly string[] = [
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

/**
 * Checks a claim of storage.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims
 */
export function checkClaimSpec(at: At, content: unknown, issues: Issues): void {
  if (!isMissing(content) && !isMap(content)) return;
  const { accessModes, selector, resources, storageClassName, volumeMode, dataSource } = fields(content);
  if (isEmptyList(accessModes)) {
    issues.required('K8S_STORAGE', at.child('accessModes'), 'at least 1 access mode is required');
  }
  checkAccessModes(at.child('accessModes'), accessModes, issues);
  checkLabelSelector(at.child('selector'), selector, issues);
  const storage = own(fields(resources).requests, 'storage');
  const place = at.child('resources', 'requests', 'storage').called(at.child('resources').key('storage').text);
  if (isMissing(storage)) issues.required('K8S_STORAGE', place);
  else {
    const quantity = checkQuantity('K8S_STORAGE', place, storage, issues);
    if (quantity !== undefined && signOf(quantity) <= 0) {
      issues.invalid('K8S_STORAGE', place, quantity.canonical, 'must be greater than zero');
    }
  }
  const storageClass = text(storageClassName);
  if (storageClass) {
    issues.invalidEach('K8S_STORAGE', at.child('storageClassName'), storageClass, dnsSubdomain(storageClass));
  }
  checkVolumeMode(at.child('volumeMode'), volumeMode, issues);
  if (isMap(dataSource)) checkDataSource(at.child('dataSource'), dataSource, issues);
}

/**
 * Checks a volume that exists apart from pods.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistent-volumes
 */
export function checkVolumeSpec(at: At, content: unknown, issues: Issues): void {
  if (!isMissing(content) && !isMap(content)) return;
  const spec = fields(content);
  if (isEmptyList(spec.accessModes)) issues.required('K8S_STORAGE', at.child('accessModes'));
  checkAccessModes(at.child('accessModes'), spec.accessModes, issues);
  const capacity = own(spec.capacity, 'storage');
  const place = at.child('capacity');
  if (isMissing(spec.capacity) || (isMap(spec.capacity) && Object.keys(spec.capacity).length === 0)) {
    issues.required('K8S_STORAGE', place);
  }
  if (!isMissing(spec.capacity) && isMap(spec.capacity)) {
    if (isMissing(capacity) || Object.keys(spec.capacity).length > 1) {
      issues.unsupported('K8S_STORAGE', place, spec.capacity, ['storage']);
    }
    const quantity = checkQuantity('K8S_STORAGE', place.key('storage'), capacity, issues);
    if (quantity !== undefined && signOf(quantity) <= 0) {
      issues.invalid('K8S_STORAGE', place.key('storage'), quantity.canonical, 'must be greater than zero');
    }
  }
  const reclaim = text(spec.persistentVolumeReclaimPolicy);
  if (reclaim && !RECLAIM_POLICIES.includes(reclaim)) {
    issues.unsupported('K8S_STORAGE', at.child('persistentVolumeReclaimPolicy'), reclaim, RECLAIM_POLICIES);
  }
  const { required } = fields(spec.nodeAffinity);
  if (isMap(required)) checkNodeSelector(at.child('nodeAffinity', 'required'), required, issues);
  else if (isMap(spec.nodeAffinity) && isMissing(required)) {
    const detail = 'must specify required node constraints';
    issues.required('K8S_STORAGE', at.child('nodeAffinity', 'required'), detail);
  }
  const [first, ...more] = SOURCES.filter((source) => !isMissing(spec[source]));
  if (first === undefined) issues.required('K8S_STORAGE', at, 'must specify a volume type');
  for (const source of more) {
    issues.forbidden('K8S_STORAGE', at.child(source), 'may not specify more than 1 volume type');
  }
  if (first === 'local' && isMissing(spec.nodeAffinity)) {
    issues.required('K8S_STORAGE', at.child('nodeAffinity'), 'Local volume requires node affinity');
  }
  const storageClass = text(spec.storageClassName);
  if (storageClass) {
    issues.invalidEach('K8S_STORAGE', at.child('storageClassName'), storageClass, dnsSubdomain(storageClass));
  }
  checkVolumeMode(at.child('volumeMode'), spec.volumeMode, issues);
}

/**
 * Checks how volumes are made for claims.
 *
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/
 */
export function checkStorageClass(object: Readonly<Record<string, unknown>>, issues: Issues): void {
  const at = At.root;
  const provisioner = text(object.provisioner);
  if (provisioner === '') issues.required('K8S_STORAGE', at.child('provisioner'));
  else if (provisioner !== undefined) {
    const name = provisioner.toLowerCase();
    issues.invalidEach('K8S_STORAGE', at.child('provisioner'), provisioner, qualifiedName(name));
  }
  const reclaim = text(object.reclaimPolicy);
  if (reclaim && reclaim !== 'Delete' && reclaim !== 'Retain') {
    issues.unsupported('K8S_STORAGE', at.child('reclaimPolicy'), reclaim, ['Delete', 'Retain']);
  }
  const binding = text(object.volumeBindingMode);
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  if (binding && !modes.includes(binding)) {
    issues.unsupported('K8S_STORAGE', at.child('volumeBindingMode'), binding, modes);
  }
}

function checkAccessModes(at: At, modes: unknown, issues: Issues): void {
  const names = textItems(modes);
  for (const [index, mode] of names) {
    if (!ACCESS_MODES.includes(mode)) issues.unsupported('K8S_STORAGE', at.inside(index), mode, ACCESS_MODES);
  }
  const supported = names.map(([, mode]) => mode).filter((mode) => ACCESS_MODES.includes(mode));
  if (supported.includes('ReadWriteOncePod') && supported.some((mode) => mode !== 'ReadWriteOncePod')) {
    issues.forbidden('K8S_STORAGE', at, 'may not use ReadWriteOncePod with other access modes');
  }
}

function checkVolumeMode(at: At, mode: unknown, issues: Issues): void {
  const name = text(mode);
  if (name && !VOLUME_MODES.includes(name)) issues.unsupported('K8S_STORAGE', at, name, VOLUME_MODES);
}

function checkDataSource(at: At, source: Readonly<Record<string, unknown>>, issues: Issues): void {
  const kind = text(source.kind);
  if (text(source.name) === '') issues.required('K8S_STORAGE', at.child('name'));
  if (kind === '') issues.required('K8S_STORAGE', at.child('kind'));
  if (text(source.apiGroup) === '' && kind !== undefined && kind !== 'PersistentVolumeClaim') {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    issues.invalid('K8S_STORAGE', at, kind, detail);
  }
}

/** The names of the claims that a StatefulSet makes for each of its pods. */
export function claimTemplateNames(templates: unknown): readonly string[] {
  return items(templates).flatMap((template) => {
    const name = text(fields(fields(template).metadata).name);
    return name ? [name] : [];
  });
}
