import type { HTTPRetry, LocalityLoadBalancerSetting, OutboundTrafficPolicy } from '../../imports/networking.istio.io';
import { isMap } from '../kube/json';
import type { LabelSelector } from '../kube/label-selector';
import type { ManifestObject } from '../model/manifest';
import { at } from '../world/workload';
import type { World } from '../world/world';
import { CLUSTER_DOMAIN } from './host-names';
import { installationsOf } from './installation';

/** Which forms of a path are made one before it is matched. */
export type PathNormalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/**
 * What holds for the whole mesh, with the defaults of Istio filled in.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export interface MeshConfig {
  /** Where policies for the whole mesh stand, and where istiod runs. @default istio-system */
  readonly rootNamespace: string;
  /** The first part of SPIFFE identities. @default cluster.local */
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  /** What Services are called below. @default cluster.local */
  readonly clusterDomain: string;
  /** Where requests go that no Service or ServiceEntry takes. @default ALLOW_ANY */
  readonly outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  /** Who sees what says nothing about it. @default ['*'] */
  readonly defaultServiceExportTo: readonly string[];
  /** @default ['*'] */
  readonly defaultVirtualServiceExportTo: readonly string[];
  /** @default ['*'] */
  readonly defaultDestinationRuleExportTo: readonly string[];
  /** Whether sidecars use mutual TLS among themselves where no DestinationRule says otherwise. @default true */
  readonly enableAutoMtls: boolean;
  /** @default BASE */
  readonly pathNormalization: PathNormalization;
  /** For routes that say nothing of retries. @default - two, on failures to connect and the like */
  readonly defaultHttpRetryPolicy: HTTPRetry | undefined;
  /** The namespaces that istiod looks at; all when there are none. */
  readonly discoverySelectors: readonly LabelSelector[];
  /** @default - failover by locality, for DestinationRules with outlier detection */
  readonly localityLbSetting: LocalityLoadBalancerSetting | undefined;
  /** Whether sidecars answer questions of DNS, and give addresses to ServiceEntries without one. @default false */
  readonly dnsCapture: boolean;
  /**
   * Services besides Istio that proxies send traces, logs and questions to, by name: what each is, as `zipkin`,
   * `opentelemetry` or `envoyExtAuthzHttp`.
   */
  readonly extensionProviders: ReadonlyMap<string, string>;
  /** The providers of logs of requests for Telemetries that name none. */
  readonly defaultAccessLogProviders: readonly string[];
  /** Where sidecars write logs of requests without any Telemetry; empty for nowhere. */
  readonly accessLogFile: string;
  /** Whether manifests, or settings, say anything of MeshConfig, so that what they do not say is not there. */
  readonly isGiven: boolean;
}

/** Where settings of the mesh that are given in code or in `meshwright.yaml` come in. */
export interface MeshSettings {
  /** Fields of MeshConfig, in Istio's own words; they come before what the manifests say. */
  readonly meshConfig?: ManifestObject;
}

/**
 * What the manifests say of the mesh: ConfigMap `istio`, else the IstioOperator or the Helm values of istiod; with what
 * is given besides on top.
 */
export function meshConfigOf(world: World, { meshConfig = {} }: MeshSettings = {}): MeshConfig {
  const installed = installationsOf(world).flatMap(({ controlPlane }) => controlPlane ?? []);
  const namespace = installed[0]?.namespace ?? 'istio-system';
  const raw = [
    ...installed.map(({ meshConfig: each }) => each),
    ...configMapsOf(world, namespace),
    meshConfig,
  ].reduce<ManifestObject>(merged, {});
  const trustDomain = text(raw.trustDomain) ?? CLUSTER_DOMAIN;
  return {
    rootNamespace: text(raw.rootNamespace) ?? namespace,
    trustDomain,
    trustDomainAliases: texts(raw.trustDomainAliases) ?? [],
    clusterDomain: installed[0]?.clusterDomain ?? CLUSTER_DOMAIN,
    outboundTrafficPolicy:
      at(raw, ['outboundTrafficPolicy', 'mode']) === ('REGISTRY_ONLY' satisfies OutboundTrafficPolicy['mode'])
        ? 'REGISTRY_ONLY'
        : 'ALLOW_ANY',
    defaultServiceExportTo: texts(raw.defaultServiceExportTo) ?? ['*'],
    defaultVirtualServiceExportTo: texts(raw.defaultVirtualServiceExportTo) ?? ['*'],
    defaultDestinationRuleExportTo: texts(raw.defaultDestinationRuleExportTo) ?? ['*'],
    enableAutoMtls: raw.enableAutoMtls !== false,
    pathNormalization: pathNormalizationOf(at(raw, ['pathNormalization', 'normalization'])),
    defaultHttpRetryPolicy: mapOf<HTTPRetry>(raw.defaultHttpRetryPolicy),
    discoverySelectors: Array.isArray(raw.discoverySelectors) ? raw.discoverySelectors.filter(isMap) : [],
    localityLbSetting: mapOf<LocalityLoadBalancerSetting>(raw.localityLbSetting),
    dnsCapture: isTrue(at(raw, ['defaultConfig', 'proxyMetadata', 'ISTIO_META_DNS_CAPTURE'])),
    extensionProviders: new Map(
      (Array.isArray(raw.extensionProviders) ? raw.extensionProviders : [])
        .filter(isMap)
        .flatMap(({ name, ...kinds }) =>
          text(name) === undefined ? [] : [[text(name) ?? '', Object.keys(kinds)[0] ?? '']],
        ),
    ),
    defaultAccessLogProviders: texts(at(raw, ['defaultProviders', 'accessLogging'])) ?? [],
    accessLogFile: text(raw.accessLogFile) ?? '',
    isGiven: Object.keys(raw).length > 0,
  };
}

/** `mesh` of ConfigMap `istio`, or of `istio-REVISION` when there is no such one. */
function configMapsOf(world: World, namespace: string): readonly ManifestObject[] {
  const named = world
    .entitiesOf({ group: '', kind: 'ConfigMap' })
    .filter(({ id, object }) => /^istio(-|$)/.test(id.name) && typeof at(object, ['data', 'mesh']) === 'string');
  const found =
    named.find(({ id }) => id.name === 'istio' && id.namespace === namespace) ??
    named.find(({ id }) => id.name === 'istio') ??
    named[0];
  return (found?.manifest.documentsIn?.(['data', 'mesh']) ?? []).filter(isMap);
}

/** Both, with the fields of the second in front; maps inside are merged. */
function merged(below: ManifestObject, above: ManifestObject): ManifestObject {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const known = result[key];
    result[key] = isMap(known) && isMap(value) ? merged(known, value) : value;
  }
  return result;
}

function pathNormalizationOf(value: unknown): PathNormalization {
  switch (value) {
    case 'NONE':
    case 'MERGE_SLASHES':
    case 'DECODE_AND_MERGE_SLASHES':
      return value;
    default:
      return 'BASE';
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.filter((each): each is string => typeof each === 'string');
  return found.length === 0 ? undefined : found;
}

/** No schema has looked at MeshConfig: what is read of it is checked where it is used. */
function mapOf<T extends object>(value: unknown): T | undefined {
  return isMap(value) ? (value as T) : undefined;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
