/** How the vendor's reference calls a part of a custom resource, and where it describes it. */
export interface Reference {
  readonly name?: string;
  readonly url?: string;
}

const ISTIO = 'https://istio.io/latest/docs/reference/config';
const FLAGGER = 'https://docs.flagger.app';

/** Where the vendor describes a kind. */
const PAGES: Readonly<Record<string, string>> = {
  'networking.istio.io/DestinationRule': `${ISTIO}/networking/destination-rule/`,
  'networking.istio.io/EnvoyFilter': `${ISTIO}/networking/envoy-filter/`,
  'networking.istio.io/Gateway': `${ISTIO}/networking/gateway/`,
  'networking.istio.io/ProxyConfig': `${ISTIO}/networking/proxy-config/`,
  'networking.istio.io/ServiceEntry': `${ISTIO}/networking/service-entry/`,
  'networking.istio.io/Sidecar': `${ISTIO}/networking/sidecar/`,
  'networking.istio.io/VirtualService': `${ISTIO}/networking/virtual-service/`,
  'networking.istio.io/WorkloadEntry': `${ISTIO}/networking/workload-entry/`,
  'networking.istio.io/WorkloadGroup': `${ISTIO}/networking/workload-group/`,
  'security.istio.io/AuthorizationPolicy': `${ISTIO}/security/authorization-policy/`,
  'security.istio.io/PeerAuthentication': `${ISTIO}/security/peer_authentication/`,
  'security.istio.io/RequestAuthentication': `${ISTIO}/security/request_authentication/`,
  'telemetry.istio.io/Telemetry': `${ISTIO}/telemetry/`,
  'extensions.istio.io/WasmPlugin': `${ISTIO}/proxy_extensions/wasm-plugin/`,
  'extensions.istio.io/TrafficExtension': `${ISTIO}/proxy_extensions/`,
  'flagger.app/Canary': `${FLAGGER}/usage/how-it-works`,
  'flagger.app/MetricTemplate': `${FLAGGER}/usage/metrics`,
  'flagger.app/AlertProvider': `${FLAGGER}/usage/alerting`,
  'chaosblade.io/ChaosBlade': 'https://chaosblade.io/docs/',
};

/**
 * The anchors of Istio's reference, by the path of the field. The last part of an anchor is the name of the message in
 * Istio's API, unless a name stands beside it because that part alone says too little.
 */
const ANCHORS: Readonly<Record<string, string | readonly [anchor: string, name: string]>> = {
  'VirtualService.spec.http[]': 'HTTPRoute',
  'VirtualService.spec.http[].match[]': 'HTTPMatchRequest',
  'VirtualService.spec.http[].match[].uri': 'StringMatch',
  'VirtualService.spec.http[].route[]': 'HTTPRouteDestination',
  'VirtualService.spec.http[].route[].destination': 'Destination',
  'VirtualService.spec.http[].redirect': 'HTTPRedirect',
  'VirtualService.spec.http[].directResponse': 'HTTPDirectResponse',
  'VirtualService.spec.http[].directResponse.body': 'HTTPBody',
  'VirtualService.spec.http[].delegate': 'Delegate',
  'VirtualService.spec.http[].rewrite': 'HTTPRewrite',
  'VirtualService.spec.http[].rewrite.uriRegexRewrite': 'RegexRewrite',
  'VirtualService.spec.http[].retries': 'HTTPRetry',
  'VirtualService.spec.http[].fault': 'HTTPFaultInjection',
  'VirtualService.spec.http[].fault.delay': ['HTTPFaultInjection-Delay', 'HTTPFaultInjectionDelay'],
  'VirtualService.spec.http[].fault.abort': ['HTTPFaultInjection-Abort', 'HTTPFaultInjectionAbort'],
  'VirtualService.spec.http[].fault.abort.percentage': 'Percent',
  'VirtualService.spec.http[].mirrors[]': 'HTTPMirrorPolicy',
  'VirtualService.spec.http[].corsPolicy': 'CorsPolicy',
  'VirtualService.spec.http[].headers': 'Headers',
  'VirtualService.spec.http[].headers.request': ['Headers-HeaderOperations', 'HeaderOperations'],
  'VirtualService.spec.tls[]': 'TLSRoute',
  'VirtualService.spec.tls[].match[]': 'TLSMatchAttributes',
  'VirtualService.spec.tcp[]': 'TCPRoute',
  'VirtualService.spec.tcp[].match[]': 'L4MatchAttributes',
  'VirtualService.spec.tcp[].route[]': 'RouteDestination',
  'DestinationRule.spec.subsets[]': 'Subset',
  'DestinationRule.spec.trafficPolicy': 'TrafficPolicy',
  'DestinationRule.spec.trafficPolicy.portLevelSettings[]': 'TrafficPolicy-PortTrafficPolicy',
  'DestinationRule.spec.trafficPolicy.portLevelSettings[].port': 'PortSelector',
  'DestinationRule.spec.trafficPolicy.tunnel': 'TrafficPolicy-TunnelSettings',
  'DestinationRule.spec.trafficPolicy.proxyProtocol': 'TrafficPolicy-ProxyProtocol',
  'DestinationRule.spec.trafficPolicy.retryBudget': 'TrafficPolicy-RetryBudget',
  'DestinationRule.spec.trafficPolicy.loadBalancer': 'LoadBalancerSettings',
  'DestinationRule.spec.trafficPolicy.loadBalancer.consistentHash': 'LoadBalancerSettings-ConsistentHashLB',
  'DestinationRule.spec.trafficPolicy.loadBalancer.consistentHash.httpCookie':
    'LoadBalancerSettings-ConsistentHashLB-HTTPCookie',
  'DestinationRule.spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[]': [
    'LoadBalancerSettings-ConsistentHashLB-HTTPCookie-Attribute',
    'HTTPCookieAttribute',
  ],
  'DestinationRule.spec.trafficPolicy.loadBalancer.consistentHash.ringHash':
    'LoadBalancerSettings-ConsistentHashLB-RingHash',
  'DestinationRule.spec.trafficPolicy.loadBalancer.consistentHash.maglev':
    'LoadBalancerSettings-ConsistentHashLB-MagLev',
  'DestinationRule.spec.trafficPolicy.loadBalancer.localityLbSetting': 'LocalityLoadBalancerSetting',
  'DestinationRule.spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[]': [
    'LocalityLoadBalancerSetting-Distribute',
    'LocalityDistribute',
  ],
  'DestinationRule.spec.trafficPolicy.loadBalancer.localityLbSetting.failover[]': [
    'LocalityLoadBalancerSetting-Failover',
    'LocalityFailover',
  ],
  'DestinationRule.spec.trafficPolicy.loadBalancer.warmup': 'WarmupConfiguration',
  'DestinationRule.spec.trafficPolicy.connectionPool': 'ConnectionPoolSettings',
  'DestinationRule.spec.trafficPolicy.connectionPool.http': 'ConnectionPoolSettings-HTTPSettings',
  'DestinationRule.spec.trafficPolicy.connectionPool.tcp': 'ConnectionPoolSettings-TCPSettings',
  'DestinationRule.spec.trafficPolicy.connectionPool.tcp.tcpKeepalive':
    'ConnectionPoolSettings-TCPSettings-TcpKeepalive',
  'DestinationRule.spec.trafficPolicy.outlierDetection': 'OutlierDetection',
  'DestinationRule.spec.trafficPolicy.tls': 'ClientTLSSettings',
  'Gateway.spec.servers[]': 'Server',
  'Gateway.spec.servers[].port': 'Port',
  'Gateway.spec.servers[].tls': 'ServerTLSSettings',
  'Gateway.spec.servers[].tls.tlsCertificates[]': 'ServerTLSSettings-TLSCertificate',
  'ServiceEntry.spec.ports[]': 'ServicePort',
  'Sidecar.spec.workloadSelector': 'WorkloadSelector',
  'Sidecar.spec.egress[]': 'IstioEgressListener',
  'Sidecar.spec.egress[].port': 'SidecarPort',
  'Sidecar.spec.ingress[]': 'IstioIngressListener',
  'Sidecar.spec.outboundTrafficPolicy': 'OutboundTrafficPolicy',
  'WorkloadGroup.spec.metadata': ['WorkloadGroup-ObjectMeta', 'WorkloadGroupMetadata'],
  'WorkloadGroup.spec.probe': 'ReadinessProbe',
  'WorkloadGroup.spec.probe.exec': 'ExecHealthCheckConfig',
  'WorkloadGroup.spec.probe.grpc': 'GrpcHealthCheckConfig',
  'WorkloadGroup.spec.probe.httpGet': 'HTTPHealthCheckConfig',
  'WorkloadGroup.spec.probe.httpGet.httpHeaders[]': 'HTTPHeader',
  'WorkloadGroup.spec.probe.tcpSocket': 'TCPHealthCheckConfig',
  'EnvoyFilter.spec.configPatches[]': 'EnvoyFilter-EnvoyConfigObjectPatch',
  'EnvoyFilter.spec.configPatches[].match': 'EnvoyFilter-EnvoyConfigObjectMatch',
  'EnvoyFilter.spec.configPatches[].match.cluster': 'EnvoyFilter-ClusterMatch',
  'EnvoyFilter.spec.configPatches[].match.listener': 'EnvoyFilter-ListenerMatch',
  'EnvoyFilter.spec.configPatches[].match.listener.filterChain': 'EnvoyFilter-ListenerMatch-FilterChainMatch',
  'EnvoyFilter.spec.configPatches[].match.listener.filterChain.filter': 'EnvoyFilter-ListenerMatch-FilterMatch',
  'EnvoyFilter.spec.configPatches[].match.listener.filterChain.filter.subFilter':
    'EnvoyFilter-ListenerMatch-SubFilterMatch',
  'EnvoyFilter.spec.configPatches[].match.proxy': 'EnvoyFilter-ProxyMatch',
  'EnvoyFilter.spec.configPatches[].match.routeConfiguration': 'EnvoyFilter-RouteConfigurationMatch',
  'EnvoyFilter.spec.configPatches[].match.routeConfiguration.vhost':
    'EnvoyFilter-RouteConfigurationMatch-VirtualHostMatch',
  'EnvoyFilter.spec.configPatches[].match.routeConfiguration.vhost.route':
    'EnvoyFilter-RouteConfigurationMatch-RouteMatch',
  'EnvoyFilter.spec.configPatches[].patch': ['EnvoyFilter-Patch', 'EnvoyFilterPatch'],
  'AuthorizationPolicy.spec.provider': 'AuthorizationPolicy-ExtensionProvider',
  'AuthorizationPolicy.spec.rules[]': 'Rule',
  'AuthorizationPolicy.spec.rules[].from[]': ['Rule-From', 'RuleFrom'],
  'AuthorizationPolicy.spec.rules[].from[].source': 'Source',
  'AuthorizationPolicy.spec.rules[].to[]': ['Rule-To', 'RuleTo'],
  'AuthorizationPolicy.spec.rules[].to[].operation': 'Operation',
  'AuthorizationPolicy.spec.rules[].when[]': 'Condition',
  'PeerAuthentication.spec.mtls': 'PeerAuthentication-MutualTLS',
  'RequestAuthentication.spec.jwtRules[]': 'JWTRule',
  'RequestAuthentication.spec.jwtRules[].fromHeaders[]': 'JWTHeader',
  'RequestAuthentication.spec.jwtRules[].outputClaimToHeaders[]': 'ClaimToHeader',
  'Telemetry.spec.accessLogging[]': 'AccessLogging',
  'Telemetry.spec.accessLogging[].filter': ['AccessLogging-Filter', 'AccessLoggingFilter'],
  'Telemetry.spec.accessLogging[].match': ['AccessLogging-LogSelector', 'LogSelector'],
  'Telemetry.spec.accessLogging[].providers[]': 'ProviderRef',
  'Telemetry.spec.metrics[]': 'Metrics',
  'Telemetry.spec.metrics[].overrides[]': 'MetricsOverrides',
  'Telemetry.spec.metrics[].overrides[].match': 'MetricSelector',
  'Telemetry.spec.metrics[].overrides[].tagOverrides{}': 'MetricsOverrides-TagOverride',
  'Telemetry.spec.tracing[]': 'Tracing',
  'Telemetry.spec.tracing[].match': ['Tracing-TracingSelector', 'TracingSelector'],
  'Telemetry.spec.tracing[].customTags{}': ['Tracing-CustomTag', 'CustomTag'],
  'Telemetry.spec.tracing[].customTags{}.environment': ['Tracing-Environment', 'TagSource'],
  'Telemetry.spec.tracing[].customTags{}.literal': ['Tracing-Literal', 'TagLiteral'],
  'WasmPlugin.spec.match[]': 'WasmPlugin-TrafficSelector',
  'WasmPlugin.spec.vmConfig': 'VmConfig',
  'WasmPlugin.spec.vmConfig.env[]': 'EnvVar',
};

const TYPE_PAGE = `${ISTIO}/type/workload-selector/`;

const MATCH_LABELS: Reference = { name: 'MatchLabelsSelector', url: `${TYPE_PAGE}#WorkloadSelector` };

/** Fields that several of Istio's kinds share. */
const SHARED: readonly (readonly [RegExp, Reference])[] = [
  [
    /^ServiceEntry\.spec\.endpoints\[\]$/,
    { name: 'WorkloadEntrySpec', url: `${ISTIO}/networking/workload-entry/#WorkloadEntry` },
  ],
  [/\.targetRefs?(\[\])?$/, { name: 'PolicyTargetReference', url: `${TYPE_PAGE}#PolicyTargetReference` }],
  // Istio has two messages of this name: `labels` in networking, `matchLabels` everywhere else.
  [/^(DestinationRule\.spec\.workloadSelector|ProxyConfig\.spec\.selector)$/, MATCH_LABELS],
  [/^[^.]+\.spec\.selector$/, { name: 'WorkloadSelector', url: `${TYPE_PAGE}#WorkloadSelector` }],
];

/** The names of Flagger's API (its Go types), where they are not kind and field put together. */
const FLAGGER_NAMES: Readonly<Record<string, string>> = {
  'Canary.spec.targetRef': 'LocalObjectReference',
  'Canary.spec.autoscalerRef': 'AutoscalerReference',
  'Canary.spec.autoscalerRef.primaryScalerReplicas': 'ScalerReplicas',
  'Canary.spec.service.apex': 'CustomMetadata',
  'Canary.spec.service.match[].uri': 'StringMatch',
  'Canary.spec.analysis.metrics[]': 'CanaryMetric',
  'Canary.spec.analysis.metrics[].thresholdRange': 'CanaryThresholdRange',
  'Canary.spec.analysis.metrics[].templateRef': 'CrossNamespaceObjectReference',
  'Canary.spec.analysis.alerts[]': 'CanaryAlert',
  'Canary.spec.analysis.webhooks[]': 'CanaryWebhook',
  'Canary.spec.analysis.sessionAffinity': 'SessionAffinity',
};

/**
 * How the vendor's reference calls what stands at a path such as `VirtualService.spec.http[].match[]`.
 * Nothing is known of the custom resources of others: their types are named after kind and fields.
 */
export function reference(group: string, path: string): Reference {
  const kind = path.split('.')[0] ?? '';
  const page = PAGES[`${group}/${kind}`];
  if (group === 'flagger.app') return { name: FLAGGER_NAMES[path], url: page };
  if (!group.endsWith('.istio.io')) return { url: page };
  if (path === kind || path === `${kind}.spec`) return { url: page && `${page}#${kind}` };
  const entry = ANCHORS[path];
  if (entry === undefined) return SHARED.find(([pattern]) => pattern.test(path))?.[1] ?? { url: page };
  const [anchor, name] = typeof entry === 'string' ? [entry, entry.split('-').at(-1)] : entry;
  return { name, url: `${page}#${anchor}` };
}
