import type { CanaryMetric } from '../../imports/flagger.app';
import { type JsonObject, REMOVED, type Release } from './recorded-release';

const RATE: CanaryMetric = { name: 'request-success-rate', interval: '30s', thresholdRange: { min: 99 } };
const HEADER = [{ headers: { 'x-canary': { exact: 'always' } } }];
const ALL_HOOKS = ['pre-rollout', 'rollout', 'post-rollout'] as const;

const config = (kind: string, name: string, more: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, labels: { 'app.kubernetes.io/part-of': 'demo', team: 'a' }, annotations: { note: 'mine' } },
  ...more,
});

const TEMPLATE: JsonObject = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'MetricTemplate',
  metadata: { name: 'errors' },
  spec: {
    provider: { type: 'prometheus', address: '{{ prometheus }}' },
    query:
      'errors{destination_workload_namespace="{{ namespace }}",destination_workload="{{ target }}"}[{{ interval }}]',
  },
};

/** Releases that differ in what Flagger does, good and bad. */
export const RELEASES: readonly Release[] = [
  {
    name: 'steps of 20 to 100, all hooks',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 20, metrics: [RATE] } },
    hooks: ALL_HOOKS,
    ticks: 11,
  },
  {
    name: 'the success rate is too low from the first check',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 20, threshold: 3, metrics: [RATE] } },
    hooks: ['post-rollout'],
    assumptions: { failing: 'always' },
    ticks: 8,
  },
  {
    name: 'no values, then a new version',
    canary: {
      service: { port: 9898 },
      analysis: { stepWeight: 50, threshold: 2, metrics: [RATE, { ...RATE, name: 'request-duration' }] },
    },
    assumptions: { noData: [2, 3], newRevisionAt: [6] },
    ticks: 13,
  },
  {
    name: 'listed steps, promotion in steps',
    canary: { service: { port: 9898 }, analysis: { stepWeights: [1, 2, 10, 80], stepWeightPromotion: 25 } },
    ticks: 13,
  },
  {
    name: 'a step beyond the maximum',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 30, maxWeight: 50 } },
    ticks: 7,
  },
  {
    name: 'mirror before the first share',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50, mirror: true, mirrorWeight: 40 } },
    hooks: ['rollout', 'confirm-traffic-increase'],
    assumptions: { refused: { rollout: [2] } },
    ticks: 9,
  },
  {
    name: 'A/B, with a gate for the promotion',
    canary: {
      service: {
        port: 9898,
        match: [{ uri: { prefix: '/api' }, headers: { b: { exact: '3' } } }, { uri: { prefix: '/' } }],
        headers: { request: { add: { 'x-a': 'b' } } },
      },
      analysis: { iterations: 2, match: [...HEADER, { sourceLabels: { app: 'x' } }] },
    },
    hooks: ['rollout', 'confirm-promotion', 'post-rollout'],
    assumptions: { refused: { 'confirm-promotion': [3, 5] } },
    ticks: 14,
  },
  {
    name: 'blue/green',
    canary: { service: { port: 9898 }, analysis: { iterations: 2 } },
    hooks: ['rollout', 'confirm-promotion'],
    ticks: 8,
  },
  {
    name: 'blue/green with a mirror, failing',
    canary: { service: { port: 9898 }, analysis: { iterations: 3, mirror: true, threshold: 2 } },
    hooks: ALL_HOOKS,
    assumptions: { refused: { rollout: [3, 5], 'post-rollout': 'always' } },
    ticks: 8,
  },
  {
    name: 'blue/green with a mirror',
    canary: { service: { port: 9898 }, analysis: { iterations: 2, mirror: true } },
    ticks: 8,
  },
  {
    name: 'session affinity, both versions',
    canary: {
      service: { port: 9898, match: [{ uri: { prefix: '/' } }] },
      analysis: {
        stepWeight: 50,
        sessionAffinity: {
          cookieName: 'flagger',
          primaryCookieName: 'primary',
          ...{
            domain: 'example.com',
            httpOnly: true,
            maxAge: 3600,
            partitioned: true,
            path: '/',
            sameSite: 'Lax',
            secure: true,
          },
        },
      },
    },
    assumptions: { newRevisionAt: [3, 9] },
    ticks: 15,
  },
  {
    name: 'session affinity beside headers',
    canary: {
      service: { port: 9898, headers: { response: { remove: ['server'] } } },
      analysis: { stepWeight: 50, threshold: 1, sessionAffinity: { cookieName: 'flagger' } },
    },
    hooks: ['rollback'],
    assumptions: { refused: { rollback: [2] } },
    ticks: 6,
  },
  {
    name: 'session affinity with a mirror',
    canary: {
      service: { port: 9898 },
      analysis: { stepWeight: 50, mirror: true, sessionAffinity: { cookieName: 'flagger' } },
    },
    hooks: ['pre-rollout', 'rollout'],
    ticks: 6,
  },
  {
    name: 'a match with a mirror',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50, mirror: true, match: HEADER } },
    hooks: ['pre-rollout', 'rollout'],
    ticks: 6,
  },
  {
    name: 'TCP',
    canary: { service: { port: 9898, appProtocol: 'tcp', match: [{ port: 9898 }] }, analysis: { stepWeight: 50 } },
    ticks: 7,
  },
  {
    name: 'a delegate with discovered ports',
    canary: {
      service: { port: 80, targetPort: 9898, delegation: true, portDiscovery: true, name: 'web' },
      analysis: { stepWeight: 50 },
    },
    ticks: 7,
  },
  {
    name: 'everything that the service says',
    canary: {
      service: {
        port: 9898,
        targetPort: 'http',
        portName: 'grpc',
        appProtocol: 'grpc',
        portDiscovery: true,
        headless: true,
        trafficDistribution: 'PreferClose',
        gateways: ['istio-system/public', 'mesh'],
        hosts: ['web.example.com'],
        rewrite: { uri: '/v1', authority: 'other', type: 'ReplacePrefixMatch' },
        timeout: '5s',
        retries: { attempts: 3, perTryTimeout: '1s', retryOn: '5xx' },
        corsPolicy: { allowOrigins: [{ exact: 'https://example.com' }], allowMethods: ['GET'], maxAge: '24h' },
        headers: { request: { add: { a: 'b' }, set: { c: 'd' }, remove: ['e'] } },
        match: [{ uri: { prefix: '/' }, method: { exact: 'GET' }, queryParams: { q: { exact: '1' } } }],
        trafficPolicy: {
          connectionPool: { http: { http1MaxPendingRequests: 5 } },
          outlierDetection: { consecutive5xxErrors: 3, interval: '10s' },
          loadBalancer: { simple: 'LEAST_REQUEST' },
          tls: { mode: 'ISTIO_MUTUAL' },
        },
        apex: { labels: { team: 'a' }, annotations: { 'x/apex': '1' } },
        primary: { labels: { team: 'b' }, annotations: { 'x/primary': '2' } },
        canary: { labels: { team: 'c' }, annotations: { 'x/canary': '3' } },
      },
      analysis: { stepWeight: 50 },
    },
    ticks: 7,
  },
  {
    name: 'a new version in the middle',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 40, threshold: 2 } },
    hooks: ['rollout'],
    assumptions: { refused: { rollout: [2, 6] }, newRevisionAt: [3] },
    ticks: 11,
  },
  {
    name: 'a gate for the start',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    hooks: ['confirm-rollout', 'rollback'],
    assumptions: { refused: { 'confirm-rollout': [0, 1, 2] } },
    ticks: 10,
  },
  {
    name: 'a gate for shares',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    hooks: ['pre-rollout', 'rollout', 'confirm-traffic-increase'],
    assumptions: { refused: { 'confirm-traffic-increase': [1, 2, 4] } },
    ticks: 11,
  },
  {
    name: 'a rollback on demand while the promotion waits',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    hooks: ['confirm-promotion', 'rollback'],
    assumptions: { refused: { 'confirm-promotion': 'always', rollback: [5] } },
    ticks: 8,
  },
  {
    name: 'before the first share it fails',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50, threshold: 2 } },
    hooks: ['pre-rollout'],
    assumptions: { refused: { 'pre-rollout': 'always' } },
    ticks: 5,
  },
  {
    name: 'unchecked',
    canary: { skipAnalysis: true, service: { port: 9898 }, analysis: { stepWeight: 50 } },
    hooks: ALL_HOOKS,
    ticks: 4,
  },
  {
    name: 'suspended',
    canary: { suspend: true, service: { port: 9898 }, analysis: { stepWeight: 50 } },
    ticks: 3,
  },
  {
    name: 'slow pods',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 100 } },
    assumptions: { ready: 15 },
    ticks: 11,
  },
  {
    name: 'pods that never start',
    canary: { progressDeadlineSeconds: 35, service: { port: 9898 }, analysis: { stepWeight: 50 } },
    hooks: ['post-rollout'],
    assumptions: { ready: 'never' },
    ticks: 7,
  },
  {
    name: 'pods that never start, of a target with a deadline and replicas',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    target: { spec: { replicas: 2, progressDeadlineSeconds: 35 } },
    assumptions: { ready: 'never' },
    ticks: 7,
  },
  {
    name: 'pods that never start, of a target with a deadline that is only scaled up',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    target: { spec: { progressDeadlineSeconds: 25 } },
    assumptions: { ready: 'never' },
    ticks: 7,
  },
  {
    name: 'all pods go before new ones come',
    canary: { progressDeadlineSeconds: 35, service: { port: 9898 }, analysis: { stepWeight: 100 } },
    target: { spec: { replicas: 2, strategy: { type: 'Recreate' } } },
    assumptions: { ready: 5, primaryReady: 'never' },
    ticks: 10,
  },
  {
    name: 'a primary that does not come up',
    canary: { progressDeadlineSeconds: 15, service: { port: 9898 }, analysis: { stepWeight: 100 } },
    hooks: ['post-rollout'],
    target: { spec: { progressDeadlineSeconds: 35 } },
    assumptions: { ready: 5, primaryReady: 'never' },
    ticks: 10,
  },
  {
    name: 'four replicas, slow',
    canary: {
      service: { port: 9898 },
      analysis: { stepWeight: 100, primaryReadyThreshold: 50, canaryReadyThreshold: 50 },
    },
    target: { spec: { replicas: 4 } },
    assumptions: { ready: 13, newRevisionAt: [4] },
    ticks: 14,
  },
  {
    name: 'an autoscaler',
    canary: {
      service: { port: 9898 },
      autoscalerRef: {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        name: 'podinfo',
        primaryScalerReplicas: { minReplicas: 3, maxReplicas: 6 },
      },
      analysis: { stepWeight: 100 },
    },
    surroundings: [
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: {
          name: 'podinfo',
          labels: { team: 'a', 'app.kubernetes.io/part-of': 'demo' },
          annotations: { note: 'mine' },
        },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
          minReplicas: 2,
          maxReplicas: 4,
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
          ],
        },
      },
    ],
    ticks: 6,
  },
  {
    name: 'copies of what pods use',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 100 } },
    target: {
      metadata: {
        labels: {
          app: 'podinfo',
          'app.kubernetes.io/part-of': 'demo',
          team: 'a',
          'kustomize.toolkit.fluxcd.io/name': 'x',
        },
        annotations: { note: 'mine', 'app.kubernetes.io/note': 'theirs', 'kustomize.toolkit.fluxcd.io/x': 'y' },
      },
      spec: {
        minReadySeconds: 1,
        revisionHistoryLimit: 3,
        template: {
          metadata: {
            labels: { app: 'podinfo', tier: 'web', 'helm.toolkit.fluxcd.io/name': 'x' },
            annotations: { note: 'mine', 'helm.toolkit.fluxcd.io/x': 'y' },
          },
          spec: {
            affinity: {
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  {
                    weight: 100,
                    podAffinityTerm: {
                      topologyKey: 'kubernetes.io/hostname',
                      labelSelector: {
                        matchLabels: { app: 'podinfo', tier: 'web' },
                        matchExpressions: [{ key: 'app', operator: 'In', values: ['podinfo', 'other'] }],
                      },
                    },
                  },
                ],
              },
            },
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: 'zone',
                whenUnsatisfiable: 'ScheduleAnyway',
                labelSelector: { matchLabels: { app: 'podinfo' } },
              },
            ],
            initContainers: [
              {
                name: 'init',
                image: 'init',
                env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'env', key: 'a' } } }],
              },
            ],
            volumes: [
              { name: 'files', configMap: { name: 'files' } },
              { name: 'mine', configMap: { name: 'untracked' } },
              { name: 'tls', secret: { secretName: 'tls' } },
              {
                name: 'all',
                projected: { sources: [{ secret: { name: 'opaque' } }, { configMap: { name: 'files' } }] },
              },
            ],
          },
        },
      },
    },
    surroundings: [
      config('ConfigMap', 'env', { data: { a: 'b' } }),
      config('ConfigMap', 'files', { data: { a: 'b' }, binaryData: { c: 'ZA==' } }),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'untracked', annotations: { 'flagger.app/config-tracking': 'disabled' } },
        data: {},
      },
      config('Secret', 'opaque', { stringData: { a: 'b' } }),
      config('Secret', 'tls', { type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==', 'tls.key': 'Yg==' } }),
    ],
    ticks: 6,
  },
  {
    name: 'Services and a rule that are there',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 100 } },
    surroundings: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'podinfo', labels: { a: 'b' }, annotations: { c: 'd' } },
        spec: {
          type: 'NodePort',
          selector: { app: 'podinfo' },
          ports: [{ name: 'http', port: 9898, nodePort: 30123 }],
        },
      },
      {
        apiVersion: 'networking.istio.io/v1beta1',
        kind: 'DestinationRule',
        metadata: { name: 'podinfo-primary', labels: { a: 'b' } },
        spec: { host: 'other', subsets: [{ name: 'v1', labels: { version: 'v1' } }] },
      },
    ],
    ticks: 6,
  },
  {
    name: 'a DaemonSet',
    canary: {
      targetRef: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'podinfo' },
      service: { port: 9898 },
      analysis: { stepWeight: 100 },
    },
    target: { kind: 'DaemonSet', spec: { template: { spec: { nodeSelector: { disk: 'ssd' } } } } },
    ticks: 6,
  },
  {
    name: 'a Service',
    canary: {
      targetRef: { apiVersion: 'v1', kind: 'Service', name: 'podinfo' },
      service: { port: 9898 },
      analysis: { stepWeight: 100 },
    },
    target: { apiVersion: 'v1', kind: 'Service', spec: { type: 'ExternalName', externalName: 'v0.example.com' } },
    ticks: 6,
  },
  {
    name: 'provider kubernetes',
    canary: { provider: 'kubernetes', service: { port: 9898 }, analysis: { stepWeight: 50, match: HEADER } },
    hooks: ['rollout'],
    assumptions: { refused: { rollout: [3] } },
    ticks: 16,
  },
  {
    name: 'metrics of all kinds, each failing once',
    canary: {
      service: { port: 9898 },
      analysis: {
        stepWeight: 10,
        threshold: 10,
        metrics: [
          { name: 'errors', interval: '1m', templateRef: { name: 'errors' }, thresholdRange: { max: 5 } },
          { name: 'latency', query: 'latency{destination_workload_namespace="{{ namespace }}"}', threshold: 10 },
          { name: 'request-duration', threshold: 1500 },
          { name: 'request-success-rate', threshold: 99.5 },
        ],
      },
    },
    surroundings: [TEMPLATE],
    assumptions: { failing: [2, 3], noData: [4] },
    ticks: 7,
  },
  {
    name: 'a template that fails',
    canary: {
      service: { port: 9898 },
      analysis: {
        stepWeight: 50,
        threshold: 2,
        metrics: [{ name: 'errors', interval: '1m', templateRef: { name: 'errors' }, threshold: 5 }],
      },
    },
    surroundings: [TEMPLATE],
    assumptions: { failing: [2], noData: [3] },
    ticks: 6,
  },
  {
    name: 'a query that fails',
    canary: {
      service: { port: 9898 },
      analysis: {
        stepWeight: 50,
        threshold: 2,
        metrics: [
          { name: 'latency', query: 'latency{destination_workload_namespace="{{ namespace }}"}', threshold: 10 },
        ],
      },
    },
    assumptions: { failing: [2], noData: [3] },
    ticks: 6,
  },
  {
    name: 'a duration that is too long',
    canary: {
      service: { port: 9898 },
      analysis: { stepWeight: 50, threshold: 2, metrics: [{ name: 'request-duration', threshold: 1500 }] },
    },
    assumptions: { failing: [2], noData: [3] },
    ticks: 6,
  },
  {
    name: 'a metric that nobody knows',
    canary: {
      service: { port: 9898 },
      analysis: { stepWeight: 50, threshold: 2, metrics: [RATE, { name: 'unheard-of' }] },
    },
    ticks: 6,
  },
  {
    name: 'a maximum out of reach',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50, maxWeight: 150 } },
    ticks: 6,
  },
  {
    name: 'no step',
    canary: { service: { port: 9898 }, analysis: { stepWeights: [10, 30, 20] } },
    hooks: ['confirm-traffic-increase'],
    ticks: 6,
  },
  {
    name: 'a retry after a failure, in the middle of nothing',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50, threshold: 1 } },
    hooks: ['rollout'],
    assumptions: { refused: { rollout: [2] }, newRevisionAt: [5] },
    ticks: 12,
  },
  ...(['ClusterIP', 'headless', 'NodePort'] as const).flatMap((type): Release[] => {
    const canary: Release['canary'] = {
      targetRef: { apiVersion: 'v1', kind: 'Service', name: 'podinfo' },
      service: { port: 9898 },
      analysis: { stepWeight: 100 },
    };
    const spec = {
      selector: { app: 'podinfo' },
      ports: [{ name: 'http', port: 9898 }],
      ...(type === 'headless' ? { clusterIP: 'None' } : { type }),
    };
    const like = (name: string) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
    const target = { apiVersion: 'v1', kind: 'Service', spec };
    return [
      { name: `never: a Service alone, ${type}`, canary, target, ticks: 0 },
      {
        name: `${type === 'headless' ? '' : 'never: '}a Service beside the two that are like it, ${type}`,
        canary,
        target,
        surroundings: [like('podinfo-primary'), like('podinfo-canary')],
        ticks: type === 'headless' ? 6 : 0,
      },
    ];
  }),
  {
    name: 'never: no target',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    target: 'none',
    ticks: 0,
  },
  {
    name: 'never: a selector without a label of an app',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    target: {
      spec: {
        selector: { matchLabels: { app: REMOVED, tier: 'web' } },
        template: { metadata: { labels: { app: REMOVED, tier: 'web' } } },
      },
    },
    ticks: 0,
  },
  {
    name: 'never: no ConfigMap',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    target: { spec: { template: { spec: { volumes: [{ name: 'v', configMap: { name: 'env' } }] } } } },
    ticks: 0,
  },
  {
    name: 'never: no Secret',
    canary: { service: { port: 9898 }, analysis: { stepWeight: 50 } },
    target: { spec: { template: { spec: { volumes: [{ name: 'v', secret: { secretName: 'key' } }] } } } },
    ticks: 0,
  },
  {
    name: 'never: no autoscaler',
    canary: {
      service: { port: 9898 },
      autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'podinfo' },
      analysis: { stepWeight: 50 },
    },
    ticks: 0,
  },
  {
    name: 'never: a delegate with hosts',
    canary: { service: { port: 9898, delegation: true, hosts: ['web'] }, analysis: { stepWeight: 50 } },
    ticks: 0,
  },
  {
    name: 'never: a DaemonSet that replaces its pods when they are deleted',
    canary: {
      targetRef: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'podinfo' },
      service: { port: 9898 },
      analysis: { stepWeight: 50 },
    },
    target: { kind: 'DaemonSet', spec: { updateStrategy: { type: 'OnDelete' } } },
    ticks: 0,
  },
];
