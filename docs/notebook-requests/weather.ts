import { expect } from '@jest/globals';
import {
  advertisement,
  atGateway,
  byChance,
  forecast,
  fromLoadTester,
  overTls,
  page,
  policyOf,
  type Rows,
  recommendation,
  SECONDS,
  scenarios,
  sleepers,
  steady,
  stickinessOf,
  TESTER,
  weather,
} from './lab';

export const WEATHER: Rows = {
  '7.3 Before the experiment: the weather app (frontend, advertisement, forecast, recommendation, tcp-echo, `ad`)':
    () => {
      expect(page(steady)).toReach('weather/frontend-v1');
      expect(forecast(steady)).toReach('weather/forecast-v2');
      expect(advertisement(steady)).toReach('weather/advertisement-v1');
      expect(recommendation(steady)).toReach('weather/recommendation-v1');
      expect(steady.from('default/sleep').get('http://frontend.weather:3000/')).toSplit([
        ['weather/frontend-v1', 50],
        ['weather/frontend-v2', 50],
      ]);
    },
  '7.3 Weather, releases: half of the requests to forecast v2': () =>
    expect(forecast(weather('forecast-weight-based-50'))).toSplit([
      ['weather/forecast-v1', 50],
      ['weather/forecast-v2', 50],
    ]),
  '7.3 Weather, releases: all requests to forecast v2': () =>
    expect(forecast(weather('forecast-weight-based-v2'))).toReach('weather/forecast-v2'),
  '7.3 Weather, releases: forecast v2 for Chrome': () => {
    const mesh = weather('forecast-header-based');
    const browser = (agent: string) => forecast(mesh, { headers: { 'user-agent': agent } });
    expect(browser('Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.0.0 Safari/537.36')).toReach('weather/forecast-v2');
    expect(browser('Mozilla/5.0 (X11; rv:127.0) Gecko/20100101 Firefox/127.0')).toReach('weather/forecast-v1');
  },
  '7.3 Weather, releases: half of the Android users get frontend v2': () => {
    const mesh = weather('frontend-combined-condition');
    expect(page(mesh, { headers: { 'user-agent': 'Android' } })).toSplit([
      ['weather/frontend-v1', 50],
      ['weather/frontend-v2', 50],
    ]);
    expect(page(mesh)).toReach('weather/frontend-v1');
  },
  '7.3 Weather, releases: frontend v2 and forecast v2 together': () => {
    const mesh = weather('multiservice-release');
    expect(page(mesh, TESTER)).toReach('weather/frontend-v2');
    expect(page(mesh)).toReach('weather/frontend-v1');
    expect(mesh.from('weather/frontend-v2').get('http://forecast:3002/weather')).toReach('weather/forecast-v2');
    expect(forecast(mesh)).toReach('weather/forecast-v1');
  },
  '7.3 Weather, releases: TCP at the gateway': () =>
    expect(weather('tcp-echo-gateway').from('istio-system/istio-ingressgateway').tcp('192.168.3.13:31340')).toReach(
      'weather/tcp-echo-v1',
    ),
  '7.3 Weather, releases: 20 % of TCP connections to v2': () =>
    expect(
      weather('tcp-echo-weight-based-20').from('istio-system/istio-ingressgateway').tcp('192.168.3.13:31340'),
    ).toSplit([
      ['weather/tcp-echo-v1', 80],
      ['weather/tcp-echo-v2', 20],
    ]),
  '7.3 Weather, traffic: round robin': () => {
    const request = advertisement(weather('advertisement-round-robin'));
    expect(request).toReach('weather/advertisement-v1');
    expect(policyOf(request)).toEqual({ loadBalancer: { simple: 'ROUND_ROBIN' } });
  },
  '7.3 Weather, traffic: random': () => {
    const request = advertisement(weather('advertisement-random'));
    expect(request).toReach('weather/advertisement-v1');
    expect(policyOf(request)).toEqual({ loadBalancer: { simple: 'RANDOM' } });
  },
  '7.3 Weather, traffic: the same pod for the same cookie': () => {
    const mesh = weather('advertisement-consistent-hash');
    expect(stickinessOf(advertisement(mesh, TESTER))).toEqual({ on: 'cookie user', key: 'tester' });
  },
  '7.3 Weather, traffic: circuit breaking': () => {
    const request = steady
      .with('dist/scenarios/weather/forecast-circuit-breaking.k8s.yaml')
      .from('test/flagger-loadtester')
      .get('http://forecast.weather:3002/');
    expect(request).toReach('weather/forecast-v2');
    expect(policyOf(request)).toMatchObject({
      connectionPool: { tcp: { maxConnections: 3 }, http: { http1MaxPendingRequests: 5, maxRequestsPerConnection: 1 } },
    });
  },
  '7.3 Weather, traffic: advertisement is slow': () => {
    expect(advertisement(weather('advertisement-fault-delay'))).toBeDelayed(SECONDS(3));
    expect(fromLoadTester(weather('advertisement-fault-delay'))).toBeDelayed(SECONDS(3));
  },
  '7.3 Weather, traffic: advertisement fails': () =>
    expect(advertisement(weather('advertisement-fault-abort'))).toBeAnswered(500, 'FI'),
  '7.3 Weather, traffic: recommendation is slow': () =>
    expect(recommendation(weather('recommendation-fault-delay'))).toBeDelayed(SECONDS(4)),
  '7.3 Weather, traffic: recommendation fails': () =>
    expect(recommendation(weather('recommendation-fault-abort'))).toBeAnswered(500, 'FI'),
  '7.3 Weather, traffic: copies for forecast v2': () => {
    const request = forecast(weather('forecast-mirroring'));
    expect(request).toReach('weather/forecast-v1');
    expect(request).toBeCopiedTo('weather/forecast-v2');
  },
  '7.3 Weather, traffic: retries': () => {
    const mesh = weather('forecast-retry');
    expect(forecast(mesh)).toReach('weather/forecast-v2');
    expect(forecast(mesh)).toBeRetried(3);
  },
  '7.3 Weather, traffic: timeout': () => {
    const mesh = weather('forecast-timeout', 'recommendation-fault-delay');
    expect(forecast(mesh)).toHaveTimeout(SECONDS(1));
    expect(recommendation(mesh)).toBeDelayed(SECONDS(4));
  },
  '7.3 Weather, traffic: redirect': () => {
    const mesh = weather('advertisement-redirect');
    expect(fromLoadTester(mesh)).toRedirectTo('http://advertisement.weather.svc.cluster.local/maintenanced', 301);
    expect(fromLoadTester(mesh, '/other')).toBeAnswered(404);
  },
  '7.3 Weather, traffic: rewrite': () => {
    const mesh = weather('advertisement-rewrite');
    expect(fromLoadTester(mesh, '/demo/ad')).toReach('weather/advertisement-v1');
    expect(fromLoadTester(mesh, '/demo/ad')).toArriveWith({ path: '/ad' });
    expect(fromLoadTester(mesh)).toBeAnswered(404);
  },
  '7.3 Weather, traffic: Sidecar': () => {
    const { outcome } = weather('sidecar-demo').from('default/sleep').get('http://frontend.weather:3000/');
    expect(outcome.ends.map(({ destination }) => destination?.cluster)).toEqual(['PassthroughCluster']);
    byChance(sleepers(weather('sidecar-demo')));
  },
  '7.3 Weather, security: mutual TLS only, whole app': () => {
    const mesh = weather('strict-mtls');
    expect(mesh.from('default/sleep-without-sidecar').get('http://frontend.weather:3000/')).toGetNoAnswer();
    expect(page(mesh)).toReach('weather/frontend-v1');
  },
  '7.3 Weather, security: mutual TLS only, advertisement': () => {
    const client = weather('advertisement-strict-mtls').from('default/sleep-without-sidecar');
    expect(client.get('http://advertisement.weather:3003/ad')).toGetNoAnswer();
    expect(client.get('http://frontend.weather:3000/')).not.toGetNoAnswer();
  },
  '7.3 Weather, security: callers of advertisement insist on mutual TLS': () => {
    const request = advertisement(weather('advertisement-client-tls'));
    expect(request).toUseTls('istio-mutual');
    expect(policyOf(request)).toEqual({ tls: { mode: 'ISTIO_MUTUAL' } });
  },
  '7.3 Weather, security: all callers insist on mutual TLS': () => {
    const mesh = weather('all-client-tls');
    for (const request of [page(mesh), advertisement(mesh), forecast(mesh), recommendation(mesh)]) {
      expect(request).toUseTls('istio-mutual');
      expect(policyOf(request)).toEqual({ tls: { mode: 'ISTIO_MUTUAL' } });
    }
  },
  '7.3 Weather, security: nothing is allowed': () => expect(page(weather('deny-by-default'))).toBeAnswered(403),
  '7.3 Weather, security: the page may be read': () => {
    const mesh = weather('deny-by-default', 'frontend-authorization');
    expect(page(mesh)).toReach('weather/frontend-v1');
    expect(advertisement(mesh)).toBeAnswered(403);
    expect(forecast(mesh)).toBeAnswered(403);
    const gateway = mesh.from('istio-system/istio-ingressgateway');
    expect(gateway.post('http://192.168.3.13:31966/')).toBeAnswered(403);
  },
  '7.3 Weather, security: advertisements may be read': () => {
    const mesh = weather('advertisement-authorization');
    expect(page(mesh)).toReach('weather/frontend-v1');
    expect(advertisement(mesh)).toReach('weather/advertisement-v1');
    expect(forecast(mesh)).toBeAnswered(403);
  },
  '7.3 Weather, security: the app may be read, by itself and by the gateway': () => {
    const mesh = weather('weather-authorization');
    expect(page(mesh)).toReach('weather/frontend-v1');
    expect(advertisement(mesh)).toReach('weather/advertisement-v1');
    expect(forecast(mesh)).toReach('weather/forecast-v2');
    expect(recommendation(mesh)).toReach('weather/recommendation-v1');
    expect(mesh.from('default/sleep').get('http://frontend.weather:3000/')).toBeAnswered(403);
  },
  '7.3 Weather, security: frontend is kept away from advertisement': () => {
    const mesh = weather('advertisement-blacklist');
    expect(advertisement(mesh)).toBeAnswered(403);
    expect(fromLoadTester(mesh)).toReach('weather/advertisement-v1');
  },
  '7.3 Weather, security: only frontend may ask advertisement': () => {
    const mesh = weather('advertisement-whitelist');
    expect(advertisement(mesh)).toReach('weather/advertisement-v1');
    expect(fromLoadTester(mesh)).toBeAnswered(403);
  },
  '7.3 Weather, security: a token for the page': () => {
    const mesh = weather('frontend-jwt');
    const payload = Buffer.from(JSON.stringify({ iss: 'testing@secure.istio.io', sub: 'a' })).toString('base64url');
    const token = `${Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url')}.${payload}.c2ln`;
    expect(page(mesh)).toBeAnswered(403);
    expect(page(mesh, { headers: { authorization: `Bearer ${token}` } })).toReach('weather/frontend-v1');
    expect(page(mesh, { headers: { authorization: 'Bearer x' } })).toBeAnswered(401);
  },
  '7.3 Weather, security: HTTPS at the gateway': () => {
    expect(overTls(weather('gateway-tls-simple'), 'www.weather.com', '/')).toReach('weather/frontend-v1');
    expect(overTls(steady, 'www.weather.com', '/')).toGetNoAnswer();
  },
  '7.3 Weather, security: mutual TLS at the gateway': () => {
    const mesh = weather('gateway-tls-mutual');
    expect(overTls(mesh, 'www.weather.com', '/')).toGetNoAnswer();
    expect(overTls(mesh, 'www.weather.com', '/', { tls: 'mtls' })).toReach('weather/frontend-v1');
  },
  '7.3 Weather, security: the page for www.weather.cn only': () => {
    const mesh = weather('frontend-sds');
    expect(atGateway(mesh, 'www.weather.cn', '/')).toReach('weather/frontend-v1');
    expect(atGateway(mesh, 'www.weather.com', '/')).toBeAnswered(404);
  },
  '7.3 Weather, security: the page for www.weather.com only': () => {
    const mesh = weather('frontend-tls');
    expect(atGateway(mesh, 'www.weather.com', '/')).toReach('weather/frontend-v1');
    expect(atGateway(mesh, 'other.example.org', '/')).toBeAnswered(404);
    expect(page(mesh)).toBeAnswered(404);
  },
  '9.2 Slow answers of forecast v2': () => {
    const mesh = scenarios('chaos/forecast-network-delay', 'weather/forecast-timeout');
    expect(forecast(mesh)).toReach('weather/forecast-v2');
    expect(forecast(mesh)).toHaveTimeout(SECONDS(1));
  },
};
