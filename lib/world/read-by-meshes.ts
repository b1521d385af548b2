import { isMap, type JsonMap } from '../kube/json';
import type { Entity } from './entity';
import { kindKey } from './kind';
import {
  APPLICATION,
  ARGO_ROLLOUT,
  CANARY,
  GATEWAY_API_GATEWAY,
  HORIZONTAL_POD_AUTOSCALER,
  INGRESS,
  INGRESS_CLASS,
  NAMESPACE,
  SERVICE,
} from './kinds';
import { publicPart } from './public-parts';
import { readOfOperator, readOfValues } from './read-of-installations';
import { TEMPLATES } from './workload';

/** The groups of which a mesh reads whole objects. */
const GROUPS: ReadonlySet<string> = new Set([
  ...['networking.istio.io', 'security.istio.io', 'extensions.istio.io', 'telemetry.istio.io', 'install.istio.io'],
  ...['keda.sh', GATEWAY_API_GATEWAY.group],
  // What installs, and what rearranges.
  ...['helm.toolkit.fluxcd.io', 'helm.cattle.io', 'kustomize.toolkit.fluxcd.io', 'kustomize.config.k8s.io'],
]);
const KINDS: ReadonlySet<string> = new Set([
  ...[CANARY, NAMESPACE, SERVICE, INGRESS, INGRESS_CLASS, APPLICATION, ARGO_ROLLOUT, HORIZONTAL_POD_AUTOSCALER].map(
    kindKey,
  ),
  ...TEMPLATES.keys(),
]);

/**
 * Annotations that Istio, Flagger or Kubernetes read; others hold whatever somebody put there, and the settings of a proxy its
 * environment.
 */
const READ_ANNOTATIONS =
  /^(?!kubectl\.|proxy\.istio\.io\/config$)(?:[\w.-]+\.)?(?:istio\.io|flagger\.app|kubernetes\.io|k8s\.io)\//;

/**
 * As much of an object as a mesh may read: of kinds that have nothing to do with requests what they are called alone, and
 * nothing that is likely to be secret.
 */
export function readByMeshes({ id, manifest }: Entity): JsonMap {
  const { object } = manifest;
  const key = kindKey(id);
  const { apiVersion, kind, type } = object;
  const metadata = isMap(object.metadata) ? { metadata: slimMetadata(object.metadata) } : {};
  if (!KINDS.has(key) && !GROUPS.has(id.group)) {
    // The ConfigMap of the mesh is known by its text.
    const isMeshConfig = id.kind === 'ConfigMap' && isMap(object.data) && typeof object.data.mesh === 'string';
    return {
      ...{ apiVersion, kind },
      ...metadata,
      ...(type === undefined ? {} : { type }),
      ...(isMeshConfig ? { data: { mesh: '' } } : {}),
    };
  }
  const { status: _, ...whole } = object;
  const slim = { ...whole, ...metadata };
  const template = TEMPLATES.get(key);
  if (template !== undefined) {
    const slimmed = changedAt(slim, [...template, 'spec'], slimPod);
    return changedAt(slimmed, [...template, 'metadata'], slimMetadata);
  }
  // Hooks are called with tokens, and messages sent to addresses that are secrets.
  if (key === kindKey(CANARY))
    return changedAt(slim, ['spec', 'analysis'], ({ webhooks: _w, alerts: _a, ...rest }) => rest);
  if (['Application', 'HelmRelease', 'HelmChart'].includes(id.kind)) return changedAt(slim, ['spec'], slimInstaller);
  if (id.kind === 'IstioOperator') return changedAt(slim, ['spec'], readOfOperator);
  return changedAt(slim, ['spec'], (spec) => publicPart(key, spec));
}

function slimMetadata({ managedFields: _, ...metadata }: JsonMap): JsonMap {
  if (!isMap(metadata.annotations)) return metadata;
  const read = Object.entries(metadata.annotations).filter(([name]) => READ_ANNOTATIONS.test(name));
  return { ...metadata, annotations: Object.fromEntries(read) };
}

/** Pods without what only their containers know. */
function slimPod({ volumes: _, ...pod }: JsonMap): JsonMap {
  const lists = ['containers', 'initContainers', 'ephemeralContainers'];
  return Object.fromEntries(
    Object.entries(pod).map(([key, value]) => [
      key,
      lists.includes(key) && Array.isArray(value)
        ? value.map((each) => (isMap(each) ? slimContainer(each) : each))
        : value,
    ]),
  );
}

const OF_CONTAINERS: ReadonlySet<string> = new Set([
  ...['resources', 'volumeMounts', 'lifecycle', 'securityContext'],
  ...['livenessProbe', 'readinessProbe', 'startupProbe'],
]);

/** Containers whose arguments say what kind of proxy they are, or how Flagger is set up. */
function hasFlags({ name, image }: JsonMap): boolean {
  return name === 'istio-proxy' || /(?:^|\/)flagger(?:[:@]|$)/.test(String(image ?? ''));
}

function slimContainer(container: JsonMap): JsonMap {
  const isRead = hasFlags(container);
  return Object.fromEntries(
    Object.entries(container)
      .filter(([key]) => !OF_CONTAINERS.has(key) && (isRead || !['command', 'args'].includes(key)))
      .map(([key, value]) => [key, key === 'env' && Array.isArray(value) ? value.map(withoutValue) : value]),
  );
}

function withoutValue(variable: unknown): unknown {
  if (!isMap(variable) || variable.value === undefined) return variable;
  return { ...variable, value: '' };
}

/** Without the values of charts that say nothing of a mesh, and what sources are opened with. */
function slimInstaller(spec: JsonMap): JsonMap {
  const chart = isMap(spec.chart) && isMap(spec.chart.spec) ? spec.chart.spec.chart : spec.chart;
  return {
    ...spec,
    ...(spec.source === undefined ? {} : { source: slimSource(spec.source) }),
    ...(Array.isArray(spec.sources) ? { sources: spec.sources.map(slimSource) } : {}),
    ...(spec.values === undefined ? {} : { values: readOfValues(chart, spec.values) }),
    ...(spec.valuesContent === undefined ? {} : { valuesContent: '' }),
    ...(spec.set === undefined ? {} : { set: {} }),
    ...(spec.postRenderers === undefined ? {} : { postRenderers: [] }),
  };
}

function slimSource(source: unknown): unknown {
  if (!isMap(source)) return source;
  const { repoURL: _, helm, kustomize, plugin, chart, ...rest } = source;
  const { releaseName, valuesObject } = isMap(helm) ? helm : {};
  return {
    ...rest,
    ...(chart === undefined ? {} : { chart }),
    ...(helm === undefined ? {} : { helm: { releaseName, valuesObject: readOfValues(chart, valuesObject) } }),
    ...(kustomize === undefined ? {} : { kustomize: {} }),
    ...(plugin === undefined ? {} : { plugin: {} }),
  };
}

function changedAt(value: JsonMap, path: readonly (string | number)[], change: (found: JsonMap) => JsonMap): JsonMap {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const inside = value[key];
  return isMap(inside) ? { ...value, [key]: changedAt(inside, rest, change) } : value;
}
