import { type JsonObject, REMOVED, type Release } from './recorded-release';

/** The kinds that a release is made of, and where the API server keeps them. */
export const RESOURCES: Readonly<Record<string, readonly [apiVersion: string, resource: string]>> = {
  Service: ['v1', 'services'],
  ConfigMap: ['v1', 'configmaps'],
  Secret: ['v1', 'secrets'],
  Deployment: ['apps/v1', 'deployments'],
  DaemonSet: ['apps/v1', 'daemonsets'],
  HorizontalPodAutoscaler: ['autoscaling/v2', 'horizontalpodautoscalers'],
  VirtualService: ['networking.istio.io/v1beta1', 'virtualservices'],
  DestinationRule: ['networking.istio.io/v1beta1', 'destinationrules'],
};

const BASE = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo', labels: { app: 'podinfo' } },
};

const WORKLOAD = {
  selector: { matchLabels: { app: 'podinfo', tier: 'web' } },
  template: {
    metadata: { labels: { app: 'podinfo', tier: 'web' }, annotations: { version: '0' } },
    spec: {
      containers: [
        {
          name: 'podinfo',
          image: 'podinfo:1',
          ports: [{ name: 'http', containerPort: 9898 }, { containerPort: 9797 }],
        },
        { name: 'istio-proxy', image: 'proxy:1', ports: [{ containerPort: 15090 }] },
      ],
    },
  },
};

/** What is released: a Deployment unless the release says otherwise. */
export function targetOf({ target = {} }: Release): JsonObject {
  if (target === 'none') return {};
  return withFields(target.kind === 'Service' ? BASE : { ...BASE, spec: WORKLOAD }, target);
}

/** An object with other fields; those that are undefined or removed are taken out. */
export function withFields(base: JsonObject, change: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const before = merged[key];
    if (value === REMOVED || value === undefined) delete merged[key];
    else merged[key] = isMap(before) && isMap(value) ? withFields(before, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
