import { isMap, type JsonMap } from '../kube/json';

/** Which fields of a value are kept: all of it, those of a map, or those of each map of a list. */
export type Kept = true | { readonly [field: string]: Kept } | readonly [Kept];

const ITEMS = (kept: Kept): kept is readonly [Kept] => Array.isArray(kept);

/** A value with the fields that are kept, and no others. */
export function kept(value: unknown, fields: Kept): unknown {
  if (fields === true) return value;
  if (ITEMS(fields)) return Array.isArray(value) ? value.map((each) => kept(each, fields[0])) : value;
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      const inside = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return inside === undefined ? [] : [[key, kept(each, inside)]];
    }),
  );
}

const MESH_CONFIG: Kept = {
  ...{ rootNamespace: true, trustDomain: true, trustDomainAliases: true, outboundTrafficPolicy: true },
  ...{ defaultServiceExportTo: true, defaultVirtualServiceExportTo: true, defaultDestinationRuleExportTo: true },
  ...{ enableAutoMtls: true, pathNormalization: true, defaultHttpRetryPolicy: true, discoverySelectors: true },
  ...{ localityLbSetting: true, defaultProviders: true, accessLogFile: true },
  defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: true } },
};

/** Of MeshConfig what a mesh reads; of providers what they are called and are, of all else that it is said. */
export function readOfMeshConfig(config: unknown): unknown {
  if (!isMap(config)) return config;
  const read = kept(config, MESH_CONFIG) as JsonMap;
  const { extensionProviders } = config;
  return {
    ...Object.fromEntries(Object.keys(config).map((key) => [key, ''])),
    ...read,
    ...(Array.isArray(extensionProviders) ? { extensionProviders: extensionProviders.map(withoutSettings) } : {}),
  };
}

function withoutSettings(provider: unknown): unknown {
  if (!isMap(provider)) return '';
  return Object.fromEntries(Object.entries(provider).map(([key, value]) => [key, key === 'name' ? value : {}]));
}

const SERVICE: Kept = { ports: true, type: true };
const GATEWAYS: Kept = [{ name: true, namespace: true, enabled: true, label: true, k8s: { service: SERVICE } }];
const GATEWAY_VALUES: Kept = { labels: true, ports: true, type: true };
const ISTIOD: Kept = { meshConfig: true, global: { istioNamespace: true, proxy: { clusterDomain: true } } };

const OPERATOR: Kept = {
  ...{ profile: true, namespace: true, revision: true, meshConfig: true },
  components: { ingressGateways: GATEWAYS, egressGateways: GATEWAYS },
  values: { ...ISTIOD, gateways: { 'istio-ingressgateway': GATEWAY_VALUES, 'istio-egressgateway': GATEWAY_VALUES } },
};

/** Of the spec of an IstioOperator what a mesh reads. */
export function readOfOperator(spec: JsonMap): JsonMap {
  const read = kept(spec, OPERATOR) as JsonMap;
  return {
    ...withMeshConfig(read),
    ...(isMap(read.values) ? { values: withMeshConfig(read.values) } : {}),
  };
}

function withMeshConfig(values: JsonMap): JsonMap {
  return values.meshConfig === undefined ? values : { ...values, meshConfig: readOfMeshConfig(values.meshConfig) };
}

/** What a mesh reads of the values of charts. */
const CHARTS: ReadonlyMap<unknown, Kept> = new Map<unknown, Kept>([
  ['istiod', ISTIOD],
  ['gateway', { name: true, labels: true, service: SERVICE }],
  [
    'flagger',
    {
      ...{ meshProvider: true, selectorLabels: true, includeLabelPrefix: true, noCrossNamespaceRefs: true },
      configTracking: { enabled: true },
    },
  ],
]);

/** Of the values of a chart what a mesh reads: nothing, of most. */
export function readOfValues(chart: unknown, values: unknown): unknown {
  if (!isMap(values)) return values;
  return withMeshConfig(kept(values, CHARTS.get(chart) ?? {}) as JsonMap);
}
