import { isMap } from '../kube/json';
import { dnsLabel, dnsSubdomain } from '../kube/names';
import { signOf } from '../kube/quantities';
import { checkDownwardFile } from './environment';
import type { At, Issues } from './field';
import { integer, isEmptyMap, isMissing, items, text } from './json';
import { checkQuantity } from './quantities';
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
export function checkVolumes(at: At, volumes: unknown, issues: Issues): Map<string, string> {
  const usable = new Map<string, string>();
  for (const [index, volume] of items(volumes).entries()) {
    if (!isMap(volume)) continue;
    const place = at.index(index);
    const before = issues.count;
    const source = checkSource(place, volume, issues);
    const name = text(volume.name);
    if (name === '') issues.required('K8S_VOLUME', place.child('name'));
    else if (name !== undefined) {
      issues.invalidEach('K8S_VOLUME', place.child('name'), name, dnsLabel(name));
      if (usable.has(name)) issues.duplicate('K8S_VOLUME', place.child('name'), name);
    }
    if (name && issues.count === before) usable.set(name, source);
  }
  return usable;
}

function checkSource(at: At, volume: Readonly<Record<string, unknown>>, issues: Issues): string {
  const [first, ...more] = SOURCES.filter((source) => !isMissing(volume[source]));
  for (const source of more) {
    issues.forbidden('K8S_VOLUME', at.child(source), 'may not specify more than 1 volume type');
  }
  if (first === undefined) return 'emptyDir';
  const source = volume[first];
  if (isMap(source)) checkContent(at.child(first), first, source, issues);
  return first;
}

function checkContent(at: At, kind: string, source: Readonly<Record<string, unknown>>, issues: Issues): void {
  const required = (name: string): void => {
    if (text(source[name]) === '') issues.required('K8S_VOLUME', at.child(name));
  };
  switch (kind) {
    case 'emptyDir': {
      const size = checkQuantity('K8S_VOLUME', at.child('sizeLimit'), source.sizeLimit, issues);
      if (size !== undefined && signOf(size) < 0) {
        issues.forbidden('K8S_VOLUME', at.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity');
      }
      break;
    }
    case 'hostPath':
      checkHostPath(at, source, issues);
      break;
    case 'secret':
      required('secretName');
      checkMode(at.child('defaultMode'), source.defaultMode, issues);
      checkItems(at.child('items'), source.items, issues);
      break;
    case 'configMap':
      required('name');
      checkMode(at.child('defaultMode'), source.defaultMode, issues);
      checkItems(at.child('items'), source.items, issues);
      break;
    case 'persistentVolumeClaim':
      required('claimName');
      break;
    case 'nfs': {
      required('server');
      required('path');
      const path = text(source.path);
      if (path !== undefined && !path.startsWith('/')) {
        issues.invalid('K8S_VOLUME', at.child('path'), path, 'must be an absolute path');
      }
      break;
    }
    case 'csi':
      checkDriver(at.child('driver'), source.driver, issues);
      break;
    case 'downwardAPI':
      checkMode(at.child('defaultMode'), source.defaultMode, issues);
      for (const [index, file] of items(source.items).entries()) {
        if (isMap(file)) checkDownward(at.inside('items', index), file, issues);
      }
      break;
    case 'projected':
      checkMode(at.child('defaultMode'), source.defaultMode, issues);
      checkProjected(at, source.sources, issues);
      break;
    case 'ephemeral':
      if (isMissing(source.volumeClaimTemplate)) issues.required('K8S_VOLUME', at.child('volumeClaimTemplate'));
      else if (isMap(source.volumeClaimTemplate)) {
        checkClaimSpec(at.child('volumeClaimTemplate', 'spec'), source.volumeClaimTemplate.spec, issues);
      }
      break;
    default:
    // Sources that are vanishing, and those behind feature gates: only that there is one of them is checked.
  }
}

function checkHostPath(at: At, { path, type }: Readonly<Record<string, unknown>>, issues: Issues): void {
  const where = text(path);
  if (where === '') {
    issues.required('K8S_VOLUME', at.child('path'));
    return;
  }
  if (where !== undefined) checkNoBacksteps(at.child('path'), where, issues);
  const kind = text(type);
  if (kind !== undefined && !HOST_PATH_TYPES.includes(kind)) {
    issues.unsupported('K8S_VOLUME', at.child('type'), kind, HOST_PATH_TYPES);
  }
}

function checkDriver(at: At, driver: unknown, issues: Issues): void {
  const name = text(driver);
  if (name === '') issues.required('K8S_VOLUME', at);
  else if (name !== undefined) {
    if (name.length > 63) issues.tooLong('K8S_VOLUME', at, 63);
    issues.invalidEach('K8S_VOLUME', at, name, dnsSubdomain(name.toLowerCase()));
  }
}

function checkMode(at: At, mode: unknown, issues: Issues): void {
  const value = integer(mode);
  if (value !== undefined && (value < 0 || value > 0o777)) {
    const fix = value > 0o777 && value <= 777 ? `write 0${value}, which is octal` : undefined;
    issues.invalid('K8S_VOLUME', at, value, FILE_MODE, fix);
  }
}

/** Checks which keys become which files. */
function checkItems(at: At, keys: unknown, issues: Issues): void {
  for (const [index, item] of items(keys).entries()) {
    if (!isMap(item)) continue;
    const place = at.index(index);
    if (text(item.key) === '') issues.required('K8S_VOLUME', place.child('key'));
    const path = text(item.path);
    if (path === '') issues.required('K8S_VOLUME', place.child('path'));
    else if (path !== undefined) checkFile(place.child('path'), path, issues);
    checkMode(place.child('mode'), item.mode, issues);
  }
}

function checkDownward(at: At, file: Readonly<Record<string, unknown>>, issues: Issues): void {
  const path = text(file.path);
  if (path === '') issues.required('K8S_VOLUME', at.child('path'));
  else if (path !== undefined) checkFile(at.child('path'), path, issues);
  checkDownwardFile(at, file, issues);
  checkMode(at.child('mode'), file.mode, issues);
}

/** Checks a volume that is put together from several sources, whose files must not meet. */
function checkProjected(at: At, sources: unknown, issues: Issues): void {
  const paths = new Set<string>();
  const claim = (path: unknown, value: unknown): void => {
    if (typeof path !== 'string' || path === '') return;
    if (paths.has(path)) issues.invalid('K8S_VOLUME', at, value, 'conflicting duplicate paths');
    paths.add(path);
  };
  for (const [index, source] of items(sources).entries()) {
    if (!isMap(source)) continue;
    const place = at.child('sources').index(index);
    const { secret, configMap, downwardAPI, serviceAccountToken } = source;
    for (const [name, content] of [
      ['secret', secret],
      ['configMap', configMap],
    ] as const) {
      if (!isMap(content)) continue;
      if (text(content.name) === '') issues.required('K8S_VOLUME', place.child(name, 'name'));
      checkItems(place.child(name, 'items'), content.items, issues);
      for (const item of items(content.items)) claim(isMap(item) ? item.path : undefined, content.name ?? '');
    }
    if (isMap(downwardAPI)) {
      for (const [fileIndex, file] of items(downwardAPI.items).entries()) {
        if (!isMap(file)) continue;
        checkDownward(place.child('downwardAPI').inside('items', fileIndex), file, issues);
        claim(file.path, file.path);
      }
    }
    if (isMap(serviceAccountToken)) checkToken(at, place.child('serviceAccountToken'), serviceAccountToken, issues);
    if (!isEmptyMap(source) && Object.values(source).filter((content) => !isMissing(content)).length > 1) {
      issues.forbidden('K8S_VOLUME', place, 'may not specify more than 1 volume type per source');
    }
  }
}

function checkToken(volume: At, at: At, token: Readonly<Record<string, unknown>>, issues: Issues): void {
  const seconds = integer(token.expirationSeconds);
  const place = at.child('expirationSeconds');
  if (seconds !== undefined && seconds < 600) {
    issues.invalid('K8S_VOLUME', place, seconds, 'may not specify a duration less than 10 minutes');
  } else if (seconds !== undefined && seconds > 2 ** 32) {
    issues.invalid('K8S_VOLUME', place, seconds, 'may not specify a duration larger than 2^32 seconds');
  }
  const path = text(token.path);
  const called = at.child('path').called(`${volume.text}.path`);
  if (path === '') issues.required('K8S_VOLUME', called);
  else if (path !== undefined) checkFile(called, path, issues);
}

function checkFile(at: At, path: string, issues: Issues): void {
  checkRelative(at, path, issues);
  if (path.startsWith('..') && !path.startsWith('../')) {
    issues.invalid('K8S_VOLUME', at, path, "must not start with '..'");
  }
}

/** Checks that a path leads down from where it starts. */
export function checkRelative(at: At, path: string, issues: Issues): void {
  if (path.startsWith('/')) issues.invalid('K8S_VOLUME', at, path, 'must be a relative path');
  checkNoBacksteps(at, path, issues);
}

function checkNoBacksteps(at: At, path: string, issues: Issues): void {
  if (path.split('/').includes('..')) issues.invalid('K8S_VOLUME', at, path, "must not contain '..'");
}
