import type { CanaryAnalysis, CanaryService, CanarySpec } from '../../imports/flagger.app';
import type { ManifestObject } from '../model/manifest';
import type { CanaryObject, CanarySurroundings } from './canary';

/** A Canary `podinfo` in `test`, as in Flagger's tutorials. */
export function podinfoCanary({
  analysis = { interval: '1m', threshold: 5, stepWeight: 10 },
  service = {},
  ...spec
}: {
  readonly analysis?: CanaryAnalysis;
  readonly service?: Partial<CanaryService>;
} & Partial<Omit<CanarySpec, 'analysis' | 'service'>> = {}): CanaryObject {
  return {
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      service: { port: 9898, ...service },
      analysis,
      ...spec,
    },
  };
}

/** Its target. */
export const PODINFO = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo', namespace: 'test', labels: { app: 'podinfo', 'app.kubernetes.io/part-of': 'demo' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'podinfo', tier: 'web' } },
    template: {
      metadata: { labels: { app: 'podinfo', tier: 'web' } },
      spec: {
        containers: [{ name: 'podinfo', image: 'podinfo:6.0.0', ports: [{ name: 'http', containerPort: 9898 }] }],
      },
    },
  },
} as const;

/** A place with these objects. */
export function surroundings(...objects: readonly ManifestObject[]): CanarySurroundings {
  return {
    find: (kind, name) =>
      objects.find((each) => each.kind === kind && (each.metadata as { name?: string } | undefined)?.name === name),
  };
}
