import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMap, type JsonMap } from '../kube/json';
import type { FieldPath, Finding } from '../model/finding';
import { readDocuments } from '../model/read-documents';
import { fileSource } from '../model/source/text-source';

/** A file of a folder. */
interface FoundFile {
  /** As the user wrote it. */
  readonly name: string;
  readonly path: string;
}

/** A file that a kustomization names, and what for. */
interface Named {
  readonly file: string;
  readonly at: FieldPath;
  readonly use: Use;
}

type Use = 'a patch' | 'a configuration' | 'data';

const WHY: Readonly<Record<Use, string>> = {
  'a patch': 'a patch: it is passed over, as it is applied only as a part of what it patches',
  'a configuration': 'a configuration of Kustomize: it is passed over, as it is not applied itself',
  data: 'data of a ConfigMap, a Secret or a chart: it is passed over, as it is not applied itself',
};

const KUSTOMIZATION = /(?:^|[\\/])(?:kustomization\.ya?ml|Kustomization)$/;

/**
 * Finds what kustomizations among files name as something else than a resource: patches, data of generators, and
 * configurations. They are no manifests by themselves.
 *
 * @returns a note for each, by its real path
 * @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export function passedOverByKustomize(files: readonly FoundFile[]): ReadonlyMap<string, Finding> {
  const notes = new Map<string, Finding>();
  const resources = new Set<string>();
  for (const { name, path } of files) {
    if (!KUSTOMIZATION.test(path)) continue;
    for (const { value, places } of documentsOf(name, path)) {
      if (!isMap(value)) continue;
      for (const file of [...texts(value, 'resources'), ...texts(value, 'bases')]) {
        const real = realPath(path, file);
        if (real !== undefined) resources.add(real);
      }
      for (const { file, at, use } of namedIn(value)) {
        const real = realPath(path, file);
        if (real === undefined || notes.has(real)) continue;
        notes.set(real, noteOf(name, file, use, places.locate(at)));
      }
    }
  }
  for (const resource of resources) notes.delete(resource);
  return notes;
}

function documentsOf(name: string, path: string) {
  try {
    return [...readDocuments(fileSource(name, path))];
  } catch {
    // It is said where it is read as all others are.
    return [];
  }
}

function noteOf(kustomization: string, file: string, use: Use, place: { line: number; column: number }): Finding {
  return {
    rule: 'INPUT_KUSTOMIZE',
    severity: 'note',
    path: '',
    message: `${file} is ${WHY[use]}`,
    fix: `kustomize build ${dirname(kustomization)} | meshwright check -`,
    file: kustomization,
    ...place,
  };
}

/** Nothing for what is no file: a text in the kustomization itself, a URL, or what is not there. */
function realPath(kustomization: string, file: string): string | undefined {
  if (/\n|:\/\//.test(file)) return undefined;
  try {
    return realpathSync(join(dirname(kustomization), file));
  } catch {
    return undefined;
  }
}

function* namedIn(value: JsonMap): Generator<Named> {
  for (const field of ['patches', 'patchesJson6902', 'replacements']) {
    yield* pathsIn(value, field, 'path', field === 'replacements' ? 'a configuration' : 'a patch');
  }
  yield* listed(value, 'patchesStrategicMerge', 'a patch');
  for (const field of ['transformers', 'generators', 'validators', 'configurations']) {
    yield* listed(value, field, 'a configuration');
  }
  if (isMap(value.openapi) && typeof value.openapi.path === 'string') {
    yield { file: value.openapi.path, at: ['openapi', 'path'], use: 'a configuration' };
  }
  for (const field of ['configMapGenerator', 'secretGenerator']) {
    yield* pathsIn(value, field, 'env', 'data');
    for (const [index, generator] of maps(value, field)) {
      for (const list of ['files', 'envs']) {
        for (const { file, at } of listed(generator, list, 'data')) {
          // In front of it may be the key: `config.yaml=files/config.yaml`.
          yield { file: file.slice(file.indexOf('=') + 1), at: [field, index, ...at], use: 'data' };
        }
      }
    }
  }
  yield* pathsIn(value, 'helmCharts', 'valuesFile', 'data');
  for (const [index, chart] of maps(value, 'helmCharts')) {
    for (const { file, at, use } of listed(chart, 'additionalValuesFiles', 'data')) {
      yield { file, at: ['helmCharts', index, ...at], use };
    }
  }
}

/** The files that a field of each entry of a list names. */
function* pathsIn(value: JsonMap, list: string, field: string, use: Use): Generator<Named> {
  for (const [index, entry] of maps(value, list)) {
    const file = entry[field];
    if (typeof file === 'string') yield { file, at: [list, index, field], use };
  }
}

/** The texts of a list. */
function* listed(value: JsonMap, field: string, use: Use): Generator<Named> {
  for (const [index, file] of entries(value, field)) {
    if (typeof file === 'string') yield { file, at: [field, index], use };
  }
}

function texts(value: JsonMap, field: string): readonly string[] {
  return entries(value, field).flatMap(([, entry]) => (typeof entry === 'string' ? [entry] : []));
}

function maps(value: JsonMap, field: string): readonly (readonly [number, JsonMap])[] {
  return entries(value, field).flatMap(([index, entry]) => (isMap(entry) ? [[index, entry] as const] : []));
}

function entries(value: JsonMap, field: string): readonly (readonly [number, unknown])[] {
  const list = value[field];
  return Array.isArray(list) ? [...list.entries()] : [];
}
