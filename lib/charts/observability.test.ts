import { describe, expect, test } from '@jest/globals';
import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { App } from '../core/app';
import { Scenario } from '../core/scenario';
import { KialiAddon } from './kiali';
import { NamespacesChart } from './namespaces';
import { ObservabilityChart } from './observability';
import { persistenceScenarios } from './scenarios/persistence';
import { tracingScenarios } from './scenarios/tracing';
import { PROFILES, type Profile } from './settings';
import { TracingChart } from './tracing';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: manifests of many kinds
  readonly spec?: any;
}

function lab(profile: Profile = 'lab') {
  const app = new App({ outdir: '/nowhere' });
  const settings = PROFILES[profile];
  const namespaces = new NamespacesChart(app, 'namespaces', settings);
  const provider = { name: 'jaeger' };
  const tracing = new TracingChart(app, 'tracing', { namespace: namespaces.system, settings, provider });
  const chart = new ObservabilityChart(app, 'observability', {
    namespace: namespaces.system,
    settings,
    traces: tracing.jaeger,
  });
  const kiali = new KialiAddon(app, 'kiali', {
    namespace: namespaces.system,
    metrics: chart.prometheus,
    traces: tracing.jaeger,
  });
  tracingScenarios(app, { tracing, provider, applications: namespaces.applications });
  persistenceScenarios(app, { tracing, settings });
  const scenarios = app.node.children.filter((child) => child instanceof Scenario);
  const synth = (of: Parameters<typeof Testing.synth>[0]): Manifest[] => Testing.synth(of);
  return {
    steady: [...synth(tracing), ...synth(chart)],
    kiali: synth(kiali),
    scenarios: Object.fromEntries(scenarios.map((scenario) => [scenario.node.id, synth(scenario)])),
  };
}

const identity = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace}/${metadata.name}`;

function find(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

function nodePorts(manifests: readonly Manifest[]): Record<string, number> {
  return Object.fromEntries(
    manifests
      .filter(({ kind }) => kind === 'Service')
      .flatMap(({ metadata, spec }) =>
        spec.ports.flatMap(({ nodePort }: { nodePort?: number }) => (nodePort ? [[metadata.name, nodePort]] : [])),
      ),
  );
}

describe('the steady state', () => {
  const { steady, kiali } = lab();
  const files = (name: string) => find(steady, 'ConfigMap', name).data ?? {};

  test('GIVEN the lab THEN the notebook’s addresses work', () => {
    expect(nodePorts(steady)).toEqual({ tracing: 30111, prometheus: 30046, grafana: 30190 });
    expect(parse(files('jaeger')['config.yaml'] ?? '').extensions.jaeger_query.base_path).toBe('/jaeger');
  });

  test('GIVEN a cloud THEN there are no node ports', () => {
    const cloud = lab('cloud').steady;
    expect(nodePorts(cloud)).toEqual({});
    expect(cloud.filter(({ spec }) => spec?.type === 'NodePort')).toEqual([]);
  });

  test('GIVEN the mesh THEN every request is traced, and spans go to Jaeger', () => {
    expect(find(steady, 'Telemetry', 'mesh-default')).toMatchObject({
      metadata: { namespace: 'istio-system' },
      spec: { tracing: [{ providers: [{ name: 'jaeger' }], randomSamplingPercentage: 100 }] },
    });
  });

  test('GIVEN the notebook’s questions THEN Prometheus records their answers', () => {
    const { groups } = parse(files('prometheus')['recording-rules.yml'] ?? '');
    expect(groups.find(({ name }: { name: string }) => name === 'notebook').rules).toEqual([
      {
        record: 'productpage:istio_requests:total',
        expr: 'sum(istio_requests_total{reporter="destination", destination_service="productpage.default.svc.cluster.local"})',
      },
      {
        record: 'reviews_v3:istio_requests:total',
        expr: 'sum(istio_requests_total{reporter="destination", destination_service="reviews.default.svc.cluster.local", destination_version="v3"})',
      },
      {
        record: 'productpage:istio_requests:rate5m',
        expr: 'sum(rate(istio_requests_total{reporter="destination", destination_service=~"productpage.*", response_code="200"}[5m]))',
      },
    ]);
  });

  test('GIVEN dashboards and alerts THEN what they ask for by name is recorded', () => {
    const recorded = /\b[a-z]\w*:\w+:\w+\b/g;
    const rules = files('prometheus')['recording-rules.yml'] ?? '';
    const known = [...rules.matchAll(/record: (\S+)/g)].map((match) => match[1]);
    const asked = [...Object.values(files('grafana-dashboards')), files('grafana')['alerting.yaml'] ?? ''].flatMap(
      (file) => [...file.matchAll(recorded)].map(([name]) => name),
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('GIVEN alerts THEN errors, latency, canaries and the blast of an experiment are watched, and somebody hears of it', () => {
    const { groups, contactPoints, policies } = parse(files('grafana')['alerting.yaml'] ?? '');
    const rules = groups.flatMap(({ rules }: { rules: { uid: string }[] }) => rules.map(({ uid }) => uid));
    expect(rules).toEqual(['service-error-rate', 'service-latency-p99', 'experiment-blast', 'canary-failed']);
    expect(contactPoints.map(({ name }: { name: string }) => name)).toEqual([policies[0].receiver]);
  });

  test('GIVEN all of it THEN there is no secret in it, and nobody gets into Grafana without a password', () => {
    expect([...steady, ...kiali].filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(files('grafana')['grafana.ini']).toContain('[auth.anonymous]\nenabled = false\n');
    const env = find(steady, 'Deployment', 'grafana').spec.template.spec.containers[0].env;
    expect(env.every(({ valueFrom }: { valueFrom?: object }) => valueFrom !== undefined)).toBe(true);
  });

  test('GIVEN pods of the add-ons THEN none has a sidecar', () => {
    const labels = [...steady, ...kiali]
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ spec }) => spec.template.metadata.labels);
    expect(labels.map((label) => label['sidecar.istio.io/inject'])).toEqual(['false', 'false', 'false', 'false']);
  });

  test('GIVEN what is stored THEN it is on disks', () => {
    const claims = steady.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(claims.map(({ metadata }) => metadata.name)).toEqual(['jaeger', 'prometheus', 'grafana']);
  });
});

describe('the scenarios', () => {
  const { steady, scenarios } = lab();
  const there = new Set(steady.map(identity));
  const replaced = (name: string) => scenarios[name]?.map(identity).filter((object) => there.has(object));
  const added = (name: string) => scenarios[name]?.map(identity).filter((object) => !there.has(object));

  test('GIVEN traces in Elasticsearch THEN Jaeger is replaced and the database added', () => {
    expect(replaced('traces-in-elasticsearch')).toContain('Deployment istio-system/jaeger');
    expect(added('traces-in-elasticsearch')).toEqual([
      'Service istio-system/elasticsearch',
      'StatefulSet istio-system/elasticsearch',
      'NetworkPolicy istio-system/elasticsearch',
    ]);
  });

  test('GIVEN traces in memory THEN nothing is added', () => {
    expect(added('traces-in-memory')).toEqual([]);
  });

  test('GIVEN sampling THEN the Telemetry of the mesh is replaced', () => {
    expect(replaced('sampling-one-percent')).toEqual(['Telemetry istio-system/mesh-default']);
    expect(added('sampling-one-percent')).toEqual([]);
  });

  test('GIVEN tags THEN a Telemetry for reviews is added', () => {
    expect(added('tag-end-user')).toEqual(['Telemetry default/reviews-end-user']);
  });

  test('GIVEN any of them THEN no object is there twice', () => {
    for (const manifests of Object.values(scenarios)) {
      expect(new Set(manifests.map(identity)).size).toBe(manifests.length);
    }
  });
});
