import { isMap } from '../kube/json';
import type { Path } from '../violation/path';
import { fields, isMissing, items, text } from './json';
import type { Report } from './rules';
import { checkRelative } from './volumes';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

/**
 * Checks where a container has its volumes.
 *
 * @param volumes the volumes that can be mounted, with their sources
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export function checkMounts(
  at: Path,
  container: Readonly<Record<string, unknown>>,
  volumes: ReadonlyMap<string, string>,
  report: Report,
): void {
  const { volumeMounts, volumeDevices, securityContext } = container;
  const paths = new Set<string>();
  const list = at.child('volumeMounts');
  for (const [index, mount] of items(volumeMounts).entries()) {
    if (!isMap(mount)) continue;
    const place = list.child(index);
    const name = text(mount.name);
    const path = text(mount.mountPath);
    if (name === '') report.required('K8S_MOUNT', place.child('name'));
    if (name !== undefined && !volumes.has(name)) {
      report.notFound('K8S_MOUNT', place.child('name'), name, 'name one of the volumes of the pod');
    }
    if (path === '') report.required('K8S_MOUNT', place.child('mountPath'));
    if (path !== undefined) {
      if (paths.has(path)) report.invalid('K8S_MOUNT', place.child('mountPath'), path, 'must be unique');
      paths.add(path);
    }
    checkSubPath(list, place, mount, report);
    const propagation = text(mount.mountPropagation);
    if (propagation && !PROPAGATIONS.includes(propagation)) {
      const called = place.child('mountPropagation').called(list.child('mountPropagation').name);
      report.unsupported('K8S_MOUNT', called, propagation, PROPAGATIONS);
    } else if (propagation === 'Bidirectional' && fields(securityContext).privileged !== true) {
      const called = place.child('mountPropagation').called(list.child('mountPropagation').name);
      const detail = 'Bidirectional mount propagation is available only to privileged containers';
      report.forbidden('K8S_MOUNT', called, detail);
    }
    checkRecursive(list, place, mount, report);
  }
  checkDevices(at.child('volumeDevices'), volumeDevices, volumes, report);
}

/** The API server forgets the index of the mount in these paths. */
function checkSubPath(list: Path, at: Path, mount: Readonly<Record<string, unknown>>, report: Report): void {
  const path = text(mount.subPath);
  const expression = text(mount.subPathExpr);
  if (path) checkRelative(at.child('subPath').called(list.child('subPath').name), path, report);
  if (!expression) return;
  if (path) {
    const detail = 'subPathExpr and subPath are mutually exclusive';
    report.invalid('K8S_MOUNT', at.child('subPathExpr'), expression, detail);
  }
  checkRelative(at.child('subPathExpr').called(list.child('subPathExpr').name), expression, report);
}

function checkRecursive(list: Path, at: Path, mount: Readonly<Record<string, unknown>>, report: Report): void {
  const recursive = text(mount.recursiveReadOnly);
  if (!recursive) return;
  const place = at.child('recursiveReadOnly').called(list.child('recursiveReadOnly').name);
  if (!RECURSIVE.includes(recursive)) report.unsupported('K8S_MOUNT', place, recursive, RECURSIVE);
  else if (recursive !== 'Disabled') {
    if (mount.readOnly !== true) report.forbidden('K8S_MOUNT', place, 'may only be specified when readOnly is true');
    if (!isMissing(mount.mountPropagation) && mount.mountPropagation !== 'None') {
      const detail = 'may only be specified when mountPropagation is None or not specified';
      report.forbidden('K8S_MOUNT', place, detail);
    }
  }
}

function checkDevices(at: Path, devices: unknown, volumes: ReadonlyMap<string, string>, report: Report): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [index, device] of items(devices).entries()) {
    if (!isMap(device)) continue;
    const place = at.child(index);
    const name = text(device.name);
    const path = text(device.devicePath);
    if (name === '') report.required('K8S_MOUNT', place.child('name'));
    if (name !== undefined) {
      const source = volumes.get(name);
      if (source === undefined) report.notFound('K8S_MOUNT', place.child('name'), name);
      else if (source !== 'persistentVolumeClaim' && source !== 'ephemeral') {
        const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
        report.invalid('K8S_MOUNT', place.child('name'), name, detail);
      }
      if (names.has(name)) report.invalid('K8S_MOUNT', place.child('name'), name, 'must be unique');
      if (name !== '') names.add(name);
    }
    if (path === '') report.required('K8S_MOUNT', place.child('devicePath'));
    if (path !== undefined) {
      if (paths.has(path)) report.invalid('K8S_MOUNT', place.child('devicePath'), path, 'must be unique');
      paths.add(path);
    }
  }
}
