import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Testing } from 'cdk8s';
import { Host } from '../istio';
import { Port } from '../kubernetes';
import { CanaryWorkload, FlaggerOperator, LoadCommand, LoadTester } from '.';

const setUp = (namespace: string | undefined = 'weather') => new Chart(Testing.app(), 'chart', { namespace });

describe('CanaryWorkload', () => {
  test('GIVEN an image and a port THEN a Deployment selects by app alone, says nothing of replicas, and has no Service', () => {
    const chart = setUp();
    const ad = new CanaryWorkload(chart, 'ad', { image: 'example.com/ad:1.0.0', port: Port.http(3003) });
    const [account, deployment, ...others] = chart.toJson();
    expect(others).toEqual([]);
    expect(account).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'ad', namespace: 'weather' },
    });
    expect(deployment.metadata).toEqual({ name: 'ad', namespace: 'weather', labels: { app: 'ad' } });
    expect(deployment.spec.replicas).toBeUndefined();
    expect(deployment.spec.selector).toEqual({ matchLabels: { app: 'ad' } });
    expect(deployment.spec.template.metadata.labels).toEqual({ app: 'ad' });
    expect(deployment.spec.template.spec.containers[0]).toMatchObject({
      name: 'ad',
      image: 'example.com/ad:1.0.0',
      ports: [{ name: 'http', containerPort: 3003 }],
    });
    expect([ad.host, ad.primaryHost, ad.canaryHost].map((host) => host.fullName)).toEqual([
      'ad.weather.svc.cluster.local',
      'ad-primary.weather.svc.cluster.local',
      'ad-canary.weather.svc.cluster.local',
    ]);
  });

  test('GIVEN a ServiceAccount THEN none is made', () => {
    const chart = setUp();
    const serviceAccount = { name: 'shared' };
    new CanaryWorkload(chart, 'ad', { image: 'example.com/ad:1.0.0', port: Port.http(80), serviceAccount });
    const [deployment, ...others] = chart.toJson();
    expect(others).toEqual([]);
    expect(deployment.spec.template.spec.serviceAccountName).toBe('shared');
  });
});

describe('load commands', () => {
  const host = Host.service({ name: 'ad', namespace: 'weather', ports: [Port.http(3003)] });

  test('GIVEN a host THEN the command asks it on its port', () => {
    expect(
      LoadCommand.hey({ host, path: '/ad', duration: Duration.seconds(90), workers: 1, queriesPerSecond: 2 }),
    ).toBe('hey -z 90s -q 2 -c 1 http://ad.weather:3003/ad');
    expect(LoadCommand.curl({ host, headers: { Cookie: 'user=tester' } })).toBe(
      "curl -sSf -o /dev/null -H 'Cookie: user=tester' http://ad.weather:3003/",
    );
  });

  test('GIVEN what a shell would take apart THEN it is an error', () => {
    expect(() => LoadCommand.curl({ host, path: '/a b' })).toThrow('nothing that a shell reads');
    expect(() => LoadCommand.curl({ host, path: '/a;reboot' })).toThrow('must begin with "/"');
    expect(() => LoadCommand.curl({ host, headers: { A: "b'c" } })).toThrow('has a quote');
    expect(() => LoadCommand.hey({ host, duration: Duration.seconds(1), workers: 0 })).toThrow('workers 0');
  });
});

describe('FlaggerOperator', () => {
  const rulesOf = (props: object = {}) => {
    const chart = setUp('istio-system');
    new FlaggerOperator(chart, 'flagger', { version: '1.44.0', metricsServer: 'http://prometheus:9090', ...props });
    const role = chart.toJson().find(({ kind }) => kind === 'ClusterRole');
    return role.rules as { apiGroups?: string[]; resources?: string[]; verbs: string[] }[];
  };
  const secretVerbs = (props: object) => rulesOf(props).find(({ resources }) => resources?.includes('secrets'))?.verbs;

  test('GIVEN Istio THEN there are rights for no other mesh', () => {
    expect([...new Set(rulesOf().flatMap(({ apiGroups }) => apiGroups ?? []))]).toEqual([
      'flagger.app',
      '',
      'apps',
      'autoscaling',
      'networking.istio.io',
    ]);
  });

  test('GIVEN no tracking of configuration THEN Secrets are read only, by name', () => {
    expect(secretVerbs({ configTracking: false })).toEqual(['get']);
    expect(secretVerbs({})).toContain('update');
  });

  test('GIVEN the Deployment THEN it is one pod at a time, outside of the mesh, with the arguments for Istio', () => {
    const chart = setUp('istio-system');
    new FlaggerOperator(chart, 'flagger', { version: '1.44.0', metricsServer: 'http://prometheus:9090' });
    const { spec } = chart.toJson().find(({ kind }) => kind === 'Deployment');
    expect(spec.strategy).toEqual({ type: 'Recreate' });
    expect(spec.template.metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
    expect(spec.template.spec.containers[0].args).toEqual([
      '-log-level=info',
      '-mesh-provider=istio',
      '-metrics-server=http://prometheus:9090',
      '-include-label-prefix=app.kubernetes.io',
      '-enable-config-tracking=true',
    ]);
  });

  test('GIVEN a chart without a namespace THEN it is an error', () => {
    const chart = new Chart(Testing.app(), 'chart');
    const props = { version: '1.44.0', metricsServer: 'http://prometheus:9090' };
    expect(() => new FlaggerOperator(chart, 'flagger', props)).toThrow('give its chart one');
  });
});

describe('LoadTester', () => {
  test('GIVEN a load tester THEN webhooks find it by the namespace, on port 80', () => {
    const chart = setUp('test');
    const tester = new LoadTester(chart, 'flagger-loadtester', { version: '0.38.0' });
    expect(tester.url).toBe('http://flagger-loadtester.test/');
    const { spec } = chart.toJson().find(({ kind }) => kind === 'Service');
    expect(spec.ports).toEqual([{ name: 'http', port: 80, targetPort: 8080 }]);
  });
});
