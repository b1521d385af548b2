import { describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart, Duration } from 'cdk8s';
import * as schemas from '../../imports/networking.istio.io.schema.json';
import {
  ClientTls,
  ConnectionRoute,
  DelegateVirtualService,
  DestinationRule,
  FaultAbort,
  FaultDelay,
  Gateway,
  HashAlgorithm,
  HashKey,
  Host,
  HttpAction,
  HttpMatch,
  LoadBalancer,
  MESH,
  type NonEmpty,
  type PortTrafficPolicy,
  Server,
  ServerTls,
  StringMatch,
  type TrafficPolicy,
  VirtualService,
} from '.';

const second = Duration.seconds(1);
const host = Host.service({ name: 'reviews', namespace: 'shop' });
const other = Host.service({ name: 'ratings', namespace: 'shop' });
const headers = { set: { a: '1' }, add: { b: '2' }, remove: ['c'] } as const;
const headerRules = { request: headers, response: headers };
const texts = [StringMatch.exact('a'), StringMatch.prefix('b'), StringMatch.regex('c.*')] as const;

function virtualServices(scope: Chart): void {
  const rule = new DestinationRule(new Chart(new App(), 'shop'), 'reviews', { host, subsets: { v1: {}, v2: {} } });
  const [v1, v2] = [rule.subset('v1'), rule.subset('v2')];
  const delegate = new DelegateVirtualService(new Chart(scope, 'team', { namespace: 'team' }), 'rest', {
    otherwise: HttpAction.to(Host.dns('example.com')),
  });
  const gateways = [Gateway.reference({ name: 'edge', namespace: 'istio-system' })] as const;
  const connection = {
    port: 443,
    destinationSubnets: ['10.0.0.0/8'],
    sourceLabels: { app: 'web' },
    sourceNamespace: 'shop',
  } as const;
  const connections = ConnectionRoute.split([v1.weighted(1, { port: 80 }), v2.weighted(1)]);
  const route = new VirtualService(scope, 'route', {
    hosts: [host],
    gateways: [MESH, ...gateways],
    exportTo: ['.'],
    rules: [
      {
        match: [
          ...texts.map((text) =>
            HttpMatch.all([
              HttpMatch.uri(text),
              HttpMatch.scheme(text),
              HttpMatch.method(text),
              HttpMatch.authority(text),
              HttpMatch.header('a', text),
              HttpMatch.withoutHeader('b', text),
              HttpMatch.queryParameter('c', text),
            ]),
          ),
          HttpMatch.all(
            [
              HttpMatch.uri(StringMatch.prefix('/a'), { ignoreCase: true }),
              HttpMatch.port(80),
              HttpMatch.sourceLabels({ app: 'web' }),
              HttpMatch.sourceNamespace('shop'),
            ],
            { name: 'a', statPrefix: 'a' },
          ),
          HttpMatch.gateways(gateways),
        ] as unknown as NonEmpty<HttpMatch>,
        action: HttpAction.split([v1.weighted(1, { port: 80, headers: headerRules }), v2.weighted(1)]),
        name: 'split',
        headers: headerRules,
        timeout: second,
        retries: {
          attempts: 1,
          perTryTimeout: second,
          retryOn: ['5xx'],
          backoff: second,
          retryRemoteLocalities: true,
          retryIgnorePreviousHosts: false,
        },
        fault: { delay: FaultDelay.fixed(second, { percent: 5 }), abort: FaultAbort.http(503, { percent: 5 }) },
        mirrors: [{ destination: v2, port: 80, percent: 10 }],
        rewrite: { uri: '/b', authority: 'b.example.com' },
        corsPolicy: {
          allowOrigins: texts,
          allowMethods: ['GET'],
          allowHeaders: ['a'],
          exposeHeaders: ['b'],
          maxAge: second,
          allowCredentials: true,
          unmatchedPreflights: 'IGNORE',
        },
      },
    ],
    otherwise: HttpAction.delegate(delegate),
    tcp: {
      rules: [
        { match: [{ ...connection, sourceSubnet: '10.1.0.0/16' }], route: connections },
        { match: [{ gateways }], route: connections },
      ],
    },
    tls: [
      {
        match: [
          { ...connection, sniHosts: ['reviews'] },
          { sniHosts: ['reviews'], gateways },
        ],
        route: connections,
      },
    ],
  });
  route.addRule({
    match: [HttpMatch.port(1)],
    action: HttpAction.to(host),
    fault: { abort: FaultAbort.grpc('UNAVAILABLE') },
    rewrite: { uriRegexRewrite: { match: '^/a', rewrite: '/b' } },
    corsPolicy: { allowOrigins: texts, unmatchedPreflights: 'FORWARD' },
  });
  [
    HttpAction.redirect({ uri: '/', authority: 'a.example.com', scheme: 'https', port: 443, redirectCode: 302 }),
    HttpAction.redirect({ scheme: 'https', port: 'FROM_PROTOCOL_DEFAULT' }),
    HttpAction.redirect({ scheme: 'https', port: 'FROM_REQUEST_PORT' }),
    HttpAction.directResponse(503, 'closed'),
    HttpAction.directResponse(200, new Uint8Array([1, 2])),
    HttpAction.splitAcrossHosts([v1.weighted(1), other.weighted(1)]),
  ].forEach((action, index) => {
    route.addRule({ match: [HttpMatch.port(index + 2)], action });
  });
}

const failover = { failover: [{ from: 'a', to: 'b' }], failoverPriority: ['region'], enabled: true } as const;
const warmup = { duration: second, minimumPercent: 20, aggression: 2 };
const cookie = { name: 'a', path: '/', ttl: second, attributes: [{ name: 'b', value: 'c' }] } as const;
const files = { clientCertificate: 'a', privateKey: 'b', caCertificates: 'c', caCrl: 'd' };

/** Every setting that a host, a subset and a port have. */
const ANYWHERE = [
  {
    loadBalancer: LoadBalancer.roundRobin({ localityLbSetting: failover, warmup }),
    connectionPool: {
      tcp: {
        maxConnections: 1,
        connectTimeout: second,
        maxConnectionDuration: second,
        idleTimeout: second,
        tcpKeepalive: { probes: 1, time: second, interval: second },
      },
      http: {
        http1MaxPendingRequests: 1,
        http2MaxRequests: 1,
        maxRequestsPerConnection: 1,
        maxRetries: 1,
        idleTimeout: second,
        maxConcurrentStreams: 1,
        h2UpgradePolicy: 'UPGRADE',
      },
    },
    outlierDetection: {
      consecutive5xxErrors: 1,
      consecutiveGatewayErrors: 1,
      splitExternalLocalOriginErrors: true,
      consecutiveLocalOriginFailures: 1,
      interval: second,
      baseEjectionTime: second,
      maxEjectionPercent: 50,
      minHealthPercent: 50,
    },
    tls: ClientTls.mutual({ ...files, sni: 'a', subjectAltNames: ['b'], insecureSkipVerify: false }),
  },
  {
    loadBalancer: LoadBalancer.leastRequest({ localityLbSetting: { distribute: [{ from: 'a', to: { b: 100 } }] } }),
    tls: ClientTls.mutual({ credentialName: 'a', insecureSkipVerify: true }),
    connectionPool: { http: { useClientProtocol: true } },
  },
  { loadBalancer: LoadBalancer.random(), connectionPool: { http: { h2UpgradePolicy: 'DO_NOT_UPGRADE' } } },
  { loadBalancer: LoadBalancer.passthrough(), connectionPool: { http: { h2UpgradePolicy: 'DEFAULT' } } },
  {
    loadBalancer: LoadBalancer.consistentHash(HashKey.cookie(cookie), { algorithm: HashAlgorithm.maglev() }),
    tls: ClientTls.disable(),
  },
  {
    loadBalancer: LoadBalancer.consistentHash(HashKey.header('a'), {
      algorithm: HashAlgorithm.ringHash({ minimumRingSize: 1 }),
    }),
    tls: ClientTls.simple(),
  },
  { loadBalancer: LoadBalancer.consistentHash(HashKey.sourceIp()), tls: ClientTls.istioMutual() },
  { loadBalancer: LoadBalancer.consistentHash(HashKey.queryParameter('a')) },
] as const satisfies NonEmpty<TrafficPolicy>;

function destinationRules(scope: Chart): void {
  const portLevelSettings = ANYWHERE.map((policy, port) => ({ ...policy, port: port + 1 }));
  const policies: TrafficPolicy[] = [
    ...ANYWHERE,
    { portLevelSettings: portLevelSettings as unknown as NonEmpty<PortTrafficPolicy> },
    {
      tunnel: { protocol: 'POST', targetHost: 'proxy.example.com', targetPort: 3128 },
      retryBudget: { percent: 10, minRetryConcurrency: 1 },
    },
    { proxyProtocol: 'V1' },
    { proxyProtocol: 'V2' },
  ];
  policies.forEach((trafficPolicy, index) => {
    new DestinationRule(scope, `policy-${index}`, {
      host,
      trafficPolicy,
      subsets: { v1: { labels: { version: 'v1' }, trafficPolicy } },
      exportTo: ['.'],
      workloadSelector: { app: 'web' },
    });
  });
}

function gateways(scope: Chart): void {
  const hosts = ['shop.example.com'] as const;
  const certificate = { serverCertificate: 'a', privateKey: 'b' };
  const verification = { subjectAltNames: ['a'], verifyCertificateSpki: ['b'], verifyCertificateHash: ['c'] } as const;
  const settings = [
    ServerTls.simple({
      credentialName: 'a',
      minProtocolVersion: 'TLSV1_0',
      maxProtocolVersion: 'TLSV1_3',
      cipherSuites: ['AES128-SHA'],
    }),
    ServerTls.simple({ credentialNames: ['a', 'b'], minProtocolVersion: 'TLSV1_3' }),
    ServerTls.simple({
      tlsCertificates: [certificate],
      minProtocolVersion: 'TLSV1_1',
      maxProtocolVersion: 'TLSV1_1',
      cipherSuites: ['AES128-SHA'],
    }),
    ServerTls.mutual({ ...certificate, caCertificates: 'c', caCrl: 'd', ...verification }),
    ServerTls.mutual({ credentialName: 'a', caCertCredentialName: 'b', minProtocolVersion: 'TLSV1_2' }),
    ServerTls.optionalMutual({ credentialName: 'a', maxProtocolVersion: 'TLSV1_2' }),
    ServerTls.istioMutual(),
    ServerTls.simple({
      credentialName: 'a',
      minProtocolVersion: 'TLSV1_0',
      maxProtocolVersion: 'TLSV1_0',
      cipherSuites: ['AES128-SHA'],
    }),
  ];
  const edge = new Gateway(scope, 'edge', {
    selector: { istio: 'edge' },
    servers: [
      Server.http({ hosts, httpsRedirect: true, name: 'a', bind: '127.0.0.1', defaultEndpoint: '127.0.0.1:8080' }),
      Server.passthrough({ hosts, port: 1 }),
      Server.autoPassthrough({ hosts, port: 2 }),
    ],
  });
  settings.forEach((tls, index) => {
    edge.addServer(Server.https({ hosts, tls, port: 8443 + index }));
  });
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly unknown[];
}

/** What the schema of a kind knows: fields as `http[].name`, words as `http[].redirect.derivePort=FROM_REQUEST_PORT`. */
function* known(schema: Schema, path: string): Iterable<string> {
  if (path !== '') yield path;
  for (const word of schema.enum ?? []) yield `${path}=${word}`;
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* known(child, `${path}.${name}`);
  if (schema.items) yield* known(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') yield* known(schema.additionalProperties, `${path}.*`);
}

/** The same of what is written, with the schema beside it to tell a map from an object. */
function* written(value: unknown, schema: Schema | undefined, path: string): Iterable<string> {
  if (path !== '') yield path;
  if (schema?.enum) yield `${path}=${value}`;
  if (Array.isArray(value)) for (const item of value) yield* written(item, schema?.items, `${path}[]`);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, child] of Object.entries(value)) {
      const property = schema?.properties?.[name];
      const inMap = typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;
      yield* written(child, property ?? inMap, inMap && !property ? `${path}.*` : `${path}.${name}`);
    }
  }
}

/** What is left to the generated class, and why. The end of a path stands for all that ends so. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'replaced by mirrors, of which there can be several': [
    '.http[].mirror',
    '.http[].mirrorPercent',
    '.http[].mirrorPercentage',
    '.http[].mirror_percent',
  ],
  'replaced by percentage, which has fractions': ['.fault.delay.percent'],
  'replaced by allowOrigins, which compares': ['.corsPolicy.allowOrigin'],
  'never implemented by Istio': ['.fault.delay.exponentialDelay', '.fault.abort.http2Error'],
  'replaced by warmup': ['.loadBalancer.warmupDurationSecs'],
  'replaced by consecutive5xxErrors': ['.outlierDetection.consecutiveErrors'],
  'replaced by ringHash': ['.consistentHash.minimumRingSize'],
  'replaced by LEAST_REQUEST': ['.loadBalancer.simple=LEAST_CONN'],
  'the same as nothing': [
    '.loadBalancer.simple=UNSPECIFIED',
    '.unmatchedPreflights=UNSPECIFIED',
    'ProtocolVersion=TLS_AUTO',
  ],
  'deprecated: the Service says where its ports lead': ['.servers[].port.targetPort'],
  'a server has one list of authorities, beside its certificates': ['.tlsCertificates[].caCertificates'],
};

const reasons = Object.entries(LEFT_OUT).flatMap(([, paths]) => paths);
const isLeftOut = (path: string) =>
  reasons.some((end) => path.endsWith(end) || path.includes(`${end}.`) || path.includes(`${end}[`));

describe('what constructs can say', () => {
  test.each([
    ['VirtualService', virtualServices],
    ['DestinationRule', destinationRules],
    ['Gateway', gateways],
  ] as const)('GIVEN the schema of %s THEN all of it but what is left out for a reason', (kind, build) => {
    // GIVEN
    const { properties }: Schema = schemas.schemas[`${kind}.v1`] as Schema;
    const schema = properties?.spec ?? {};
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });

    // WHEN
    build(chart);
    const objects = app.charts
      .flatMap((each) => each.node.findAll().filter(ApiObject.isApiObject))
      .map((object) => object.toJson())
      .filter((object) => object.kind === kind);
    const said = new Set(objects.flatMap(({ spec }) => [...written(spec, schema, '')]));

    // THEN
    const all = [...known(schema, '')];
    expect(all.filter((path) => !said.has(path) && !isLeftOut(path))).toEqual([]);
    expect([...said].filter((path) => !all.includes(path) || isLeftOut(path))).toEqual([]);
  });

  test('GIVEN the list of what is left out THEN each of it is in a schema', () => {
    const all = (['VirtualService', 'DestinationRule', 'Gateway'] as const).flatMap((kind) => [
      ...known((schemas.schemas[`${kind}.v1`] as Schema).properties?.spec ?? {}, ''),
    ]);
    expect(reasons.filter((end) => !all.some((path) => path.endsWith(end)))).toEqual([]);
  });
});
