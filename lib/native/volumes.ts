import { isMap } from '../kube/json';
import { dnsLabel, dnsSubdomain } from '../kube/names';
import { signOf } from '../kube/quantities';
import type { Path } from '../violation/path';
import { checkDownwardFile } from './environment';
import { integer, isEmptyMap, isMissing, items, text } from './json';
import { checkQuantity } from './quantities';
import type { Report } from './rules';
import { checkClaimSpec } from './storage';

/** In the order in which the API server looks at them: the first is the one that counts. */
const SOURCES: readonly string[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];
const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const FILE_MODE = 'must be a number between 0 and 0777 (octal), both inclusive';

/**
 * Checks the volumes of a pod. One without a source is an `emptyDir`.
 *
 * @returns the names of the volumes without problems, with their sources: only those can be mounted
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export function checkVolumes(at: Path, volumes: unknown, report: Report): Map<string, string> {
  const usable = new Map<string, string>();
  for (const [index, volume] of items(volumes).entries()) {
    if (!isMap(volume)) continue;
    const place = at.child(index);
    const before = report.count;
    const source = checkSource(place, volume, report);
    const name = text(volume.name);
    if (name === '') report.required('K8S_VOLUME', place.child('name'));
    else if (name !== undefined) {
      report.invalidEach('K8S_VOLUME', place.child('name'), name, dnsLabel(name));
      if (usable.has(name)) report.duplicate('K8S_VOLUME', place.child('name'), name);
    }
    if (name && report.count === before) usable.set(name, source);
  }
  return usable;
}

function checkSource(at: Path, volume: Readonly<Record<string, unknown>>, report: Report): string {
  const [first, ...more] = SOURCES.filter((source) => !isMissing(volume[source]));
  for (const source of more) {
    report.forbidden('K8S_VOLUME', at.child(source), 'may not specify more than 1 volume type');
  }
  if (first === undefined) return 'emptyDir';
  const source = volume[first];
  if (isMap(source)) checkContent(at.child(first), first, source, report);
  return first;
}

function checkContent(at: Path, kind: string, source: Readonly<Record<string, unknown>>, report: Report): void {
  const required = (name: string): void => {
    if (text(source[name]) === '') report.required('K8S_VOLUME', at.child(name));
  };
  switch (kind) {
    case 'emptyDir': {
      const size = checkQuantity('K8S_VOLUME', at.child('sizeLimit'), source.sizeLimit, report);
      if (size !== undefined && signOf(size) < 0) {
        report.forbidden('K8S_VOLUME', at.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity');
      }
      break;
    }
    case 'hostPath':
      checkHostPath(at, source, report);
      break;
    case 'secret':
      required('secretName');
      checkMode(at.child('defaultMode'), source.defaultMode, report);
      checkItems(at.child('items'), source.items, report);
      break;
    case 'configMap':
      required('name');
      checkMode(at.child('defaultMode'), source.defaultMode, report);
      checkItems(at.child('items'), source.items, report);
      break;
    case 'persistentVolumeClaim':
      required('claimName');
      break;
    case 'nfs': {
      required('server');
      required('path');
      const path = text(source.path);
      if (path !== undefined && !path.startsWith('/')) {
        report.invalid('K8S_VOLUME', at.child('path'), path, 'must be an absolute path');
      }
      break;
    }
    case 'csi':
      checkDriver(at.child('driver'), source.driver, report);
      break;
    case 'downwardAPI':
      checkMode(at.child('defaultMode'), source.defaultMode, report);
      for (const [index, file] of items(source.items).entries()) {
        if (isMap(file)) checkDownward(at.inside('items', index), file, report);
      }
      break;
    case 'projected':
      checkMode(at.child('defaultMode'), source.defaultMode, report);
      checkProjected(at, source.sources, report);
      break;
    case 'ephemeral':
      if (isMissing(source.volumeClaimTemplate)) report.required('K8S_VOLUME', at.child('volumeClaimTemplate'));
      else if (isMap(source.volumeClaimTemplate)) {
        checkClaimSpec(at.child('volumeClaimTemplate', 'spec'), source.volumeClaimTemplate.spec, report);
      }
      break;
    default:
    // Sources that are vanishing, and those behind feature gates: only that there is one of them is checked.
  }
}

function checkHostPath(at: Path, { path, type }: Readonly<Record<string, unknown>>, report: Report): void {
  const where = text(path);
  if (where === '') {
    report.required('K8S_VOLUME', at.child('path'));
    return;
  }
  if (where !== undefined) checkNoBacksteps(at.child('path'), where, report);
  const kind = text(type);
  if (kind !== undefined && !HOST_PATH_TYPES.includes(kind)) {
    report.unsupported('K8S_VOLUME', at.child('type'), kind, HOST_PATH_TYPES);
  }
}

function checkDriver(at: Path, driver: unknown, report: Report): void {
  const name = text(driver);
  if (name === '') report.required('K8S_VOLUME', at);
  else if (name !== undefined) {
    if (name.length > 63) report.tooLong('K8S_VOLUME', at, 63);
    report.invalidEach('K8S_VOLUME', at, name, dnsSubdomain(name.toLowerCase()));
  }
}

function checkMode(at: Path, mode: unknown, report: Report): void {
  const value = integer(mode);
  if (value !== undefined && (value < 0 || value > 0o777)) {
    const fix = value > 0o777 && value <= 777 ? `write 0${value}, which is octal` : undefined;
    report.invalid('K8S_VOLUME', at, value, FILE_MODE, fix);
  }
}

/** Checks which keys become which files. */
function checkItems(at: Path, keys: unknown, report: Report): void {
  for (const [index, item] of items(keys).entries()) {
    if (!isMap(item)) continue;
    const place = at.child(index);
    if (text(item.key) === '') report.required('K8S_VOLUME', place.child('key'));
    const path = text(item.path);
    if (path === '') report.required('K8S_VOLUME', place.child('path'));
    else if (path !== undefined) checkFile(place.child('path'), path, report);
    checkMode(place.child('mode'), item.mode, report);
  }
}

function checkDownward(at: Path, file: Readonly<Record<string, unknown>>, report: Report): void {
  const path = text(file.path);
  if (path === '') report.required('K8S_VOLUME', at.child('path'));
  else if (path !== undefined) checkFile(at.child('path'), path, report);
  checkDownwardFile(at, file, report);
  checkMode(at.child('mode'), file.mode, report);
}

/** Checks a volume that is put together from several sources, whose files must not meet. */
function checkProjected(at: Path, sources: unknown, report: Report): void {
  const paths = new Set<string>();
  const claim = (path: unknown, value: unknown): void => {
    if (typeof path !== 'string' || path === '') return;
    if (paths.has(path)) report.invalid('K8S_VOLUME', at, value, 'conflicting duplicate paths');
    paths.add(path);
  };
  for (const [index, source] of items(sources).entries()) {
    if (!isMap(source)) continue;
    const place = at.child('sources').child(index);
    const { secret, configMap, downwardAPI, serviceAccountToken } = source;
    for (const [name, content] of [
      ['secret', secret],
      ['configMap', configMap],
    ] as const) {
      if (!isMap(content)) continue;
      if (text(content.name) === '') report.required('K8S_VOLUME', place.child(name, 'name'));
      checkItems(place.child(name, 'items'), content.items, report);
      for (const item of items(content.items)) claim(isMap(item) ? item.path : undefined, content.name ?? '');
    }
    if (isMap(downwardAPI)) {
      for (const [fileIndex, file] of items(downwardAPI.items).entries()) {
        if (!isMap(file)) continue;
        checkDownward(place.child('downwardAPI').inside('items', fileIndex), file, report);
        claim(file.path, file.path);
      }
    }
    if (isMap(serviceAccountToken)) checkToken(at, place.child('serviceAccountToken'), serviceAccountToken, report);
    if (!isEmptyMap(source) && Object.values(source).filter((content) => !isMissing(content)).length > 1) {
      report.forbidden('K8S_VOLUME', place, 'may not specify more than 1 volume type per source');
    }
  }
}

function checkToken(volume: Path, at: Path, token: Readonly<Record<string, unknown>>, report: Report): void {
  const seconds = integer(token.expirationSeconds);
  const place = at.child('expirationSeconds');
  if (seconds !== undefined && seconds < 600) {
    report.invalid('K8S_VOLUME', place, seconds, 'may not specify a duration less than 10 minutes');
  } else if (seconds !== undefined && seconds > 2 ** 32) {
    report.invalid('K8S_VOLUME', place, seconds, 'may not specify a duration larger than 2^32 seconds');
  }
  const path = text(token.path);
  const called = at.child('path').called(`${volume.name}.path`);
  if (path === '') report.required('K8S_VOLUME', called);
  else if (path !== undefined) checkFile(called, path, report);
}

function checkFile(at: Path, path: string, report: Report): void {
  checkRelative(at, path, report);
  if (path.startsWith('..') && !path.startsWith('../')) {
    report.invalid('K8S_VOLUME', at, path, "must not start with '..'");
  }
}

/** Checks that a path leads down from where it starts. */
export function checkRelative(at: Path, path: string, report: Report): void {
  if (path.startsWith('/')) report.invalid('K8S_VOLUME', at, path, 'must be a relative path');
  checkNoBacksteps(at, path, report);
}

function checkNoBacksteps(at: Path, path: string, report: Report): void {
  if (path.split('/').includes('..')) report.invalid('K8S_VOLUME', at, path, "must not contain '..'");
}
