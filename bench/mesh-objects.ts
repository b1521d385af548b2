import { referenceOf } from '../lib/kube/object-reference';
import type { ManifestObject } from '../lib/model/manifest';
import type { JudgedManifest } from '../lib/world/world';
import { MAKERS } from './check-objects';

const TEAMS = 20;

/** A mesh of so many Services in twenty namespaces, with twelve objects each, as an API server accepts them. */
export function meshObjects(services: number): readonly ManifestObject[] {
  const teams = Array.from({ length: TEAMS }, (_, team) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: `team-${team}`, labels: { 'istio-injection': 'enabled' } },
  }));
  const apps = Array.from({ length: services }, (_, i) => appObjects(i));
  return [...teams, ...apps.flat()].slice(0, services * 12);
}

function appObjects(i: number): readonly ManifestObject[] {
  const namespace = `team-${i % TEAMS}`;
  const app = `app-${i}`;
  const host = `${app}.${namespace}.svc.cluster.local`;
  const make = (apiVersion: string, kind: string, name: string, spec?: Readonly<Record<string, unknown>>) => ({
    apiVersion,
    kind,
    metadata: { name, namespace, labels: { app } },
    ...(spec === undefined ? {} : { spec }),
  });
  const deployment = (version: string) =>
    make('apps/v1', 'Deployment', `${app}-${version}`, {
      replicas: 2,
      selector: { matchLabels: { app, version } },
      template: {
        metadata: { labels: { app, version } },
        spec: {
          serviceAccountName: app,
          containers: [{ name: 'app', image: `registry.example.com/${app}:1`, ports: [{ containerPort: 8080 }] }],
        },
      },
    });
  const rule = MAKERS.DestinationRule?.(i).spec as object;
  const to = (subset: string) => ({ host, subset, port: { number: 9080 } });
  const networking = 'networking.istio.io/v1';
  const security = 'security.istio.io/v1';
  return [
    make('v1', 'Service', app, {
      clusterIP: `10.${i >> 8}.${i & 255}.1`,
      selector: { app },
      ports: [{ name: 'http', port: 9080, targetPort: 8080 }],
    }),
    ...['v1', 'v2', 'v3'].map(deployment),
    make(networking, 'VirtualService', app, {
      hosts: [host],
      http: [
        {
          match: [{ uri: { prefix: `/api/v${i % 7}/` }, headers: { 'end-user': { exact: 'jason' } } }],
          route: [{ destination: to('v2') }],
          timeout: '5s',
          retries: { attempts: 3, perTryTimeout: '2s', retryOn: '5xx,connect-failure' },
        },
        {
          route: [
            { destination: to('v1'), weight: 80 },
            { destination: to('v2'), weight: 20 },
          ],
        },
      ],
    }),
    make(networking, 'DestinationRule', app, { ...rule, host }),
    make(security, 'AuthorizationPolicy', app, {
      selector: { matchLabels: { app } },
      rules: [{ to: [{ operation: { methods: ['GET'] } }] }],
    }),
    make(security, 'PeerAuthentication', app, { selector: { matchLabels: { app } }, mtls: { mode: 'STRICT' } }),
    make(networking, 'ServiceEntry', `${app}-data`, {
      hosts: [`data-${i}.example.com`],
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
      resolution: 'DNS',
    }),
    make('policy/v1', 'PodDisruptionBudget', app, { minAvailable: 1, selector: { matchLabels: { app } } }),
    make('v1', 'ServiceAccount', app),
    make('autoscaling/v2', 'HorizontalPodAutoscaler', app, {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `${app}-v1` },
      maxReplicas: 5,
    }),
  ];
}

/** An object that an API server has accepted. */
export function judged(object: ManifestObject): JudgedManifest {
  const manifest = { object, resource: referenceOf(object), file: 'mesh.yaml', locate: () => ({ line: 1, column: 1 }) };
  return { manifest, sound: true, scope: object.kind === 'Namespace' ? 'Cluster' : 'Namespaced' };
}
