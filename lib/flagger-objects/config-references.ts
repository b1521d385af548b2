import { isMap } from '../kube/json';
import { bytesOf, toBase64 } from '../kube/utf8';
import type { ManifestObject } from '../model/manifest';
import type { CanaryObject, CanarySurroundings, FlaggerSettings } from './canary';
import { labelsWithPrefix, ownerReferences, type StringMap } from './flagger-metadata';
import { Blocked, type PodSpec } from './target';

/** A ConfigMap or Secret that pods use. */
export interface ConfigReference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Whether pods start without it. */
  readonly optional: boolean;
}

/** Prefixes of the labels that Flagger copies unless it is told otherwise. */
export const INCLUDED_LABELS = ['app.kubernetes.io'] as const;

/** On a ConfigMap or Secret: whether Flagger copies it. */
const TRACKING = 'flagger.app/config-tracking';

/** Secrets of other types belong to somebody, and are shared. */
const COPIED_SECRETS = new Set(['Opaque', 'kubernetes.io/basic-auth', 'kubernetes.io/ssh-auth', 'kubernetes.io/tls']);

/** The copies for the primary's pods of the ConfigMaps and Secrets that the target's pods use. */
export interface PrimaryConfigs {
  readonly objects: readonly ManifestObject[];
  /** What is taken to be there, so that its copy is too; nothing is known of either. */
  readonly assumed: readonly ConfigReference[];
  /** The pods' description with the names of the copies. */
  rename<T extends PodSpec>(pods: T): T;
}

/** Copies what is to be copied. @throws Blocked when something that pods need does not exist */
export function primaryConfigs(
  canary: CanaryObject,
  pods: PodSpec,
  { find, complete = false }: CanarySurroundings,
  { configTracking = true, includeLabelPrefixes = INCLUDED_LABELS }: FlaggerSettings = {},
): PrimaryConfigs {
  const copied = new Map<string, ManifestObject | undefined>();
  const assumed: ConfigReference[] = [];
  if (configTracking) {
    for (const { kind, name, optional } of configReferences(pods)) {
      const object = find(kind, name);
      if (object === undefined) {
        if (optional) continue;
        if (complete) throw new Blocked(missingConfig(canary, kind, name));
        assumed.push({ kind, name, optional });
        copied.set(`${kind}/${name}`, undefined);
        continue;
      }
      if (isTracked(kind, object)) copied.set(`${kind}/${name}`, copyOf(canary, object, name, includeLabelPrefixes));
    }
  }
  return {
    objects: [...copied.values()].filter((each) => each !== undefined),
    assumed,
    rename: (each) => renameConfigs(each, (kind, name) => (copied.has(`${kind}/${name}`) ? `${name}-primary` : name)),
  };
}

function missingConfig({ metadata }: CanaryObject, kind: ConfigReference['kind'], name: string): string {
  const resource = kind.toLowerCase();
  const failed = `${resource} ${name}.${metadata.namespace ?? 'default'} get query error`;
  return `createPrimaryDeployment failed: GetTargetConfigs failed: ${failed}: ${failed}: ${resource}s "${name}" not found`;
}

function isTracked(kind: ConfigReference['kind'], object: ManifestObject): boolean {
  const metadata = isMap(object.metadata) ? object.metadata : {};
  const annotations = isMap(metadata.annotations) ? metadata.annotations : {};
  const tracking = annotations[TRACKING];
  if (typeof tracking === 'string' && tracking.startsWith('disable')) return false;
  return kind === 'ConfigMap' || COPIED_SECRETS.has(typeof object.type === 'string' ? object.type : 'Opaque');
}

function copyOf(
  canary: CanaryObject,
  object: ManifestObject,
  name: string,
  prefixes: readonly string[],
): ManifestObject {
  const { labels } = object.metadata as { labels?: StringMap };
  const kept = labelsWithPrefix(labels, prefixes);
  return {
    apiVersion: 'v1',
    kind: object.kind,
    metadata: {
      name: `${name}-primary`,
      ...(canary.metadata.namespace === undefined ? {} : { namespace: canary.metadata.namespace }),
      ...(Object.keys(kept).length === 0 ? {} : { labels: kept }),
      ...ownerReferences(canary),
    },
    ...(object.type === undefined ? {} : { type: object.type }),
    ...dataOf(object),
  };
}

/** The data alone: `binaryData` and `immutable` are lost. */
function dataOf({ data, stringData }: ManifestObject): ManifestObject {
  if (!isMap(stringData)) return data === undefined ? {} : { data };
  const encoded = Object.entries(stringData).map(([key, text]) => [key, toBase64(bytesOf(String(text)))]);
  return { data: { ...(isMap(data) ? data : {}), ...Object.fromEntries(encoded) } };
}

/** The ConfigMaps and Secrets that pods use, each once: where it is named last says whether it is needed. */
export function configReferences(pods: PodSpec): readonly ConfigReference[] {
  const found = new Map<string, ConfigReference>();
  visitConfigs(pods, (kind, name, optional) => {
    found.set(`${kind}/${name}`, { kind, name, optional });
    return name;
  });
  return [...found.values()].sort((a, b) => (a.kind + a.name < b.kind + b.name ? -1 : 1));
}

function renameConfigs<T extends PodSpec>(pods: T, rename: (kind: ConfigReference['kind'], name: string) => string): T {
  return visitConfigs(pods, rename);
}

type Visit = (kind: ConfigReference['kind'], name: string, optional: boolean) => string;

/** A copy of the pods' description with each name as the visitor wants it. */
function visitConfigs<T extends PodSpec>(pods: T, visit: Visit): T {
  const containers = (list: unknown) => listOf(list).map((each) => visitContainer(each, visit));
  return {
    ...pods,
    ...(pods.volumes === undefined ? {} : { volumes: listOf(pods.volumes).map((each) => visitVolume(each, visit)) }),
    ...(pods.containers === undefined ? {} : { containers: containers(pods.containers) }),
    ...(pods.initContainers === undefined ? {} : { initContainers: containers(pods.initContainers) }),
  } as T;
}

function visitVolume(volume: ManifestObject, visit: Visit): ManifestObject {
  const { configMap, secret, projected } = volume;
  return {
    ...volume,
    ...(isMap(configMap) ? { configMap: visitReference('ConfigMap', configMap, 'name', visit) } : {}),
    ...(isMap(secret) ? { secret: visitReference('Secret', secret, 'secretName', visit) } : {}),
    ...(isMap(projected)
      ? {
          projected: {
            ...projected,
            sources: listOf(projected.sources).map((source) => visitSources(source, PROJECTED, visit)),
          },
        }
      : {}),
  };
}

const PROJECTED = { configMap: 'ConfigMap', secret: 'Secret' } as const;
const WHOLE = { configMapRef: 'ConfigMap', secretRef: 'Secret' } as const;
const KEYS = { configMapKeyRef: 'ConfigMap', secretKeyRef: 'Secret' } as const;

function visitContainer(container: ManifestObject, visit: Visit): ManifestObject {
  const { env, envFrom } = container;
  return {
    ...container,
    ...(env === undefined
      ? {}
      : {
          env: listOf(env).map((each) =>
            isMap(each.valueFrom) ? { ...each, valueFrom: visitSources(each.valueFrom, KEYS, visit) } : each,
          ),
        }),
    ...(envFrom === undefined ? {} : { envFrom: listOf(envFrom).map((each) => visitSources(each, WHOLE, visit)) }),
  };
}

function visitSources(
  source: ManifestObject,
  fields: Readonly<Record<string, ConfigReference['kind']>>,
  visit: Visit,
): ManifestObject {
  const changed = Object.entries(fields).flatMap(([field, kind]) => {
    const reference = source[field];
    return isMap(reference) ? [[field, visitReference(kind, reference, 'name', visit)]] : [];
  });
  return { ...source, ...Object.fromEntries(changed) };
}

function visitReference(
  kind: ConfigReference['kind'],
  reference: ManifestObject,
  field: 'name' | 'secretName',
  visit: Visit,
): ManifestObject {
  const name = reference[field];
  if (typeof name !== 'string' || name === '') return reference;
  return { ...reference, [field]: visit(kind, name, reference.optional === true) };
}

function listOf(value: unknown): readonly ManifestObject[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
