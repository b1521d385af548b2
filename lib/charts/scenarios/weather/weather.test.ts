import { describe, expect, test } from '@jest/globals';
import { type Manifest, renderWeather } from './weather.testing';

const files = renderWeather();
const steady = [...files].filter(([file]) => !file.startsWith('scenarios/')).flatMap(([, objects]) => objects);

const find = (objects: readonly Manifest[], kind: string, name: string) => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found.spec;
};
const scenario = (name: string) => {
  const objects = files.get(`scenarios/weather/${name}.k8s.yaml`);
  if (!objects) throw new Error(`no scenario ${name}`);
  return objects;
};

/** A route in one line, so that equality is equality of meaning: weight 100 and no weight are the same. */
function summary(http: Manifest['spec']): string {
  const target = ({ destination: { host, subset, port }, weight }: Manifest['spec']) =>
    `${host}${port ? `:${port.number}` : ''}${subset ? `/${subset}` : ''} ${weight ?? 100}`;
  const conditions = (http.match ?? []).map((match: object) => JSON.stringify(match));
  const where = conditions.length > 0 ? `${conditions.join(' or ')} => ` : '';
  const effects = Object.entries(http).filter(([field]) => !['match', 'route'].includes(field));
  const beside = effects.length > 0 ? ` ${JSON.stringify(Object.fromEntries(effects))}` : '';
  return `${where}${(http.route ?? []).map(target).join(', ')}${beside}`;
}
const routesOf = (objects: readonly Manifest[], name: string) =>
  find(objects, 'VirtualService', name).http.map(summary) as string[];

describe('the weather app', () => {
  test('GIVEN the workloads of its install folder THEN each has its image, port and identity', () => {
    const pods = steady
      .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === 'weather')
      .map(({ metadata, spec }) => {
        const { containers, serviceAccountName } = spec.template.spec;
        return [metadata.name, containers[0].image, containers[0].ports[0].containerPort, serviceAccountName];
      });
    expect(pods).toEqual([
      ['frontend-v1', 'docker.io/istioweather/frontend:v1', 3000, 'weather-frontend'],
      ['frontend-v2', 'docker.io/istioweather/frontend:v2', 3000, 'weather-frontend'],
      ['advertisement-v1', 'docker.io/istioweather/advertisement:v1', 3003, 'weather-advertisement'],
      ['forecast-v1', 'docker.io/istioweather/forecast:v1', 3002, 'weather-forecast'],
      ['forecast-v2', 'docker.io/istioweather/forecast:v2', 3002, 'weather-forecast'],
      ['recommendation-v1', 'docker.io/istioweather/recommendation:v1', 3005, 'weather-recommendation'],
      ['tcp-echo-v1', 'docker.io/istio/tcp-echo-server:1.1', 9000, 'tcp-echo'],
      ['tcp-echo-v2', 'docker.io/istio/tcp-echo-server:1.1', 9000, 'tcp-echo'],
      ['ad', 'docker.io/istioweather/advertisement:v1', 3003, 'ad'],
    ]);
  });

  test('GIVEN its Services THEN ports have the names of their protocols, and ad has none', () => {
    const services = steady
      .filter(({ kind, metadata }) => kind === 'Service' && metadata.namespace === 'weather')
      .map(({ metadata, spec }) => `${metadata.name} ${spec.ports[0].name} ${spec.ports[0].port}`);
    expect(services).toEqual([
      'frontend http 3000',
      'advertisement http 3003',
      'forecast http 3002',
      'recommendation http 3005',
      'tcp-echo tcp 9000',
    ]);
  });

  test('GIVEN its destination rules THEN they have the subsets of the install folder', () => {
    const rules = steady
      .filter(({ kind }) => kind === 'DestinationRule')
      .map(({ metadata, spec }) => [
        metadata.name,
        spec.host,
        spec.subsets.map((subset: Manifest['spec']) => subset.labels),
      ]);
    const v1 = { version: 'v1' };
    const v2 = { version: 'v2' };
    expect(rules).toEqual([
      ['frontend-dr', 'frontend', [v1, v2]],
      ['advertisement-dr', 'advertisement', [v1]],
      ['forecast-dr', 'forecast', [v1, v2]],
      ['recommendation-dr', 'recommendation', [v1]],
      ['tcp-echo-destination', 'tcp-echo', [v1, v2]],
    ]);
  });

  test('GIVEN its gateway and default routes THEN they lead where those of the install folder lead', () => {
    expect(find(steady, 'Gateway', 'weather-gateway')).toEqual({
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    });
    const { hosts, gateways } = find(steady, 'VirtualService', 'frontend-route');
    expect({ hosts, gateways }).toEqual({ hosts: ['*'], gateways: ['istio-system/weather-gateway'] });
    expect(routesOf(steady, 'frontend-route')).toEqual(['frontend/v1 100']);
    expect(routesOf(steady, 'advertisement-route')).toEqual(['advertisement/v1 100']);
    expect(routesOf(steady, 'forecast-route')).toEqual(['forecast/v2 100']);
    expect(routesOf(steady, 'recommendation-route')).toEqual(['recommendation/v1 100']);
  });
});

describe('routing files of its chapters', () => {
  const abort = '{"fault":{"abort":{"httpStatus":500,"percentage":{"value":100}}}}';
  const delay = (time: string) => `{"fault":{"delay":{"fixedDelay":"${time}","percentage":{"value":100}}}}`;
  const regex = (header: string, expression: string) =>
    JSON.stringify({ headers: { [header]: { regex: expression } } });
  const chrome = regex('user-agent', '.*(Chrome/([\\d.]+)).*');
  const android = regex('user-agent', '.*((Android)).*');
  const tester = regex('cookie', '^(.*?;)?\\s*(user=tester)(;.*)?$');

  test.each([
    ['forecast-weight-based-50', 'forecast-route', ['forecast/v1 50, forecast/v2 50']],
    ['forecast-weight-based-v2', 'forecast-route', ['forecast/v1 0, forecast/v2 100']],
    ['forecast-header-based', 'forecast-route', [`${chrome} => forecast/v2 100`, 'forecast/v1 100']],
    [
      'frontend-combined-condition',
      'frontend-route',
      [`${android} => frontend/v1 50, frontend/v2 50`, 'frontend/v1 100'],
    ],
    ['multiservice-release', 'frontend-route', [`${tester} => frontend/v2 100`, 'frontend/v1 100']],
    [
      'multiservice-release',
      'forecast-route',
      ['{"sourceLabels":{"version":"v2"}} => forecast/v2 100', 'forecast/v1 100'],
    ],
    [
      'forecast-mirroring',
      'forecast-route',
      ['forecast/v1 100 {"mirrors":[{"destination":{"host":"forecast","subset":"v2"}}]}'],
    ],
    [
      'forecast-retry',
      'forecast-route',
      ['forecast/v2 100 {"retries":{"attempts":3,"perTryTimeout":"1s","retryOn":"5xx"}}'],
    ],
    ['forecast-timeout', 'forecast-route', ['forecast/v2 100 {"timeout":"1s"}']],
    [
      'advertisement-redirect',
      'advertisement-route',
      [
        '{"uri":{"prefix":"/ad"}} =>  {"redirect":{"authority":"advertisement.weather.svc.cluster.local","uri":"/maintenanced"}}',
      ],
    ],
    [
      'advertisement-rewrite',
      'advertisement-route',
      ['{"uri":{"prefix":"/demo/"}} => advertisement/v1 100 {"rewrite":{"uri":"/"}}'],
    ],
    ['advertisement-fault-abort', 'advertisement-route', [`advertisement/v1 100 ${abort}`]],
    ['advertisement-fault-delay', 'advertisement-route', [`advertisement/v1 100 ${delay('3s')}`]],
    ['recommendation-fault-abort', 'recommendation-route', [`recommendation/v1 100 ${abort}`]],
    ['recommendation-fault-delay', 'recommendation-route', [`recommendation/v1 100 ${delay('4s')}`]],
    ['frontend-sds', 'frontend-route', ['frontend/v1 100']],
    ['frontend-tls', 'frontend-route', ['frontend/v1 100']],
  ])('GIVEN %s THEN %s leads where the file leads', (name, route, expected) => {
    expect(routesOf(scenario(name), route)).toEqual(expected);
  });

  test('GIVEN the routes of the page that replace the default one THEN they are for the same gateway', () => {
    const reach = (name: string) => {
      const { hosts, gateways } = find(scenario(name), 'VirtualService', 'frontend-route');
      return [...gateways, ...hosts].join(' ');
    };
    expect(reach('frontend-combined-condition')).toBe('istio-system/weather-gateway *');
    expect(reach('multiservice-release')).toBe('istio-system/weather-gateway *');
    expect(reach('frontend-sds')).toBe('istio-system/weather-gateway www.weather.cn');
    expect(reach('frontend-tls')).toBe('istio-system/weather-gateway www.weather.com');
  });

  test('GIVEN tcp-echo THEN port 31400 leads to v1, or by weight to both', () => {
    const tcp = (name: string) => {
      const objects = scenario(name);
      const { hosts, gateways, tcp: routes } = find(objects, 'VirtualService', 'tcp-echo');
      const [{ port, hosts: served }] = find(objects, 'Gateway', 'tcp-echo-gateway').servers;
      return { port, served, hosts, gateways, routes: routes.map(summary) };
    };
    const reach = {
      port: { number: 31400, name: 'tcp', protocol: 'TCP' },
      served: ['*'],
      hosts: ['*'],
      gateways: ['tcp-echo-gateway'],
    };
    expect(tcp('tcp-echo-gateway')).toEqual({ ...reach, routes: ['tcp-echo:9000/v1 100'] });
    expect(tcp('tcp-echo-weight-based-20')).toEqual({ ...reach, routes: ['tcp-echo:9000/v1 80, tcp-echo:9000/v2 20'] });
  });

  test.each([
    ['advertisement-round-robin', 'advertisement-dr', { loadBalancer: { simple: 'ROUND_ROBIN' } }],
    ['advertisement-random', 'advertisement-dr', { loadBalancer: { simple: 'RANDOM' } }],
    [
      'advertisement-consistent-hash',
      'advertisement-dr',
      { loadBalancer: { consistentHash: { httpCookie: { name: 'user', ttl: '1m' } } } },
    ],
    [
      'forecast-circuit-breaking',
      'forecast-dr',
      {
        connectionPool: {
          tcp: { maxConnections: 3 },
          http: { http1MaxPendingRequests: 5, maxRequestsPerConnection: 1 },
        },
        // consecutiveErrors: 2 of old, which counted 502, 503 and 504 only.
        outlierDetection: {
          consecutiveGatewayErrors: 2,
          consecutive5xxErrors: 0,
          interval: '10s',
          baseEjectionTime: '2m',
          maxEjectionPercent: 40,
        },
      },
    ],
    ['advertisement-client-tls', 'advertisement-dr', { tls: { mode: 'ISTIO_MUTUAL' } }],
    ['all-client-tls', 'forecast-dr', { tls: { mode: 'ISTIO_MUTUAL' } }],
  ])('GIVEN %s THEN %s has its policy, and the subsets of the default rule', (name, rule, trafficPolicy) => {
    const spec = find(scenario(name), 'DestinationRule', rule);
    const { host, subsets } = find(steady, 'DestinationRule', rule);
    expect(spec).toEqual({ host, subsets, trafficPolicy });
  });

  test('GIVEN the demo of Sidecar THEN sleep sees its namespace and that of Istio', () => {
    const [{ metadata, spec }] = scenario('sidecar-demo') as [Manifest];
    expect(metadata).toEqual({ name: 'sidecars-test', namespace: 'default' });
    expect(spec).toEqual({
      workloadSelector: { labels: { app: 'sleep' } },
      egress: [{ hosts: ['default/*', 'istio-system/*'] }],
    });
  });
});

describe('its security chapter', () => {
  const policies = (name: string) =>
    scenario(name).map(({ kind, metadata, spec }) => [kind, metadata.name, spec] as const);

  test('GIVEN the authentication policies THEN PeerAuthentication says the same', () => {
    expect(policies('strict-mtls')).toEqual([['PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } }]]);
    expect(policies('advertisement-strict-mtls')).toEqual([
      [
        'PeerAuthentication',
        'advertisement',
        { selector: { matchLabels: { app: 'advertisement' } }, mtls: { mode: 'STRICT' } },
      ],
    ]);
  });

  test('GIVEN the role bindings THEN AuthorizationPolicy allows the same, and nothing else', () => {
    const viewer = (app: string, from?: object) => ({
      action: 'ALLOW',
      selector: { matchLabels: { app } },
      rules: [{ ...from, to: [{ operation: { methods: ['GET'] } }] }],
    });
    const nothing = ['AuthorizationPolicy', 'default', { action: 'ALLOW' }];
    expect(policies('deny-by-default')).toEqual([nothing]);
    expect(policies('advertisement-authorization')).toEqual([
      nothing,
      ['AuthorizationPolicy', 'frontend-viewer', viewer('frontend')],
      ['AuthorizationPolicy', 'advertisement-viewer', viewer('advertisement')],
    ]);
    const from = { from: [{ source: { namespaces: ['istio-system', 'weather'] } }] };
    expect(policies('weather-authorization')).toEqual([
      nothing,
      ...['frontend', 'advertisement', 'forecast', 'recommendation'].map((app) => [
        'AuthorizationPolicy',
        `weather-viewer-${app}`,
        viewer(app, from),
      ]),
    ]);
  });

  test('GIVEN the black and the white list THEN they go by the identity of frontend, not by its labels', () => {
    const rules = [{ from: [{ source: { serviceAccounts: ['weather/weather-frontend'] } }] }];
    const selector = { matchLabels: { app: 'advertisement' } };
    expect(scenario('advertisement-blacklist')[0]?.spec).toEqual({ action: 'DENY', selector, rules });
    expect(scenario('advertisement-whitelist')[0]?.spec).toEqual({ action: 'ALLOW', selector, rules });
  });

  test('GIVEN HTTPS at the gateway THEN the certificate is in a Secret', () => {
    const tls = (name: string) => find(scenario(name), 'Gateway', 'weather-gateway').servers;
    const http = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };
    const https = { port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: ['*'] };
    expect(tls('gateway-tls-simple')).toEqual([
      http,
      { ...https, tls: { mode: 'SIMPLE', credentialName: 'weather-credential' } },
    ]);
    expect(tls('gateway-tls-mutual')).toEqual([
      http,
      { ...https, tls: { mode: 'MUTUAL', credentialName: 'weather-credential-mutual' } },
    ]);
  });
});

describe('the canary ad', () => {
  const canary = (objects: readonly Manifest[]) => find(objects, 'Canary', 'ad');
  const way = (name: string) => canary(files.get(`scenarios/canary/${name}.k8s.yaml`) ?? []);

  test('GIVEN the notebook THEN interval, threshold and steps are its own', () => {
    const { analysis, ...spec } = canary(steady);
    expect(spec).toEqual({
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ad' },
      progressDeadlineSeconds: 600,
      service: { port: 3003, hosts: ['ad'] },
    });
    expect(analysis).toMatchObject({ interval: '40s', threshold: 3, maxWeight: 100, stepWeight: 20 });
    expect(analysis.metrics).toEqual([
      {
        name: 'request error rate',
        interval: '40s',
        templateRef: { name: 'ad-error-rate' },
        thresholdRange: { max: 5 },
      },
    ]);
  });

  test('GIVEN the query THEN it counts what the notebook counts, over the window of the metric', () => {
    const query = find(steady, 'MetricTemplate', 'ad-error-rate').query.replace(/\s+/g, '');
    const rate = (more: string) =>
      `sum(rate(istio_requests_total{reporter="destination",destination_service_namespace="{{namespace}}",destination_workload="{{target}}"${more}}[{{interval}}]))`;
    const good = rate(',response_code="200"');
    expect(query).toBe(`(100-100*(${good}orvector(0))/(${rate('')}>0))orvector(0)`);
  });

  test('GIVEN nobody else who asks THEN there is load from before the first share, and it reaches the canary', () => {
    const { webhooks } = canary(steady).analysis;
    expect(webhooks.map(({ type, metadata }: Manifest['spec']) => `${type}: ${metadata.cmd}`)).toEqual([
      'pre-rollout: curl -sSf -o /dev/null http://ad-canary.weather:3003/ad',
      'pre-rollout: hey -z 5m -q 5 -c 2 http://ad.weather:3003/ad',
      'rollout: hey -z 5m -q 5 -c 2 http://ad.weather:3003/ad',
    ]);
    expect(new Set(webhooks.map(({ url }: { url: string }) => url))).toEqual(
      new Set(['http://flagger-loadtester.test/']),
    );
  });

  test('GIVEN what Flagger makes THEN the lab makes none of it', () => {
    const names = ['ad', 'ad-primary', 'ad-canary'];
    const owned = steady.filter(
      ({ kind, metadata }) =>
        ['Service', 'VirtualService', 'DestinationRule'].includes(kind) && names.includes(metadata.name),
    );
    expect(owned).toEqual([]);
    expect(find(steady, 'Deployment', 'ad').replicas).toBeUndefined();
  });

  test('GIVEN other ways of rolling out THEN each replaces the canary, and only the way differs', () => {
    const strategy = (name: string) => {
      const {
        interval: _interval,
        threshold: _threshold,
        metrics: _metrics,
        webhooks: _webhooks,
        ...rest
      } = way(name).analysis;
      return rest;
    };
    expect(strategy('ab-test')).toEqual({
      iterations: 5,
      match: [{ headers: { cookie: { regex: '^(.*?;)?\\s*(user=tester)(;.*)?$' } } }],
    });
    expect(strategy('blue-green')).toEqual({ iterations: 5 });
    expect(strategy('blue-green-mirrored')).toEqual({ iterations: 5, mirror: true });
    expect(strategy('mirrored')).toEqual({ stepWeight: 20, maxWeight: 100, mirror: true });
    for (const name of ['ab-test', 'blue-green', 'blue-green-mirrored', 'mirrored', 'alerts']) {
      expect(way(name).targetRef).toEqual(canary(steady).targetRef);
      expect(way(name).analysis.metrics).toEqual(canary(steady).analysis.metrics);
    }
  });

  test('GIVEN the release of v2 THEN only the image of the Deployment changes, and the label that says so', () => {
    const [released, ...others] = files.get('scenarios/canary/release-v2.k8s.yaml') ?? [];
    expect(others).toEqual([]);
    const before = JSON.stringify(find(steady, 'Deployment', 'ad'));
    const after = before.replace('advertisement:v1', 'advertisement:v2').replace('"version":"v1"', '"version":"v2"');
    expect(after).toContain('"labels":{"app":"ad","version":"v2"}');
    expect(JSON.stringify(released?.spec)).toBe(after);
  });
});
