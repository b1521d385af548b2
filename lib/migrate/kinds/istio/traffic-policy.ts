import { isMap, type JsonMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { type Entry, type Expression, method, record } from '../../code/expression';
import { cannot } from '../inexpressible';
import { duration, field, fields, istio, json, listed, mapOf, mapsOf, maybe, only } from '../values';

const KNOWN = new Set([
  ...['loadBalancer', 'connectionPool', 'outlierDetection', 'tls', 'portLevelSettings', 'tunnel', 'proxyProtocol'],
  'retryBudget',
]);

/** The policy for requests to a host, or to a part of it. */
export function trafficPolicy(value: unknown, at: FieldPath): Expression | undefined {
  const policy = mapOf(value);
  if (policy === undefined) return undefined;
  const unknown = Object.keys(policy).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) cannot(`a TrafficPolicy has no ${unknown}`);
  const { portLevelSettings, tunnel, proxyProtocol, retryBudget } = policy;
  return fields([
    ...anyLevel(policy, at),
    field(
      'portLevelSettings',
      listed(mapsOf(portLevelSettings), [...at, 'portLevelSettings'], ({ port, ...settings }, place) =>
        fields([field('port', json(mapOf(port)?.number)), ...anyLevel(settings, place)]),
      ),
      [...at, 'portLevelSettings'],
    ),
    field('tunnel', maybe(tunnel)),
    field('proxyProtocol', maybe(mapOf(proxyProtocol)?.version)),
    field('retryBudget', maybe(retryBudget)),
  ]);
}

function anyLevel(policy: JsonMap, at: FieldPath): readonly (Entry | undefined)[] {
  const { loadBalancer, connectionPool: pool, outlierDetection, tls } = policy;
  return [
    field('loadBalancer', balancer(mapOf(loadBalancer)), [...at, 'loadBalancer']),
    field('connectionPool', connectionPool(mapOf(pool), [...at, 'connectionPool']), [...at, 'connectionPool']),
    field('outlierDetection', outliers(mapOf(outlierDetection), [...at, 'outlierDetection']), [
      ...at,
      'outlierDetection',
    ]),
    field('tls', clientTls(mapOf(tls)), [...at, 'tls']),
  ];
}

const SIMPLE: Readonly<Record<string, string>> = {
  ROUND_ROBIN: 'roundRobin',
  LEAST_REQUEST: 'leastRequest',
  RANDOM: 'random',
  PASSTHROUGH: 'passthrough',
};

function balancer(settings: JsonMap | undefined): Expression | undefined {
  if (settings === undefined) return undefined;
  const { simple, consistentHash, localityLbSetting, warmup } = settings;
  const options = { localityLbSetting: maybe(localityLbSetting), warmup: warmUp(mapOf(warmup)) };
  if (isMap(consistentHash)) {
    const algorithm = hashAlgorithm(consistentHash);
    return method(
      istio('LoadBalancer'),
      'consistentHash',
      hashKey(consistentHash),
      ...given(record({ ...options, algorithm })),
    );
  }
  const name = SIMPLE[String(simple)] ?? cannot(`there is no LoadBalancer of ${String(simple)}`);
  return method(istio('LoadBalancer'), name, ...given(record(options)));
}

function warmUp(warmup: JsonMap | undefined): Expression | undefined {
  if (warmup === undefined) return undefined;
  const { duration: time, ...others } = warmup;
  return fields([field('duration', duration(time)), ...entries(others)]);
}

function hashKey(hash: JsonMap): Expression {
  const { httpHeaderName, httpCookie, useSourceIp, httpQueryParameterName } = hash;
  const of = (name: string, ...parts: readonly Expression[]) => method(istio('HashKey'), name, ...parts);
  if (httpHeaderName !== undefined) return of('header', json(httpHeaderName));
  if (httpQueryParameterName !== undefined) return of('queryParameter', json(httpQueryParameterName));
  if (useSourceIp === true) return of('sourceIp');
  const { ttl, ...cookie } = mapOf(httpCookie) ?? cannot('a hash has no key');
  return of('cookie', fields([...entries(cookie), field('ttl', duration(ttl))]));
}

function hashAlgorithm({ ringHash, maglev }: JsonMap): Expression | undefined {
  if (ringHash !== undefined) return method(istio('HashAlgorithm'), 'ringHash', json(ringHash));
  return maglev === undefined ? undefined : method(istio('HashAlgorithm'), 'maglev', json(maglev));
}

/** Limits of connections, and of requests. */
export function connectionPool(pool: JsonMap | undefined, at: FieldPath = []): Expression | undefined {
  if (pool === undefined) return undefined;
  const [tcp, http] = [mapOf(pool.tcp), mapOf(pool.http)];
  return fields([
    field('tcp', tcp && withDurations(only(tcp, TCP, 'the pool of TCP'), TCP_TIMES, [...at, 'tcp']), [...at, 'tcp']),
    field('http', http && withDurations(only(http, HTTP, 'the pool of HTTP'), HTTP_TIMES, [...at, 'http']), [
      ...at,
      'http',
    ]),
  ]);
}

const TCP_TIMES = ['connectTimeout', 'maxConnectionDuration', 'idleTimeout'];
const HTTP_TIMES = ['idleTimeout'];
const TCP = ['maxConnections', 'connectTimeout', 'maxConnectionDuration', 'idleTimeout', 'tcpKeepalive'];
const HTTP = [
  ...['http1MaxPendingRequests', 'http2MaxRequests', 'maxRequestsPerConnection', 'maxRetries', 'idleTimeout'],
  ...['maxConcurrentStreams', 'h2UpgradePolicy', 'useClientProtocol'],
];
const OUTLIERS = [
  ...['consecutive5xxErrors', 'consecutiveGatewayErrors', 'interval', 'baseEjectionTime', 'maxEjectionPercent'],
  ...['minHealthPercent', 'splitExternalLocalOriginErrors', 'consecutiveLocalOriginFailures'],
];

/** A map of settings, of which some are durations. */
function withDurations(map: JsonMap, names: readonly string[], at: FieldPath): Expression {
  if (Object.keys(map).length === 0) cannot('the construct takes no settings that say nothing');
  return fields(
    Object.entries(map).map(([key, value]) => {
      const of = [...at, key];
      if (key === 'tcpKeepalive' && isMap(value)) return field(key, withDurations(value, ['time', 'interval'], of), of);
      return field(key, names.includes(key) ? duration(value) : json(value), of);
    }),
  );
}

function outliers(detection: JsonMap | undefined, at: FieldPath): Expression | undefined {
  const known = only(detection, OUTLIERS, 'OutlierDetection');
  return known && withDurations(known, ['interval', 'baseEjectionTime'], at);
}

const MODES: Readonly<Record<string, string>> = {
  DISABLE: 'disable',
  SIMPLE: 'simple',
  MUTUAL: 'mutual',
  ISTIO_MUTUAL: 'istioMutual',
};

const CLIENT = ['credentialName', 'caCertificates', 'caCrl', 'insecureSkipVerify', 'subjectAltNames', 'sni'];
const CLIENT_TLS: Readonly<Record<string, readonly string[]>> = {
  SIMPLE: CLIENT,
  MUTUAL: [...CLIENT, 'clientCertificate', 'privateKey'],
  ISTIO_MUTUAL: ['sni', 'subjectAltNames'],
};

function clientTls(settings: JsonMap | undefined): Expression | undefined {
  if (settings === undefined) return undefined;
  const { mode, ...options } = settings;
  only(options, CLIENT_TLS[String(mode)] ?? [], `ClientTls of ${String(mode)}`);
  const name = MODES[String(mode)] ?? cannot(`there is no ClientTls of ${String(mode)}`);
  return method(istio('ClientTls'), name, ...(Object.keys(options).length === 0 ? [] : [json(options)]));
}

function entries(map: JsonMap): readonly (Entry | undefined)[] {
  return Object.entries(map).map(([key, value]) => field(key, json(value)));
}

function given(options: Expression & { readonly type: 'record' }): readonly Expression[] {
  return options.entries.length === 0 ? [] : [options];
}
