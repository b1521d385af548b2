import picomatch from 'picomatch';
import { isMap, type JsonMap } from '../kube/json';
import { normalize } from '../kube/posix-path';
import type { FieldPath } from '../model/finding';
import type { Entity } from './entity';
import { kind } from './kind';
import { APPLICATION } from './kinds';
import { at } from './workload';
import type { World } from './world';

/** What Argo CD is told to deploy, by an Application or by the template of an ApplicationSet. */
export interface Application {
  readonly entity: Entity;
  /** The way to what follows: `spec`, or that of a template. */
  readonly spec: FieldPath;
  /** Where objects go that name no namespace. */
  readonly namespace: string | undefined;
  /** Whether Argo CD applies changes by itself. */
  readonly automated: boolean;
  /** Whether it undoes what others change. */
  readonly selfHeal: boolean;
  readonly syncOptions: readonly string[];
  readonly ignored: readonly IgnoredDifference[];
  /** Whether an object is for sure among what it deploys: its file is in the folder that a source names. */
  covers(entity: Entity): boolean;
}

/** Fields of objects that Argo CD does not compare. */
export interface IgnoredDifference {
  readonly path: FieldPath;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly jsonPointers: readonly string[];
  readonly jqPathExpressions: readonly string[];
  readonly managers: readonly string[];
}

const APPLICATION_SET = kind('argoproj.io', 'ApplicationSet');

/**
 * What Argo CD is told to deploy.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 */
export function applicationsOf(world: World): readonly Application[] {
  let found = known.get(world);
  if (found === undefined) {
    found = read(world);
    known.set(world, found);
  }
  return found;
}

const known = new WeakMap<World, readonly Application[]>();

function read(world: World): readonly Application[] {
  return [
    ...world.entitiesOf(APPLICATION).map((entity) => applicationOf(entity)),
    ...world.entitiesOf(APPLICATION_SET).map((entity) => applicationOf(entity)),
  ].filter(({ entity }) => entity.refused !== true && world.isCurrent(entity));
}

/** Worlds that overlays are put upon share their objects. */
const byEntity = new WeakMap<Entity, Application>();

function applicationOf(entity: Entity): Application {
  let found = byEntity.get(entity);
  if (found === undefined) {
    found = readApplication(entity, entity.id.kind === APPLICATION.kind ? ['spec'] : ['spec', 'template', 'spec']);
    byEntity.set(entity, found);
  }
  return found;
}

function readApplication(entity: Entity, path: FieldPath): Application {
  const spec = mapOf(at(entity.object, path));
  const policy = mapOf(spec.syncPolicy);
  const automated = isMap(policy.automated) && policy.automated.enabled !== false ? policy.automated : undefined;
  const sources = [spec.source, ...listOf(spec.sources)].filter(isMap);
  return {
    entity,
    spec: path,
    namespace: textOf(mapOf(spec.destination).namespace),
    automated: automated !== undefined,
    selfHeal: automated?.selfHeal === true,
    syncOptions: textsOf(policy.syncOptions),
    ignored: listOf(spec.ignoreDifferences).flatMap((each, index) =>
      isMap(each) ? [ignoredDifference(each, [...path, 'ignoreDifferences', index])] : [],
    ),
    covers: coverage(sources),
  };
}

function ignoredDifference(value: JsonMap, path: FieldPath): IgnoredDifference {
  return {
    path,
    group: textOf(value.group) ?? '',
    kind: textOf(value.kind) ?? '',
    namespace: textOf(value.namespace),
    name: textOf(value.name),
    jsonPointers: textsOf(value.jsonPointers),
    jqPathExpressions: textsOf(value.jqPathExpressions),
    managers: textsOf(value.managedFieldsManagers),
  };
}

/** Whether an ignored difference is about an object; `*` stands for any group or kind. */
export function concerns({ group, kind: ofKind, namespace, name }: IgnoredDifference, { id }: Entity): boolean {
  return (
    (group === '*' || group === id.group) &&
    (ofKind === '*' || ofKind === id.kind) &&
    (namespace === undefined || namespace === id.namespace) &&
    (name === undefined || name === id.name)
  );
}

/**
 * Whether the file of an object is in the folder of a source. Repositories have no names in files, so a folder of the
 * same path is taken for it; what charts, Kustomize and plugins make of a folder is not known.
 */
function coverage(sources: readonly JsonMap[]): Application['covers'] {
  const tests = sources.flatMap((source) => {
    const { chart, helm, kustomize, plugin, path } = source;
    if (typeof path !== 'string' || [chart, helm, kustomize, plugin].some((each) => each !== undefined)) return [];
    const { recurse, include, exclude } = mapOf(source.directory);
    const isIncluded = typeof include === 'string' && include !== '' ? globOf(include) : () => true;
    const isExcluded = typeof exclude === 'string' && exclude !== '' ? globOf(exclude) : () => false;
    return (file: string) => {
      const inside = below(normalize(file), normalize(path).replace(/\/$/, ''));
      return inside
        .filter((each) => recurse === true || !each.includes('/'))
        .some((each) => isIncluded(each) && !isExcluded(each));
    };
  });
  return ({ manifest }) => tests.some((test) => test(manifest.file));
}

/** The ways that a file may have from a folder of this path. */
function below(file: string, folder: string): readonly string[] {
  const parts = file.split('/');
  if (folder === '.') return file.startsWith('..') || file.startsWith('/') ? [] : [file];
  const length = folder.split('/').length;
  return parts
    .map((_, index) => index)
    .filter((index) => parts.slice(index, index + length).join('/') === folder && index + length < parts.length)
    .map((index) => parts.slice(index + length).join('/'));
}

/** As Argo CD reads it: a star stands for slashes, too. */
function globOf(pattern: string): (path: string) => boolean {
  return picomatch(pattern, { bash: true });
}

function mapOf(value: unknown): JsonMap {
  return isMap(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((each): each is string => typeof each === 'string');
}
