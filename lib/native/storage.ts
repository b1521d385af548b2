import { isMap } from '../kube/json';
import { dnsSubdomain, qualifiedName } from '../kube/names';
import { signOf } from '../kube/quantities';
import { Path } from '../violation/path';
import { fields, isEmptyList, isMissing, items, own, text, textItems } from './json';
import { checkQuantity } from './quantities';
import type { Report } from './rules';
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
export function checkClaimSpec(at: Path, content: unknown, report: Report): void {
  if (!isMissing(content) && !isMap(content)) return;
  const { accessModes, selector, resources, storageClassName, volumeMode, dataSource } = fields(content);
  if (isEmptyList(accessModes)) {
    report.required('K8S_STORAGE', at.child('accessModes'), 'at least 1 access mode is required');
  }
  checkAccessModes(at.child('accessModes'), accessModes, report);
  checkLabelSelector(at.child('selector'), selector, report);
  const storage = own(fields(resources).requests, 'storage');
  const place = at.child('resources', 'requests', 'storage').called(at.child('resources').key('storage').name);
  if (isMissing(storage)) report.required('K8S_STORAGE', place);
  else {
    const quantity = checkQuantity('K8S_STORAGE', place, storage, report);
    if (quantity !== undefined && signOf(quantity) <= 0) {
      report.invalid('K8S_STORAGE', place, quantity.canonical, 'must be greater than zero');
    }
  }
  const storageClass = text(storageClassName);
  if (storageClass) {
    report.invalidEach('K8S_STORAGE', at.child('storageClassName'), storageClass, dnsSubdomain(storageClass));
  }
  checkVolumeMode(at.child('volumeMode'), volumeMode, report);
  if (isMap(dataSource)) checkDataSource(at.child('dataSource'), dataSource, report);
}

/**
 * Checks a volume that exists apart from pods.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistent-volumes
 */
export function checkVolumeSpec(at: Path, content: unknown, report: Report): void {
  if (!isMissing(content) && !isMap(content)) return;
  const spec = fields(content);
  if (isEmptyList(spec.accessModes)) report.required('K8S_STORAGE', at.child('accessModes'));
  checkAccessModes(at.child('accessModes'), spec.accessModes, report);
  const capacity = own(spec.capacity, 'storage');
  const place = at.child('capacity');
  if (isMissing(spec.capacity) || (isMap(spec.capacity) && Object.keys(spec.capacity).length === 0)) {
    report.required('K8S_STORAGE', place);
  }
  if (!isMissing(spec.capacity) && isMap(spec.capacity)) {
    if (isMissing(capacity) || Object.keys(spec.capacity).length > 1) {
      report.unsupported('K8S_STORAGE', place, spec.capacity, ['storage']);
    }
    const quantity = checkQuantity('K8S_STORAGE', place.key('storage'), capacity, report);
    if (quantity !== undefined && signOf(quantity) <= 0) {
      report.invalid('K8S_STORAGE', place.key('storage'), quantity.canonical, 'must be greater than zero');
    }
  }
  const reclaim = text(spec.persistentVolumeReclaimPolicy);
  if (reclaim && !RECLAIM_POLICIES.includes(reclaim)) {
    report.unsupported('K8S_STORAGE', at.child('persistentVolumeReclaimPolicy'), reclaim, RECLAIM_POLICIES);
  }
  const { required } = fields(spec.nodeAffinity);
  if (isMap(required)) checkNodeSelector(at.child('nodeAffinity', 'required'), required, report);
  else if (isMap(spec.nodeAffinity) && isMissing(required)) {
    const detail = 'must specify required node constraints';
    report.required('K8S_STORAGE', at.child('nodeAffinity', 'required'), detail);
  }
  const [first, ...more] = SOURCES.filter((source) => !isMissing(spec[source]));
  if (first === undefined) report.required('K8S_STORAGE', at, 'must specify a volume type');
  for (const source of more) {
    report.forbidden('K8S_STORAGE', at.child(source), 'may not specify more than 1 volume type');
  }
  if (first === 'local' && isMissing(spec.nodeAffinity)) {
    report.required('K8S_STORAGE', at.child('nodeAffinity'), 'Local volume requires node affinity');
  }
  const storageClass = text(spec.storageClassName);
  if (storageClass) {
    report.invalidEach('K8S_STORAGE', at.child('storageClassName'), storageClass, dnsSubdomain(storageClass));
  }
  checkVolumeMode(at.child('volumeMode'), spec.volumeMode, report);
}

/**
 * Checks how volumes are made for claims.
 *
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/
 */
export function checkStorageClass(object: Readonly<Record<string, unknown>>, report: Report): void {
  const at = Path.ROOT;
  const provisioner = text(object.provisioner);
  if (provisioner === '') report.required('K8S_STORAGE', at.child('provisioner'));
  else if (provisioner !== undefined) {
    const name = provisioner.toLowerCase();
    report.invalidEach('K8S_STORAGE', at.child('provisioner'), provisioner, qualifiedName(name));
  }
  const reclaim = text(object.reclaimPolicy);
  if (reclaim && reclaim !== 'Delete' && reclaim !== 'Retain') {
    report.unsupported('K8S_STORAGE', at.child('reclaimPolicy'), reclaim, ['Delete', 'Retain']);
  }
  const binding = text(object.volumeBindingMode);
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  if (binding && !modes.includes(binding)) {
    report.unsupported('K8S_STORAGE', at.child('volumeBindingMode'), binding, modes);
  }
}

function checkAccessModes(at: Path, modes: unknown, report: Report): void {
  const names = textItems(modes);
  for (const [index, mode] of names) {
    if (!ACCESS_MODES.includes(mode)) report.unsupported('K8S_STORAGE', at.inside(index), mode, ACCESS_MODES);
  }
  const supported = names.map(([, mode]) => mode).filter((mode) => ACCESS_MODES.includes(mode));
  if (supported.includes('ReadWriteOncePod') && supported.some((mode) => mode !== 'ReadWriteOncePod')) {
    report.forbidden('K8S_STORAGE', at, 'may not use ReadWriteOncePod with other access modes');
  }
}

function checkVolumeMode(at: Path, mode: unknown, report: Report): void {
  const name = text(mode);
  if (name && !VOLUME_MODES.includes(name)) report.unsupported('K8S_STORAGE', at, name, VOLUME_MODES);
}

function checkDataSource(at: Path, source: Readonly<Record<string, unknown>>, report: Report): void {
  const kind = text(source.kind);
  if (text(source.name) === '') report.required('K8S_STORAGE', at.child('name'));
  if (kind === '') report.required('K8S_STORAGE', at.child('kind'));
  if (text(source.apiGroup) === '' && kind !== undefined && kind !== 'PersistentVolumeClaim') {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    report.invalid('K8S_STORAGE', at, kind, detail);
  }
}

/** The names of the claims that a StatefulSet makes for each of its pods. */
export function claimTemplateNames(templates: unknown): readonly string[] {
  return items(templates).flatMap((template) => {
    const name = text(fields(fields(template).metadata).name);
    return name ? [name] : [];
  });
}
