import type { JsonMap } from '../../kube/json';
import type { Path } from '../../violation/path';
import type { Report } from '../rules';
import { isSet, listOf, structOf, textOf } from '../values/decoded';
import { descending, noBacksteps } from '../values/file-paths';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];
const FIX = 'name one of the volumes of the pod';

/** Which volumes of a pod can be mounted, with their sources. */
export type Volumes = ReadonlyMap<string, string>;

/** What a container mounts as folders and as devices. */
export function checkMounts(at: Path, container: JsonMap, volumes: Volumes, report: Report): void {
  const mounts = entries(container.volumeMounts);
  const devices = entries(container.volumeDevices);
  const list = at.child('volumeMounts');
  const paths = new Set<string>();
  for (const [index, mount] of mounts) {
    const place = list.child(index);
    const [name, path] = [textOf(mount.name), textOf(mount.mountPath)];
    if (name === '') report.required('K8S_MOUNT', place.child('name'));
    if (!volumes.has(name)) report.notFound('K8S_MOUNT', place.child('name'), name, FIX);
    if (path === '') report.required('K8S_MOUNT', place.child('mountPath'));
    if (paths.has(path)) report.invalid('K8S_MOUNT', place.child('mountPath'), path, 'must be unique');
    paths.add(path);
    if (devices.some(([, device]) => textOf(device.name) === name)) {
      report.invalid('K8S_MOUNT', place.child('name'), name, 'must not already exist in volumeDevices');
    }
    if (devices.some(([, device]) => textOf(device.devicePath) === path)) {
      report.invalid('K8S_MOUNT', place.child('mountPath'), path, 'must not already exist as a path in volumeDevices');
    }
    checkMount(place, mount, structOf(container.securityContext).privileged === true, report);
  }
  checkDevices(at.child('volumeDevices'), devices, mounts, volumes, report);
}

type Entries = readonly (readonly [index: number, entry: JsonMap])[];

/** What was taken away has left a hole. */
function entries(list: unknown): Entries {
  return [...listOf(list).entries()].filter((entry): entry is [number, JsonMap] => entry[1] !== undefined);
}

/** The API server forgets the index of the mount in most of these paths. */
function checkMount(at: Path, mount: JsonMap, privileged: boolean, report: Report): void {
  const { mountPropagation: propagation, recursiveReadOnly: recursive } = mount;
  const list = at.unindexed();
  const [path, expression] = [textOf(mount.subPath), textOf(mount.subPathExpr)];
  if (path !== '') report.invalidEach('K8S_MOUNT', list.child('subPath'), path, descending(path));
  if (expression !== '') {
    if (path !== '') {
      const detail = 'subPathExpr and subPath are mutually exclusive';
      report.invalid('K8S_MOUNT', at.child('subPathExpr'), expression, detail);
    }
    report.invalidEach('K8S_MOUNT', list.child('subPathExpr'), expression, descending(expression));
  }
  if (isSet(propagation)) {
    const place = list.child('mountPropagation');
    if (!PROPAGATIONS.includes(textOf(propagation))) report.unsupported('K8S_MOUNT', place, propagation, PROPAGATIONS);
    else if (propagation === 'Bidirectional' && !privileged) {
      const detail = 'Bidirectional mount propagation is available only to privileged containers';
      report.forbidden('K8S_MOUNT', place, detail);
    }
  }
  if (!isSet(recursive) || recursive === 'Disabled') return;
  const place = list.child('recursiveReadOnly');
  if (!RECURSIVE.includes(textOf(recursive))) report.unsupported('K8S_MOUNT', place, recursive, RECURSIVE);
  else {
    if (mount.readOnly !== true) report.forbidden('K8S_MOUNT', place, 'may only be specified when readOnly is true');
    if (isSet(propagation) && propagation !== 'None') {
      const detail = 'may only be specified when mountPropagation is None or not specified';
      report.forbidden('K8S_MOUNT', place, detail);
    }
  }
}

function checkDevices(at: Path, devices: Entries, mounts: Entries, volumes: Volumes, report: Report): void {
  const [names, paths] = [new Set<string>(), new Set<string>()];
  for (const [index, device] of devices) {
    const place = at.child(index);
    const [name, path] = [textOf(device.name), textOf(device.devicePath)];
    const source = volumes.get(name);
    const invalid = (field: string, detail: string): void =>
      report.invalid('K8S_MOUNT', place.child(field), device[field] ?? '', detail);
    if (name === '') report.required('K8S_MOUNT', place.child('name'));
    if (names.has(name)) invalid('name', 'must be unique');
    if (source === undefined) report.notFound('K8S_MOUNT', place.child('name'), name, FIX);
    else if (source !== 'persistentVolumeClaim' && source !== 'ephemeral') {
      invalid('name', 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
    }
    if (path === '') report.required('K8S_MOUNT', place.child('devicePath'));
    if (paths.has(path)) invalid('devicePath', 'must be unique');
    if (noBacksteps(path).length > 0) invalid('devicePath', "can not contain backsteps ('..')");
    else paths.add(path);
    if (mounts.some(([, mount]) => textOf(mount.name) === name)) {
      invalid('name', 'must not already exist in volumeMounts');
    }
    if (mounts.some(([, mount]) => textOf(mount.mountPath) === path)) {
      invalid('devicePath', 'must not already exist as a path in volumeMounts');
    }
    if (name !== '') names.add(name);
  }
}
