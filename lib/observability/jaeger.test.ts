import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { Elasticsearch } from './elasticsearch';
import { Jaeger } from './jaeger';
import { JaegerStorage } from './jaeger-storage';
import { Kiali } from './kiali';

const image = 'docker.io/jaegertracing/jaeger:2.17.0';

function newChart(): Chart {
  return new Chart(Testing.app(), 'chart', { namespace: 'istio-system' });
}

function manifestsOf(storage: (chart: Chart) => JaegerStorage, nodePort?: number) {
  const chart = newChart();
  new Jaeger(chart, 'jaeger', { image, storage: storage(chart), nodePort });
  return Testing.synth(chart);
}

function elasticsearch(chart: Chart): Elasticsearch {
  return new Elasticsearch(chart, 'elasticsearch', {
    image: 'docker.elastic.co/elasticsearch/elasticsearch:8.19.14',
    password: { secretName: 'elasticsearch', key: 'password' },
    storage: '10Gi',
    clients: { app: 'jaeger' },
  });
}

describe('Jaeger', () => {
  test('GIVEN Badger THEN traces are on a disk, and two pods never share it', () => {
    const manifests = manifestsOf(() => JaegerStorage.badger({ size: '5Gi', retention: Duration.days(7) }));
    const config = parse(manifests.find(({ kind }) => kind === 'ConfigMap').data['config.yaml']);
    expect(config.extensions.jaeger_storage.backends.traces.badger).toEqual({
      ephemeral: false,
      directories: { keys: '/badger/keys', values: '/badger/values' },
      ttl: { spans: '168h' },
    });
    const { spec } = manifests.find(({ kind }) => kind === 'Deployment');
    expect(spec.strategy).toEqual({ type: 'Recreate' });
    expect(spec.template.spec.volumes).toContainEqual({
      name: 'jaeger-2',
      persistentVolumeClaim: { claimName: 'jaeger' },
    });
  });

  test('GIVEN a node port THEN the Services are those that others expect', () => {
    const services = manifestsOf(() => JaegerStorage.memory({ maxTraces: 1 }), 30111)
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata, spec }) => ({ name: metadata.name, ...spec }));
    expect(services).toEqual([
      {
        name: 'jaeger-collector',
        selector: { app: 'jaeger' },
        ports: [
          { name: 'grpc-otel', port: 4317 },
          { name: 'http-otel', port: 4318 },
          { name: 'http-thrift', port: 14268 },
          { name: 'grpc-jaeger', port: 14250 },
          { name: 'http-zipkin', port: 9411 },
        ],
      },
      { name: 'zipkin', selector: { app: 'jaeger' }, ports: [{ name: 'http-zipkin', port: 9411 }] },
      {
        name: 'tracing',
        type: 'NodePort',
        selector: { app: 'jaeger' },
        ports: [
          { name: 'http-query', port: 80, targetPort: 16686, nodePort: 30111 },
          { name: 'grpc-query', port: 16685 },
        ],
      },
    ]);
  });

  test('GIVEN Elasticsearch THEN Jaeger has its address, and its password from the Secret', () => {
    const manifests = manifestsOf((chart) => JaegerStorage.elasticsearch(elasticsearch(chart)));
    const config = parse(manifests.find(({ kind }) => kind === 'ConfigMap').data['config.yaml']);
    expect(config.extensions.jaeger_storage.backends.traces.elasticsearch).toMatchObject({
      server_urls: ['http://elasticsearch:9200'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Jaeger's syntax
      auth: { basic: { username: 'elastic', password: '${env:ELASTICSEARCH_PASSWORD}' } },
      indices: { spans: { shards: 1, replicas: 0 } },
    });
    const { spec } = manifests.find(({ kind }) => kind === 'Deployment');
    expect(spec.template.spec.containers[0].env).toEqual([
      {
        name: 'ELASTICSEARCH_PASSWORD',
        valueFrom: { secretKeyRef: { name: 'elasticsearch', key: 'password' } },
      },
    ]);
    expect(spec).not.toHaveProperty('strategy');
  });

  test.each([
    ['no retention', () => JaegerStorage.badger({ size: '1Gi', retention: Duration.seconds(0) }), 'must be above 0'],
    ['no traces', () => JaegerStorage.memory({ maxTraces: 0 }), 'maxTraces must be a whole number from 1, not 0'],
  ])('GIVEN %s THEN it is an error', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('Elasticsearch', () => {
  test('GIVEN clients THEN it has a volume and a password, and lets them in alone', () => {
    const chart = newChart();
    elasticsearch(chart);
    const [service, set, policy] = Testing.synth(chart);
    expect(service.spec).toEqual({ selector: { app: 'elasticsearch' }, ports: [{ name: 'http', port: 9200 }] });
    expect(set.spec.volumeClaimTemplates).toEqual([
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      },
    ]);
    const [container] = set.spec.template.spec.containers;
    expect(container.env).toEqual(
      expect.arrayContaining([
        { name: 'xpack.security.enabled', value: 'true' },
        { name: 'ES_JAVA_OPTS', value: '-Xms1024m -Xmx1024m' },
        { name: 'ELASTIC_PASSWORD', valueFrom: { secretKeyRef: { name: 'elasticsearch', key: 'password' } } },
      ]),
    );
    // The image's files belong to the group 0.
    expect(set.spec.template.spec.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 0,
      fsGroup: 0,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(policy.spec).toEqual({
      podSelector: { matchLabels: { app: 'elasticsearch' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'jaeger' } } }], ports: [{ port: 9200 }] }],
    });
  });
});

describe('Kiali', () => {
  test('GIVEN Kiali THEN it can read and nothing else, and is reached from the cluster alone', () => {
    const chart = newChart();
    new Kiali(chart, 'kiali', { image: 'quay.io/kiali/kiali:v2.27', prometheusUrl: 'http://prometheus:9090' });
    const manifests = Testing.synth(chart);
    const role = manifests.find(({ kind }) => kind === 'ClusterRole');
    const verbs = new Set(role.rules.flatMap((rule: { verbs: string[] }) => rule.verbs));
    expect([...verbs]).toEqual(['get', 'list', 'watch']);
    expect(role.rules.flatMap((rule: { resources: string[] }) => rule.resources)).not.toContain('secrets');
    expect(manifests.find(({ kind }) => kind === 'Service').spec).not.toHaveProperty('type');
    const config = parse(manifests.find(({ kind }) => kind === 'ConfigMap').data['config.yaml']);
    expect(config.deployment.view_only_mode).toBe(true);
    expect(config.external_services.tracing).toEqual({ enabled: false });
  });
});
