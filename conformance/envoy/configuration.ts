/** A configuration of Envoy, as JSON; its own reference says what is in it. */
export type EnvoyJson = Readonly<Record<string, unknown>>;

/**
 * A table of routes, as Istio pushes it to a proxy.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route.proto
 */
export interface RouteTable {
  readonly virtual_hosts: readonly VirtualHost[];
  readonly [field: string]: unknown;
}

export interface VirtualHost {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes: readonly EnvoyJson[];
  readonly [field: string]: unknown;
}

const TYPE = 'type.googleapis.com/envoy';

/** A filter of HTTP connections with its configuration: `httpFilter('fault', 'fault.v3.HTTPFault', {…})`. */
export function httpFilter(name: string, type: string, config: EnvoyJson = {}): EnvoyJson {
  return {
    name: `envoy.filters.http.${name}`,
    typed_config: { '@type': `${TYPE}.extensions.filters.http.${type}`, ...config },
  };
}

/** The filters that a client's sidecar has before the router, in Istio's order. */
export const SIDECAR_FILTERS: readonly EnvoyJson[] = [
  httpFilter('fault', 'fault.v3.HTTPFault'),
  httpFilter('cors', 'cors.v3.Cors'),
];

export interface BootstrapOptions {
  readonly adminPort: number;
  readonly port: number;
  /** The files that hold routes and clusters, which Envoy watches. */
  readonly routesFile: string;
  readonly clustersFile: string;
  readonly filters: readonly EnvoyJson[];
  readonly connectionManager: EnvoyJson;
  readonly runtime: EnvoyJson;
}

export const ROUTE_TABLE_NAME = 'table';

/** What Envoy writes of each request: one JSON line. */
const LOG_FORMAT = {
  id: '%REQ(X-CONFORMANCE-ID)%',
  route: '%ROUTE_NAME%',
  cluster: '%UPSTREAM_CLUSTER_RAW%',
  flags: '%RESPONSE_FLAGS%',
  details: '%RESPONSE_CODE_DETAILS%',
  attempts: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%',
};

/** What Envoy starts with; routes and clusters come by files, so that they can change. */
export function bootstrap(options: BootstrapOptions): EnvoyJson {
  const { adminPort, port, routesFile, clustersFile, filters, connectionManager, runtime } = options;
  return {
    node: { id: 'conformance', cluster: 'conformance' },
    admin: { address: address(adminPort) },
    layered_runtime: { layers: [{ name: 'static', static_layer: runtime }] },
    dynamic_resources: { cds_config: fromFile(clustersFile) },
    static_resources: {
      listeners: [
        {
          name: 'in',
          address: address(port),
          filter_chains: [
            {
              filters: [
                {
                  name: 'envoy.filters.network.http_connection_manager',
                  typed_config: {
                    '@type': `${TYPE}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
                    stat_prefix: 'in',
                    // As Istio: BASE normalisation of paths.
                    normalize_path: true,
                    generate_request_id: false,
                    access_log: [
                      {
                        name: 'stdout',
                        typed_config: {
                          '@type': `${TYPE}.extensions.access_loggers.stream.v3.StdoutAccessLog`,
                          log_format: { json_format: LOG_FORMAT },
                        },
                      },
                    ],
                    rds: { route_config_name: ROUTE_TABLE_NAME, config_source: fromFile(routesFile) },
                    http_filters: [...filters, httpFilter('router', 'router.v3.Router')],
                    ...connectionManager,
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  };
}

/** A cluster with one endpoint on the loopback interface, or none. */
export function cluster(name: string, port: number | undefined): EnvoyJson {
  return {
    '@type': `${TYPE}.config.cluster.v3.Cluster`,
    name,
    type: 'STATIC',
    connect_timeout: '1s',
    // As Istio: unlimited, so that many requests at once fail for no other reason.
    circuit_breakers: {
      thresholds: [
        { max_connections: 100_000, max_pending_requests: 100_000, max_requests: 100_000, max_retries: 100_000 },
      ],
    },
    load_assignment: {
      cluster_name: name,
      endpoints: port === undefined ? [] : [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
    },
  };
}

/** The contents of a file that Envoy watches. */
export function discovered(resources: readonly EnvoyJson[], version: string): string {
  return `${JSON.stringify({ version_info: version, resources })}\n`;
}

export function routeConfiguration(table: RouteTable): EnvoyJson {
  return { '@type': `${TYPE}.config.route.v3.RouteConfiguration`, ...table, name: ROUTE_TABLE_NAME };
}

function address(port: number): EnvoyJson {
  return { socket_address: { address: '127.0.0.1', port_value: port } };
}

function fromFile(path: string): EnvoyJson {
  return { resource_api_version: 'V3', path_config_source: { path } };
}
