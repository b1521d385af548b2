/** An object as it is in a manifest. */
export interface PlainObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/**
 * Makes the i-th object of a kind; all are what the API server accepts. Those with one number belong together, so that
 * nothing is wrong between them either: an app in two versions, and another one that Flagger releases.
 */
export const MAKERS: Readonly<Record<string, (i: number) => PlainObject>> = {
  VirtualService: (i) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: metadata(`route-${i}`),
    spec: {
      hosts: [`app-${i}`, `app-${i}.example.com`],
      gateways: ['mesh', 'istio-system/edge'],
      http: [
        {
          match: [{ uri: { prefix: `/api/v${i % 7}/` }, headers: { 'end-user': { exact: 'jason' } } }],
          route: [{ destination: destination(i, 'v2') }],
          timeout: '10s',
          retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx,connect-failure' },
        },
        {
          route: [
            { destination: destination(i, 'v1'), weight: 80 },
            { destination: destination(i, 'v2'), weight: 20 },
          ],
        },
      ],
    },
  }),
  DestinationRule: (i) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: metadata(`app-${i}`),
    spec: {
      host: `app-${i}.bench.svc.cluster.local`,
      trafficPolicy: {
        connectionPool: { tcp: { maxConnections: 100, connectTimeout: '3s' }, http: { http1MaxPendingRequests: 10 } },
        outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s', maxEjectionPercent: 50 },
        tls: { mode: 'ISTIO_MUTUAL' },
      },
      subsets: ['v1', 'v2'].map((name) => ({ name, labels: { version: name } })),
    },
  }),
  Deployment: (i) => deployment(i, `app-${i}`, 'v1'),
  SecondDeployment: (i) => deployment(i, `app-${i}`, 'v2'),
  ReleasedDeployment: (i) => deployment(i, `release-${i}`, ''),
  ServiceAccount: (i) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(`app-${i}`) }),
  Service: (i) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata(`app-${i}`), labels: { app: `app-${i}` } },
    spec: { ports: [{ name: 'http', port: 9080, targetPort: 9080 }], selector: { app: `app-${i}` } },
  }),
  Canary: (i) => ({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: metadata(`release-${i}`),
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `release-${i}` },
      progressDeadlineSeconds: 60,
      service: {
        port: 9080,
        targetPort: 9080,
        hosts: [`release-${i}.example.com`],
        gateways: ['mesh', 'istio-system/edge'],
      },
      analysis: {
        interval: '40s',
        threshold: 3,
        maxWeight: 100,
        stepWeight: 20,
        metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 }, interval: '1m' }],
        webhooks: [
          {
            name: 'load',
            url: 'http://loadtester.test/',
            timeout: '5s',
            metadata: { cmd: `hey -z 1m http://release-${i}-canary.bench:9080/` },
          },
        ],
      },
    },
  }),
};

function metadata(name: string) {
  return { name, namespace: 'bench' };
}

function destination(i: number, subset: string) {
  return { host: `app-${i}.bench.svc.cluster.local`, subset, port: { number: 9080 } };
}

/** Objects of some kinds in turns, those with one number belong together; `from` is the place of the first among all. */
export function objectsOf(kinds: readonly string[], count: number, from = 0): PlainObject[] {
  return Array.from({ length: count }, (_, i) => {
    const make = MAKERS[kinds[(from + i) % kinds.length] as string];
    if (make === undefined) throw new Error('no such kind');
    return make(Math.floor((from + i) / kinds.length));
  });
}

function deployment(i: number, app: string, version: string): PlainObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...metadata(version === '' ? app : `${app}-${version}`), labels: { app, version } },
    spec: {
      ...(version === '' ? {} : { replicas: 2 }),
      selector: { matchLabels: { app, version } },
      template: {
        metadata: { labels: { app, version }, annotations: { 'prometheus.io/scrape': 'true' } },
        spec: {
          serviceAccountName: `app-${i}`,
          containers: [
            {
              name: 'app',
              image: `docker.io/istio/examples-app:1.${i % 20}.0`,
              imagePullPolicy: 'IfNotPresent',
              ports: [{ containerPort: 9080 }],
              env: [{ name: 'LOG_DIR', value: '/tmp/logs' }],
              resources: { requests: { cpu: '100m', memory: '128Mi' } },
              readinessProbe: { httpGet: { path: '/ready', port: 9080 }, periodSeconds: 5 },
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  };
}
