import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { PromQuery } from './prom-query';
import { Prometheus, type PrometheusProps } from './prometheus';
import { ScrapeJob } from './scrape-job';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Record<string, string> };
  readonly data?: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: manifests of many kinds
  readonly [key: string]: any;
}

function synth(props: Partial<PrometheusProps> = {}): Manifest[] {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'istio-system' });
  new Prometheus(chart, 'prometheus', {
    image: 'docker.io/prom/prometheus:v3.10.0',
    jobs: [ScrapeJob.self()],
    storage: '20Gi',
    ...props,
  });
  return Testing.synth(chart);
}

function file(manifests: Manifest[], name: string) {
  return parse(manifests.find(({ kind }) => kind === 'ConfigMap')?.data?.[name] ?? '');
}

const kindsOf = (manifests: Manifest[]) => manifests.map(({ kind }) => kind).sort();

describe('Prometheus', () => {
  test('GIVEN a job without discovery THEN no rights are granted, and no token is mounted', () => {
    const manifests = synth();
    expect(kindsOf(manifests)).toEqual([
      'ConfigMap',
      'Deployment',
      'PersistentVolumeClaim',
      'Service',
      'ServiceAccount',
    ]);
    const { spec } = manifests.find(({ kind }) => kind === 'Deployment') as Manifest;
    expect(spec.template.spec.automountServiceAccountToken).toBe(false);
  });

  test('GIVEN a job for pods THEN pods can be read, and nothing else', () => {
    const role = synth({ jobs: [ScrapeJob.proxies()] }).find(({ kind }) => kind === 'ClusterRole');
    expect(role?.rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }]);
  });

  test('GIVEN a job for containers THEN metrics of nodes can be read, but kubelets not be used', () => {
    const role = synth({ jobs: [ScrapeJob.containers()] }).find(({ kind }) => kind === 'ClusterRole');
    expect(role?.rules).toEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    ]);
  });

  test('GIVEN intervals and rules THEN the files say so', () => {
    const manifests = synth({
      interval: Duration.seconds(5),
      jobs: [ScrapeJob.self({ interval: Duration.minutes(1) })],
      rules: [{ name: 'a', rules: [{ record: 'a:b:sum', query: PromQuery.parse('sum(b)'), labels: { c: 'd' } }] }],
    });
    expect(file(manifests, 'prometheus.yml')).toEqual({
      global: { scrape_interval: '5s', evaluation_interval: '5s' },
      rule_files: ['/etc/prometheus/recording-rules.yml'],
      scrape_configs: [
        { job_name: 'prometheus', scrape_interval: '1m', static_configs: [{ targets: ['localhost:9090'] }] },
      ],
    });
    expect(file(manifests, 'recording-rules.yml')).toEqual({
      groups: [{ name: 'a', rules: [{ record: 'a:b:sum', expr: 'sum(b)', labels: { c: 'd' } }] }],
    });
  });

  test('GIVEN a disk THEN a fifth of it stays free, and the pod is replaced in place', () => {
    const { spec } = synth({ retention: Duration.days(7) }).find(({ kind }) => kind === 'Deployment') as Manifest;
    expect(spec.strategy).toEqual({ type: 'Recreate' });
    expect(spec.template.spec.containers[0].args).toEqual([
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
      '--storage.tsdb.retention.time=168h',
      '--storage.tsdb.retention.size=16384MB',
    ]);
  });

  test('GIVEN a changed configuration THEN the pods change', () => {
    const checksum = (props: Partial<PrometheusProps>) =>
      synth(props).find(({ kind }) => kind === 'Deployment')?.spec.template.metadata.annotations;
    expect(checksum({})).not.toEqual(checksum({ interval: Duration.seconds(5) }));
  });

  test.each<[string, Partial<PrometheusProps>, string]>([
    ['a job twice', { jobs: [ScrapeJob.self(), ScrapeJob.self()] }, 'the job "prometheus" is there twice: keep one'],
    [
      'a rule with a variable',
      { rules: [{ name: 'a', rules: [{ record: 'a:b', query: PromQuery.parse('sum(b{c="$d"})') }] }] },
      'rule "a:b" of group "a" has the variable $d, which Prometheus does not know: write its value',
    ],
    [
      'two rules of one name',
      {
        rules: [
          {
            name: 'a',
            rules: [
              { record: 'a:b', query: PromQuery.parse('b') },
              { record: 'a:b', query: PromQuery.parse('c') },
            ],
          },
        ],
      },
      '"a:b" is recorded twice: rename one',
    ],
    [
      'a name that is none',
      { rules: [{ name: 'a', rules: [{ record: 'a b:c', query: PromQuery.parse('b') }] }] },
      '"a b:c" is no name of a recorded metric',
    ],
  ])('GIVEN %s THEN it is an error', (_, props, message) => {
    expect(() => synth(props)).toThrow(message);
  });
});

describe('ScrapeJob', () => {
  /** Whether a job takes a pod, by its rules that keep and drop. */
  function takes(job: ScrapeJob, pod: Record<string, string>): boolean {
    return (job._toWire(() => '').relabel_configs ?? []).every(({ action, source_labels = [], regex = '(.*)' }) => {
      const value = source_labels.map((label) => pod[label.replace('__meta_kubernetes_pod_', '')] ?? '').join(';');
      const matches = new RegExp(`^(?:${regex})$`).test(value);
      return action === 'keep' ? matches : action === 'drop' ? !matches : true;
    });
  }

  const scraped = { annotation_prometheus_io_scrape: 'true', phase: 'Running' };
  const pods = {
    sidecar: { ...scraped, annotation_prometheus_io_port: '15020', label_app: 'reviews' },
    istiod: { ...scraped, annotation_prometheus_io_port: '15014', label_app: 'istiod' },
    flagger: { ...scraped, annotation_prometheus_io_port: '8080', label_app: 'flagger' },
    withoutPort: { ...scraped },
    finished: { ...scraped, annotation_prometheus_io_port: '8080', phase: 'Succeeded' },
    silent: { phase: 'Running', annotation_prometheus_io_port: '8080' },
  };
  const jobs = [ScrapeJob.proxies(), ScrapeJob.controlPlane(), ScrapeJob.annotatedPods()];

  test('GIVEN pods of all sorts THEN each is scraped by one job, or by none', () => {
    const by = Object.fromEntries(
      Object.entries(pods).map(([name, pod]) => [name, jobs.filter((job) => takes(job, pod)).map((job) => job.name)]),
    );
    expect(by).toEqual({
      sidecar: ['istio-proxies'],
      istiod: ['istiod'],
      flagger: ['kubernetes-pods'],
      withoutPort: [],
      finished: [],
      silent: [],
    });
  });

  test.each([
    ['15020;10.0.0.7', '10.0.0.7:15020'],
    ['15020;fd00::7', '[fd00::7]:15020'],
  ])('GIVEN the port and address %s THEN %s is asked', (value, address) => {
    const rules = ScrapeJob.proxies()._toWire(() => '').relabel_configs ?? [];
    const matching = rules
      .filter(({ target_label }) => target_label === '__address__')
      .flatMap(({ regex = '', replacement = '' }) => {
        const match = new RegExp(`^(?:${regex})$`).exec(value);
        return match === null ? [] : [replacement.replace(/\$(\d)/g, (_, index) => match[Number(index)] ?? '')];
      });
    expect(matching).toEqual([address]);
  });
});
