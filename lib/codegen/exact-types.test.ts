import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import { ChaosBlade, type ChaosBladeProps } from '../../imports/chaosblade.io';
import type { WasmPluginProps } from '../../imports/extensions.istio.io';
import type { AlertProviderProps, CanaryAnalysis, CanaryProps, MetricTemplateProps } from '../../imports/flagger.app';
import {
  type ConsistentHashLB,
  type DestinationRuleProps,
  type GatewayProps,
  type HTTPRoute,
  type ServiceEntryProps,
  type StringMatch,
  VirtualService,
  type VirtualServiceProps,
  type WorkloadEntryProps,
} from '../../imports/networking.istio.io';
import type { AuthorizationPolicyProps, RequestAuthenticationProps } from '../../imports/security.istio.io';
import type { TelemetryProps } from '../../imports/telemetry.istio.io';

// Most of this file is read by the type checker alone: each `@ts-expect-error` is a manifest that must not compile.
const accept = <T>(manifests: T[]) => expect(manifests).toBeDefined();

describe('what does not compile', () => {
  test('two members of a group of which one may be there', () => {
    accept<StringMatch>([
      // @ts-expect-error exact and prefix exclude each other
      { exact: '/a', prefix: '/b' },
    ]);
    accept<HTTPRoute>([
      // @ts-expect-error also where the group is deep inside
      { match: [{ uri: { exact: '/a', prefix: '/b' } }] },
      // @ts-expect-error a delay is fixed or exponential
      { fault: { delay: { fixedDelay: '1s', exponentialDelay: '2s' } } },
      // @ts-expect-error a port is given or derived
      { redirect: { port: 80, derivePort: 'FROM_REQUEST_PORT' } },
    ]);
    accept<ConsistentHashLB>([
      // @ts-expect-error one thing to hash
      { useSourceIp: true, httpHeaderName: 'x-user' },
      // @ts-expect-error one way to hash
      { useSourceIp: true, ringHash: { minimumRingSize: 1024 }, maglev: { tableSize: 65537 } },
    ]);
    accept<CanaryAnalysis>([
      // @ts-expect-error iterations and weights are different strategies
      { interval: '1m', threshold: 5, iterations: 10, stepWeight: 10 },
      // @ts-expect-error equal steps or listed steps
      { interval: '1m', threshold: 5, stepWeight: 10, stepWeights: [10, 50] },
      // @ts-expect-error no strategy at all
      { interval: '1m', threshold: 5 },
    ]);
    accept<AlertProviderProps>([
      // @ts-expect-error the address or a secret that holds it
      { spec: { type: 'slack', address: 'https://example.com', secretRef: { name: 'slack' } } },
    ]);
  });

  test('two members that a CEL rule keeps apart', () => {
    accept<AuthorizationPolicyProps>([
      // @ts-expect-error by labels or by reference
      { spec: { selector: { matchLabels: {} }, targetRefs: [{ kind: 'Gateway', name: 'edge' }] } },
    ]);
    accept<AuthorizationPolicyProps>([
      // @ts-expect-error by account or by name
      { spec: { rules: [{ from: [{ source: { serviceAccounts: ['shop/web'], principals: ['*'] } }] }] } },
    ]);
    accept<GatewayProps>([
      {
        spec: {
          servers: [
            {
              port: { number: 443, name: 'https', protocol: 'HTTPS' },
              hosts: ['*'],
              // @ts-expect-error one credential or several
              tls: { mode: 'SIMPLE', credentialName: 'a', credentialNames: ['b'] },
            },
          ],
        },
      },
    ]);
    accept<WorkloadEntryProps>([
      // @ts-expect-error an address or a network to find it in
      { spec: { serviceAccount: 'db' } },
    ]);
    accept<ServiceEntryProps>([
      // @ts-expect-error endpoints are listed or selected
      { spec: { hosts: ['db.internal'], endpoints: [], workloadSelector: { labels: {} } } },
    ]);
  });

  test('an unknown field, at any depth', () => {
    accept<VirtualServiceProps>([
      // @ts-expect-error beside spec
      { specs: {} },
      // @ts-expect-error in metadata
      { metadata: { anotations: {} } },
      // @ts-expect-error in spec
      { spec: { host: ['reviews'] } },
      // @ts-expect-error in a route
      { spec: { http: [{ retryes: { attempts: 3 } }] } },
      // @ts-expect-error in a destination
      { spec: { http: [{ route: [{ destination: { host: 'reviews', subsets: 'v1' } }] }] } },
      // @ts-expect-error in a group of which one may be there
      { spec: { http: [{ match: [{ uri: { exact: '/a', ignoreCase: true } }] }] } },
      // @ts-expect-error in the value of a map
      { spec: { http: [{ match: [{ headers: { 'end-user': { equals: 'jason' } } }] }] } },
    ]);
    accept<CanaryProps>([
      {
        spec: {
          targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ad' },
          // @ts-expect-error beside a group
          analysis: { interval: '1m', threshold: 5, stepWeight: 10, maxWeigth: 50 },
        },
      },
    ]);
  });

  test('a word that the enumeration does not have', () => {
    accept<DestinationRuleProps>([
      // @ts-expect-error ROUND_ROBBIN
      { spec: { host: 'reviews', trafficPolicy: { loadBalancer: { simple: 'ROUND_ROBBIN' } } } },
    ]);
    accept<MetricTemplateProps>([
      // @ts-expect-error prom
      { spec: { provider: { type: 'prom' }, query: 'up' } },
    ]);
  });

  test('a required field that is missing', () => {
    accept<VirtualServiceProps>([
      // @ts-expect-error destination
      { spec: { http: [{ route: [{ weight: 100 }] }] } },
    ]);
    accept<DestinationRuleProps>([
      // @ts-expect-error host
      { spec: { subsets: [{ name: 'v1' }] } },
    ]);
    // @ts-expect-error spec itself
    accept<ServiceEntryProps>([{}]);
    accept<ChaosBladeProps>([
      // @ts-expect-error action
      { spec: { experiments: [{ scope: 'node', target: 'network' }] } },
    ]);
  });

  test('a value of another type', () => {
    accept<VirtualServiceProps>([
      // @ts-expect-error a number for a string
      { spec: { http: [{ timeout: 5 }] } },
      // @ts-expect-error a string for a number
      { spec: { http: [{ route: [{ destination: { host: 'reviews' }, weight: '80' }] }] } },
      // @ts-expect-error a string for a list
      { spec: { hosts: 'reviews' } },
    ]);
    accept<ChaosBladeProps>([
      {
        spec: {
          experiments: [
            // @ts-expect-error a bare string where ChaosBlade reads a list
            { scope: 'node', target: 'cpu', action: 'load', matchers: [{ name: 'a', value: '1' }] },
          ],
        },
      },
    ]);
  });

  test('a namespace for a cluster-scoped object', () => {
    accept<ChaosBladeProps>([
      // @ts-expect-error ChaosBlade objects belong to the cluster
      { metadata: { name: 'loss', namespace: 'default' } },
    ]);
  });
});

describe('what compiles', () => {
  test('routes of every protocol', () => {
    accept<VirtualServiceProps>([
      {
        metadata: { name: 'web-svc', labels: { app: 'web' } },
        spec: {
          hosts: ['web-svc'],
          gateways: ['mesh', 'istio-system/edge'],
          exportTo: ['.'],
          http: [
            {
              name: 'canary',
              match: [
                { uri: { prefix: '/api' }, headers: { cookie: { regex: '^(.*?;)?(user=tester)(;.*)?$' } }, port: 80 },
                { withoutHeaders: { 'x-internal': {} }, queryParams: { v: { exact: '2' } }, ignoreUriCase: true },
              ],
              route: [
                { destination: { host: 'tomcat-svc', port: { number: 8080 } }, weight: 80 },
                {
                  destination: { host: 'httpd-svc', subset: 'v1' },
                  weight: 20,
                  headers: { request: { set: { a: 'b' } } },
                },
              ],
              fault: { delay: { fixedDelay: '7s', percentage: { value: 100 } }, abort: { httpStatus: 500 } },
              retries: { attempts: 3, perTryTimeout: '1s', retryOn: '5xx' },
              corsPolicy: { allowOrigins: [{ exact: 'https://example.com' }], allowCredentials: null },
              mirrors: [{ destination: { host: 'shadow' }, percentage: { value: 10 } }],
            },
            { redirect: { uri: '/login', derivePort: 'FROM_PROTOCOL_DEFAULT' } },
            { directResponse: { status: 503, body: { string: 'down' } } },
          ],
          tls: [{ match: [{ sniHosts: ['db.example.com'] }], route: [{ destination: { host: 'db' } }] }],
          tcp: [{ match: [{ port: 27017 }], route: [{ destination: { host: 'mongo' }, weight: 100 }] }],
        },
      },
    ]);
  });

  test('every other kind', () => {
    accept<DestinationRuleProps>([
      {
        spec: {
          host: 'reviews',
          trafficPolicy: {
            loadBalancer: { consistentHash: { httpCookie: { name: 'user', ttl: '60s' }, maglev: {} } },
            portLevelSettings: [{ port: { number: 9080 }, tls: { mode: 'ISTIO_MUTUAL' } }],
          },
          subsets: [{ name: 'v1', labels: { version: 'v1' } }],
        },
      },
    ]);
    accept<CanaryProps>([
      {
        spec: {
          provider: 'istio',
          targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ad' },
          service: { port: 3003, targetPort: 'http', hosts: ['ad'] },
          analysis: {
            interval: '40s',
            threshold: 3,
            maxWeight: 100,
            stepWeight: 20,
            metrics: [{ name: 'error-rate', templateRef: { name: 'error-rate' }, thresholdRange: { max: 5 } }],
            webhooks: [{ name: 'load', url: 'http://flagger-loadtester.test/', metadata: { cmd: 'hey' } }],
          },
        },
      },
    ]);
    accept<WasmPluginProps>([
      { spec: { url: 'oci://example.com/filter:1', pluginConfig: { any: ['thing', 1, null] } } },
    ]);
    accept<RequestAuthenticationProps>([
      { spec: { jwtRules: [{ issuer: 'me', jwksUri: 'https://example.com/keys' }] } },
    ]);
    accept<TelemetryProps>([
      { spec: { tracing: [{ providers: [{ name: 'jaeger' }], randomSamplingPercentage: 100 }] } },
    ]);
  });
});

describe('the constructs', () => {
  test('GIVEN a typed spec WHEN rendered THEN it is the wire format as given', () => {
    const chart = new Chart(Testing.app(), 'web', { namespace: 'lab' });
    const spec = { hosts: ['web-svc'], http: [{ route: [{ destination: { host: 'tomcat-svc' } }] }] };
    new VirtualService(chart, 'route', { metadata: { name: 'web-svc' }, spec });
    expect(Testing.synth(chart)).toEqual([
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name: 'web-svc', namespace: 'lab' },
        spec,
      },
    ]);
  });

  test('GIVEN a chart with a namespace WHEN a cluster-scoped object is made THEN it has none', () => {
    const chart = new Chart(Testing.app(), 'chaos', { namespace: 'lab' });
    new ChaosBlade(chart, 'loss', { metadata: { name: 'loss' }, spec: { experiments: [] } });
    expect(Testing.synth(chart)).toEqual([
      {
        apiVersion: 'chaosblade.io/v1alpha1',
        kind: 'ChaosBlade',
        metadata: { name: 'loss' },
        spec: { experiments: [] },
      },
    ]);
  });
});
