import type { TrafficSelector } from '../../imports/extensions.istio.io';
import type { EnvoyConfigObjectPatch, EnvoyFilterSpec } from '../../imports/networking.istio.io';
import { isMap } from '../kube/json';
import { hasLabels } from '../kube/label-selector';
import type { Labels, Place, Sound } from '../world/entity';
import { ENVOY_FILTER, TRAFFIC_EXTENSION, WASM_PLUGIN } from '../world/kinds';
import type { World } from '../world/world';
import type { MeshConfig } from './mesh-config';
import { isTargeting, type Targeting, targetsGatewayOf } from './policy-targets';
import type { MeshProxy } from './proxies';

/** Which way a proxy looks at traffic. */
export type Direction = 'outbound' | 'inbound' | 'gateway';

/** Something that changes what a proxy does with traffic, and of which manifests do not say what it does. */
export interface Extension {
  /** The object, or the patch of it. */
  readonly place: Place;
  readonly directions: readonly Direction[];
  /** The port of the listener that it is for; any when undefined. */
  readonly port: number | undefined;
  /** The route table, the virtual host and the route that it is for; any when undefined. */
  readonly routeTable: string | undefined;
  readonly virtualHost: string | undefined;
  readonly route: string | undefined;
  /** The host of the cluster that it is for; any when undefined. */
  readonly service: string | undefined;
  /** What it touches: a filter, routes, connections. */
  readonly touches: 'filter' | 'routes' | 'connections';
}

/** The extensions that count for a proxy, in the order in which they were read. */
export function extensionsOf(world: World, config: MeshConfig, proxy: MeshProxy): readonly Extension[] {
  const counts = ({ id, spec }: Sound<Targeting>, labels: Labels | undefined) =>
    isTargeting(spec)
      ? id.namespace === proxy.namespace && targetsGatewayOf(spec, proxy.labels)
      : (id.namespace === proxy.namespace || id.namespace === config.rootNamespace) && hasLabels(proxy.labels, labels);
  const filters = world
    .current(ENVOY_FILTER)
    .filter((entity) => counts(entity, entity.spec.workloadSelector?.labels))
    .flatMap(patchesOf);
  const plugins = [...world.current(WASM_PLUGIN), ...world.current(TRAFFIC_EXTENSION)]
    .filter((entity) => counts(entity, entity.spec.selector?.matchLabels))
    .flatMap((entity) => pluginsOf({ entity, path: ['spec'] }, entity.spec.match));
  return [...filters, ...plugins];
}

function pluginsOf(place: Place, match: readonly TrafficSelector[] | undefined): readonly Extension[] {
  const common = {
    place,
    routeTable: undefined,
    virtualHost: undefined,
    route: undefined,
    service: undefined,
    touches: 'filter' as const,
  };
  if (match === undefined || match.length === 0) {
    return [{ ...common, directions: ['outbound', 'inbound', 'gateway'], port: undefined }];
  }
  return match.flatMap(({ mode, ports = [] }): readonly Extension[] => {
    const directions: readonly Direction[] =
      mode === 'CLIENT'
        ? ['outbound', 'gateway']
        : mode === 'SERVER'
          ? ['inbound', 'gateway']
          : ['outbound', 'inbound', 'gateway'];
    const numbers = ports.map(({ number }) => number);
    return (numbers.length === 0 ? [undefined] : numbers).map((port) => ({ ...common, directions, port }));
  });
}

const DIRECTIONS: Readonly<Record<string, readonly Direction[]>> = {
  SIDECAR_OUTBOUND: ['outbound'],
  SIDECAR_INBOUND: ['inbound'],
  GATEWAY: ['gateway'],
  WAYPOINT: [],
};

function patchesOf(entity: Sound<EnvoyFilterSpec>): readonly Extension[] {
  return (entity.spec.configPatches ?? []).flatMap((patch, index): readonly Extension[] => {
    const touches = touchedBy(patch);
    if (touches === undefined || isHarmless(patch)) return [];
    const { match = {} } = patch;
    const { routeConfiguration, listener, cluster } = match;
    const vhost = routeConfiguration?.vhost;
    return [
      {
        place: { entity, path: ['spec', 'configPatches', index] },
        directions: DIRECTIONS[match.context ?? 'ANY'] ?? ['outbound', 'inbound', 'gateway'],
        port: listener?.portNumber || routeConfiguration?.portNumber || cluster?.portNumber || undefined,
        routeTable: routeConfiguration?.name || undefined,
        virtualHost: vhost?.name || undefined,
        route: vhost?.route?.name || undefined,
        service: cluster?.service || undefined,
        touches,
      },
    ];
  });
}

function touchedBy({ applyTo }: EnvoyConfigObjectPatch): Extension['touches'] | undefined {
  switch (applyTo) {
    case 'LISTENER':
    case 'FILTER_CHAIN':
    case 'LISTENER_FILTER':
    case 'NETWORK_FILTER':
    case 'HTTP_FILTER':
      return 'filter';
    case 'ROUTE_CONFIGURATION':
    case 'VIRTUAL_HOST':
    case 'HTTP_ROUTE':
      return 'routes';
    case 'CLUSTER':
      return 'connections';
    default:
      // Bootstrap and configuration of extensions alone change no way of a request.
      return undefined;
  }
}

/** Filters that neither answer nor change where a request goes. */
const HARMLESS_FILTERS: ReadonlySet<string> = new Set([
  'envoy.filters.http.compressor',
  'envoy.filters.http.decompressor',
  'envoy.filters.http.grpc_stats',
  'istio.stats',
  'istio.metadata_exchange',
]);

/** Fields that change neither who answers nor what: sizes, times of idleness, logs, sockets. */
const HARMLESS_FIELDS: ReadonlySet<string> = new Set([
  ...['access_log', 'stat_prefix', 'tracing', 'server_name', 'server_header_transformation', 'generate_request_id'],
  ...['common_http_protocol_options', 'http_protocol_options', 'http2_protocol_options', 'stream_idle_timeout'],
  ...['request_timeout', 'drain_timeout', 'delayed_close_timeout', 'max_request_headers_kb', 'idle_timeout'],
  ...['per_connection_buffer_limit_bytes', 'socket_options', 'metadata', 'tcp_fast_open_queue_length'],
  ...['upstream_connection_options', 'connect_timeout', 'circuit_breakers', 'dns_refresh_rate', 'respect_dns_ttl'],
  ...['dns_lookup_family', 'common_lb_config', 'alt_stat_name', 'track_timeout_budgets', 'preconnect_policy'],
  ...['typed_extension_protocol_options', 'max_requests_per_connection', 'track_cluster_stats'],
]);

function isHarmless({ applyTo, patch }: EnvoyConfigObjectPatch): boolean {
  const value = patch?.value;
  if (value === undefined || (patch?.operation !== 'MERGE' && applyTo !== 'HTTP_FILTER')) return false;
  if (applyTo === 'HTTP_FILTER') return typeof value.name === 'string' && HARMLESS_FILTERS.has(value.name);
  const typed = isMap(value.typed_config) ? value.typed_config : {};
  const fields = [...Object.keys(value), ...Object.keys(typed)];
  return fields.every((field) => ['name', '@type', 'typed_config'].includes(field) || HARMLESS_FIELDS.has(field));
}
