/**
 * The annotations that Istio knows, by the kinds that they are for; `Pod` is also what pods are made from.
 *
 * @see https://istio.io/latest/docs/reference/config/annotations/
 */
const KNOWN: readonly (readonly [kinds: string, names: readonly string[]])[] = [
  ['Any', ['galley.istio.io/analyze-suppress', 'gateway.istio.io/controller-version']],
  ['AuthorizationPolicy', ['istio.io/dry-run']],
  [
    'Gateway',
    ['gateway.istio.io/name-override', 'gateway.istio.io/service-account', 'networking.istio.io/service-type'],
  ],
  ['GatewayClass Gateway', ['ambient.istio.io/waypoint-inbound-binding']],
  ['Ingress', ['kubernetes.io/ingress.class']],
  ['Namespace', ['topology.istio.io/controlPlaneClusters']],
  ['Namespace Service ServiceEntry', ['networking.istio.io/traffic-distribution']],
  [
    'Pod',
    [
      'ambient.istio.io/bypass-inbound-capture',
      'ambient.istio.io/dns-capture',
      'ambient.istio.io/redirection',
      'inject.istio.io/templates',
      'istio.io/reroute-virtual-interfaces',
      'istio.io/rev',
      'prometheus.istio.io/merge-metrics',
      'proxy.istio.io/config',
      'proxy.istio.io/overrides',
      'readiness.status.sidecar.istio.io/applicationPorts',
      'readiness.status.sidecar.istio.io/failureThreshold',
      'readiness.status.sidecar.istio.io/initialDelaySeconds',
      'readiness.status.sidecar.istio.io/periodSeconds',
      'sidecar.istio.io/agentLogLevel',
      'sidecar.istio.io/bootstrapOverride',
      'sidecar.istio.io/componentLogLevel',
      'sidecar.istio.io/interceptionMode',
      'sidecar.istio.io/logLevel',
      'sidecar.istio.io/nativeSidecar',
      'sidecar.istio.io/proxyCPU',
      'sidecar.istio.io/proxyCPULimit',
      'sidecar.istio.io/proxyImage',
      'sidecar.istio.io/proxyImageType',
      'sidecar.istio.io/proxyMemory',
      'sidecar.istio.io/proxyMemoryLimit',
      'sidecar.istio.io/rewriteAppHTTPProbers',
      'sidecar.istio.io/statsEvictionInterval',
      'sidecar.istio.io/statsFlushInterval',
      'sidecar.istio.io/statsHistogramBins',
      'sidecar.istio.io/statsHistogramBuckets',
      'sidecar.istio.io/status',
      'sidecar.istio.io/userVolume',
      'sidecar.istio.io/userVolumeMount',
      'status.sidecar.istio.io/port',
      'traffic.sidecar.istio.io/excludeInboundPorts',
      'traffic.sidecar.istio.io/excludeInterfaces',
      'traffic.sidecar.istio.io/excludeOutboundIPRanges',
      'traffic.sidecar.istio.io/excludeOutboundPorts',
      'traffic.sidecar.istio.io/includeInboundPorts',
      'traffic.sidecar.istio.io/includeOutboundIPRanges',
      'traffic.sidecar.istio.io/includeOutboundPorts',
    ],
  ],
  ['Service', ['networking.istio.io/exportTo', 'traffic.istio.io/nodeSelector']],
  [
    'WorkloadEntry',
    [
      'istio.io/autoRegistrationGroup',
      'istio.io/connectedAt',
      'istio.io/disconnectedAt',
      'istio.io/workloadController',
    ],
  ],
];

/** Those that do what they say for now, and will not do so for ever. */
const DEPRECATED: readonly (readonly [kinds: string, names: readonly string[]])[] = [
  [
    'Pod',
    [
      'sidecar.istio.io/discoveryAddress',
      'sidecar.istio.io/extraStatTags',
      'sidecar.istio.io/inject',
      'sidecar.istio.io/statsCompression',
      'sidecar.istio.io/statsInclusionPrefixes',
      'sidecar.istio.io/statsInclusionRegexps',
      'sidecar.istio.io/statsInclusionSuffixes',
      'traffic.sidecar.istio.io/kubevirtInterfaces',
    ],
  ],
  ['Service', ['alpha.istio.io/canonical-serviceaccounts', 'alpha.istio.io/kubernetes-serviceaccounts']],
];

/** What is known of an annotation. */
export interface KnownAnnotation {
  /** The kinds that it is for; every kind when there are none. */
  readonly kinds: readonly string[];
  readonly deprecated: boolean;
}

export const ANNOTATIONS: ReadonlyMap<string, KnownAnnotation> = new Map(
  [...KNOWN.map((row) => [row, false] as const), ...DEPRECATED.map((row) => [row, true] as const)].flatMap(
    ([[kinds, names], deprecated]) =>
      names.map((name) => [name, { kinds: kinds === 'Any' ? [] : kinds.split(' '), deprecated }] as const),
  ),
);

/** Labels that are taken for annotations. */
export const LABELS: ReadonlySet<string> = new Set([
  ...['istio.io/dataplane-mode', 'istio.io/use-waypoint', 'istio.io/use-waypoint-namespace', 'istio.io/waypoint-for'],
  ...['istio-injection', 'istio.io/tag', 'topology.istio.io/network', 'topology.istio.io/subzone'],
  ...['service.istio.io/canonical-name', 'service.istio.io/canonical-revision', 'networking.istio.io/gatewayPort'],
]);

/** What Istio's own tools and controllers write, and nobody reads who writes manifests. */
export const WRITTEN_BY_ISTIO =
  /^(?:sidecar\.istio\.io\/status|istio\.io\/rev|gateway\.istio\.io\/controller-version|(?:install\.)?operator\.istio\.io\/.*|internal\.istio\.io\/.*)$/;
