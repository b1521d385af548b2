import { expect } from '@jest/globals';
import { Duration } from 'cdk8s';
import { type MeshUnderTest, meshFrom, type SimulatedRequest } from 'meshwright/jest';

/** What `kubectl apply -f dist` applies. */
export const steady = meshFrom();
const made = new Map<string, MeshUnderTest>();

/** The steady state with scenarios on top; made once. */
export const scenarios = (...names: readonly string[]): MeshUnderTest => {
  const key = names.join(' ');
  const known = made.get(key) ?? steady.with(...names.map((name) => `dist/scenarios/${name}.k8s.yaml`));
  made.set(key, known);
  return known;
};
export const bookinfo = (name: string) => scenarios(`bookinfo/${name}`);
export const rules = (name: string) => scenarios(`destination-rules/${name}`);
export const gateways = (name: string) => scenarios(`gateways/${name}`);
export const weather = (...names: readonly string[]) => scenarios(...names.map((name) => `weather/${name}`));

// Who asks, and what for.
export const JASON = { headers: { 'end-user': 'jason' } };
export const TESTER = { headers: { cookie: 'user=tester' } };
export const reviews = (mesh: MeshUnderTest, options = {}) =>
  mesh.from('default/productpage-v1').get('http://reviews:9080/reviews/0', options);
export const details = (mesh: MeshUnderTest, client: `${string}/${string}` = 'default/productpage-v1') =>
  mesh.from(client).get('http://details:9080/details/0');
export const ratings = (mesh: MeshUnderTest, options = {}) =>
  mesh.from('default/sleep').get('http://ratings:9080/ratings/0', options);
export const sleepers = (mesh: MeshUnderTest, options = {}) =>
  mesh.from('default/sleep').get('http://reviews:9080/reviews/0', options);
export const web = (mesh: MeshUnderTest, options = {}) =>
  mesh.from('default/client').get('http://web-svc:8080/', options);
export const page = (mesh: MeshUnderTest, options = {}) =>
  mesh.from('istio-system/istio-ingressgateway').get('http://192.168.3.13:31966/', options);
export const atGateway = (mesh: MeshUnderTest, host: string, path: string, options = {}) =>
  mesh
    .from('istio-system/istio-ingressgateway')
    .get(`http://192.168.3.13:31966${path}`, { headers: { host }, ...options });
export const overTls = (mesh: MeshUnderTest, host: string, path: string, options = {}) =>
  mesh.from('istio-system/istio-ingressgateway').get(`https://${host}:32273${path}`, options);
export const forecast = (mesh: MeshUnderTest, options = {}) =>
  mesh.from('weather/frontend-v1').get('http://forecast:3002/weather', options);
export const advertisement = (mesh: MeshUnderTest, options = {}) =>
  mesh.from('weather/frontend-v1').get('http://advertisement:3003/ad', options);
export const recommendation = (mesh: MeshUnderTest) =>
  mesh.from('weather/forecast-v2').get('http://recommendation:3005/activity');
export const fromLoadTester = (mesh: MeshUnderTest, path = '/ad') =>
  mesh.from('test/flagger-loadtester').get(`http://advertisement.weather:3003${path}`);
export const ad = (mesh: MeshUnderTest, options = {}) =>
  mesh.from('weather/frontend-v1').get('http://ad:3003/ad', options);
export const httpbin = (mesh: MeshUnderTest, client: `${string}/${string}`) =>
  mesh.from(client).get('http://httpbin:8000/get');

/** What limits and balances requests on the way to their destination, as written in a DestinationRule. */
export const policyOf = ({ outcome }: SimulatedRequest) => {
  const { rule, ...fields } = outcome.ends[0]?.destination?.policy ?? {};
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field?.value]));
};
/** What leads to the same pod each time. */
export const stickinessOf = ({ outcome }: SimulatedRequest) => outcome.ends[0]?.destination?.stickiness;

const REVIEWS = ['default/reviews-v1', 'default/reviews-v2', 'default/reviews-v3'] as const;
export const SECONDS = (count: number) => Duration.seconds(count);
const third = 100 / 3;
export const byChance = (request: SimulatedRequest) =>
  expect(request).toSplit([
    [REVIEWS[0], third],
    [REVIEWS[1], third],
    [REVIEWS[2], third],
  ]);

/** What rows of the guide say of requests, by their names. */
export type Rows = Readonly<Record<string, () => void>>;
