import { equalJson, isMap, type JsonMap } from '../../../kube/json';
import { type Entry, type Expression, list, literal, method } from '../../code/expression';
import { cannot } from '../inexpressible';
import { ofClasses } from '../native-values';
import { field, fields, json, kubernetes, mapsOf, maybe, textOf } from '../values';

/** A disk of each pod, which is no volume of the template: its name, and where the app's container has it. */
export interface Disk {
  readonly name: string;
  readonly path: string;
}

/** What a container's file system has beside its image. */
export function mountEntries(
  volumes: unknown,
  volumeMounts: unknown,
  disks: readonly Disk[],
): readonly (Entry | undefined)[] {
  const byName = new Map((mapsOf(volumes) ?? []).map((volume) => [volume.name, volume]));
  const writable: Expression[] = [];
  const mounts: Expression[] = [];
  for (const { name, mountPath, ...options } of mapsOf(volumeMounts) ?? []) {
    const path = textOf(mountPath) ?? cannot('a mount has no path');
    if (disks.some((disk) => disk.name === name && disk.path === path)) {
      if (Object.keys(options).length > 0) cannot('a disk is mounted in a way that the construct has not');
      continue;
    }
    const { name: _, ...source } = byName.get(name) ?? cannot('a mount is of no volume');
    const isPlain = equalJson(source, { emptyDir: {} }) && equalJson(options, {}) && name === nameOf(path);
    if (isPlain && mounts.length === 0) writable.push(literal(path));
    else mounts.push(mount(String(name), path, source, options));
  }
  return [
    writable.length === 0 ? undefined : field('writable', list(writable)),
    mounts.length === 0 ? undefined : field('mounts', list(mounts)),
  ];
}

function mount(name: string, path: string, source: JsonMap, options: JsonMap): Expression {
  const of = (kind: string, ...parts: readonly Expression[]) => method(kubernetes('Mount'), kind, ...parts);
  const at = field('path', literal(path));
  if (isMap(source.emptyDir) && equalJson(options, {})) {
    const { medium, sizeLimit } = source.emptyDir;
    const isWhole = sizeLimit === undefined || /^[1-9]\d*(Ki|Mi|Gi|Ti)$/.test(String(sizeLimit));
    const inMemory = medium === 'Memory' ? field('inMemory', literal(true)) : undefined;
    const named = name === nameOf(path) ? undefined : field('name', literal(name));
    if (isWhole) return of('emptyDir', fields([at, named, field('sizeLimit', maybe(sizeLimit)), inMemory]));
  }
  const { readOnly, subPath, ...others } = options;
  if (readOnly === true && Object.keys(others).length === 0) {
    const key = field('key', maybe(subPath));
    if (equalJson(source, { configMap: { name } })) return of('configMap', named(name), fields([at, key]));
    if (equalJson(source, { secret: { secretName: name } })) return of('secret', named(name), fields([at, key]));
  }
  if (equalJson(source, { persistentVolumeClaim: { claimName: name } }) && equalJson(options, {})) {
    return of('persistentVolumeClaim', named(name), fields([at]));
  }
  const rest = Object.entries(options).map(([key, value]) => field(key, json(value)));
  const volume = ofClasses(source, ['spec', 'template', 'spec', 'volumes', 0]);
  return of('volume', literal(name), volume, fields([at, ...rest]));
}

function named(name: string): Expression {
  return fields([field('name', literal(name))]);
}

/** How a volume is called that is made of a path. */
function nameOf(path: string): string {
  return path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '');
}
