import { isMap } from '../kube/json';
import type { At, Issues } from './field';
import { fields, isMissing, items, text } from './json';
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
  at: At,
  container: Readonly<Record<string, unknown>>,
  volumes: ReadonlyMap<string, string>,
  issues: Issues,
): void {
  const { volumeMounts, volumeDevices, securityContext } = container;
  const paths = new Set<string>();
  const list = at.child('volumeMounts');
  for (const [index, mount] of items(volumeMounts).entries()) {
    if (!isMap(mount)) continue;
    const place = list.index(index);
    const name = text(mount.name);
    const path = text(mount.mountPath);
    if (name === '') issues.required('K8S_MOUNT', place.child('name'));
    if (name !== undefined && !volumes.has(name)) {
      issues.notFound('K8S_MOUNT', place.child('name'), name, 'name one of the volumes of the pod');
    }
    if (path === '') issues.required('K8S_MOUNT', place.child('mountPath'));
    if (path !== undefined) {
      if (paths.has(path)) issues.invalid('K8S_MOUNT', place.child('mountPath'), path, 'must be unique');
      paths.add(path);
    }
    checkSubPath(list, place, mount, issues);
    const propagation = text(mount.mountPropagation);
    if (propagation && !PROPAGATIONS.includes(propagation)) {
      const called = place.child('mountPropagation').called(list.child('mountPropagation').text);
      issues.unsupported('K8S_MOUNT', called, propagation, PROPAGATIONS);
    } else if (propagation === 'Bidirectional' && fields(securityContext).privileged !== true) {
      const called = place.child('mountPropagation').called(list.child('mountPropagation').text);
      const detail = 'Bidirectional mount propagation is available only to privileged containers';
      issues.forbidden('K8S_MOUNT', called, detail);
    }
    checkRecursive(list, place, mount, issues);
  }
  checkDevices(at.child('volumeDevices'), volumeDevices, volumes, issues);
}

/** The API server forgets the index of the mount in these paths. */
function checkSubPath(list: At, at: At, mount: Readonly<Record<string, unknown>>, issues: Issues): void {
  const path = text(mount.subPath);
  const expression = text(mount.subPathExpr);
  if (path) checkRelative(at.child('subPath').called(list.child('subPath').text), path, issues);
  if (!expression) return;
  if (path) {
    const detail = 'subPathExpr and subPath are mutually exclusive';
    issues.invalid('K8S_MOUNT', at.child('subPathExpr'), expression, detail);
  }
  checkRelative(at.child('subPathExpr').called(list.child('subPathExpr').text), expression, issues);
}

function checkRecursive(list: At, at: At, mount: Readonly<Record<string, unknown>>, issues: Issues): void {
  const recursive = text(mount.recursiveReadOnly);
  if (!recursive) return;
  const place = at.child('recursiveReadOnly').called(list.child('recursiveReadOnly').text);
  if (!RECURSIVE.includes(recursive)) issues.unsupported('K8S_MOUNT', place, recursive, RECURSIVE);
  else if (recursive !== 'Disabled') {
    if (mount.readOnly !== true) issues.forbidden('K8S_MOUNT', place, 'may only be specified when readOnly is true');
    if (!isMissing(mount.mountPropagation) && mount.mountPropagation !== 'None') {
      const detail = 'may only be specified when mountPropagation is None or not specified';
      issues.forbidden('K8S_MOUNT', place, detail);
    }
  }
}

function checkDevices(at: At, devices: unknown, volumes: ReadonlyMap<string, string>, issues: Issues): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const [index, device] of items(devices).entries()) {
    if (!isMap(device)) continue;
    const place = at.index(index);
    const name = text(device.name);
    const path = text(device.devicePath);
    if (name === '') issues.required('K8S_MOUNT', place.child('name'));
    if (name !== undefined) {
      const source = volumes.get(name);
      if (source === undefined) issues.notFound('K8S_MOUNT', place.child('name'), name);
      else if (source !== 'persistentVolumeClaim' && source !== 'ephemeral') {
        const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
        issues.invalid('K8S_MOUNT', place.child('name'), name, detail);
      }
      if (names.has(name)) issues.invalid('K8S_MOUNT', place.child('name'), name, 'must be unique');
      if (name !== '') names.add(name);
    }
    if (path === '') issues.required('K8S_MOUNT', place.child('devicePath'));
    if (path !== undefined) {
      if (paths.has(path)) issues.invalid('K8S_MOUNT', place.child('devicePath'), path, 'must be unique');
      paths.add(path);
    }
  }
}
