import { describe, expect, test } from '@jest/globals';
import { targetPortOf } from './endpoints';
import { istio, meshOf, namespace, pod, service, yaml } from './fixtures';

describe('services', () => {
  test('GIVEN Services THEN each is a host with its ports, and with an address unless it is headless', () => {
    const mesh = meshOf(
      yaml(
        service('web/a', 'http:80>8080 web:90', ', clusterIP: 10.0.0.1'),
        service('web/h', 'tcp:1', ', clusterIP: None'),
        'apiVersion: v1\nkind: Service\nmetadata: {name: x, namespace: web}\nspec: {type: ExternalName, externalName: api.example.com}',
      ),
    );
    expect(
      mesh.services.map(({ host, ports, resolution, addresses, hasAddress, aliasOf }) => [
        host,
        ports.map(({ number, protocol, targetPort }) => `${protocol} ${number}>${targetPort}`).join(),
        resolution,
        addresses.join(),
        hasAddress,
        aliasOf,
      ]),
    ).toEqual([
      ['a.web.svc.cluster.local', 'http 80>8080,auto 90>90', 'STATIC', '10.0.0.1', true, undefined],
      ['h.web.svc.cluster.local', 'tcp 1>1', 'NONE', '', false, undefined],
      ['x.web.svc.cluster.local', '', 'ALIAS', '', false, 'api.example.com'],
    ]);
  });

  test('GIVEN a ServiceEntry THEN each host is one; DNS capture gives it an address', () => {
    const entry = istio(
      'ServiceEntry',
      'web/e',
      '{hosts: [A.com, "*.b.com"], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS}',
    );
    const seen = (mesh: ReturnType<typeof meshOf>) =>
      mesh.services.map(({ host, external, hasAddress }) => `${host} ${external} ${hasAddress}`);
    expect(seen(meshOf(entry, { sound: false }))).toEqual(['a.com true false', '*.b.com true false']);
    const meshConfig = { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } } };
    expect(seen(meshOf(entry, { sound: false, meshConfig }))).toEqual(['a.com true true', '*.b.com true false']);
  });

  test('GIVEN exportTo THEN a host is found where it is seen', () => {
    const mesh = meshOf(
      yaml(
        service('web/a', 'http:80', '', '{networking.istio.io/exportTo: "., shop"}'),
        istio(
          'ServiceEntry',
          'web/e',
          '{hosts: [a.com], exportTo: [shop], resolution: DNS, ports: [{number: 80, name: http}]}',
        ),
      ),
    );
    const found = ['web', 'shop', 'other'].map((from) =>
      ['a', 'a.web.svc.cluster.local', 'a.com'].filter((name) => mesh.host(name, from) !== undefined),
    );
    expect(found).toEqual([['a', 'a.web.svc.cluster.local'], ['a.web.svc.cluster.local', 'a.com'], []]);
  });

  test('GIVEN a ServiceEntry with the name of a Service THEN the Service is meant, or what is of the own namespace', () => {
    const entry = (of: string) =>
      istio(
        'ServiceEntry',
        `${of}/e`,
        '{hosts: [a.web.svc.cluster.local], resolution: DNS, ports: [{number: 80, name: http}]}',
      );
    const mesh = meshOf(yaml(entry('a'), entry('shop'), service('web/a', 'http:80')));
    const kinds = ['web', 'shop', 'other'].map((from) => mesh.host('a.web.svc.cluster.local', from)?.entity.id);
    expect(kinds.map((id) => `${id?.kind} ${id?.namespace}`)).toEqual([
      'Service web',
      'ServiceEntry shop',
      'Service web',
    ]);
  });
});

describe('endpoints', () => {
  const of = (mesh: ReturnType<typeof meshOf>, host: string, subset?: Readonly<Record<string, string>>) => {
    const [found] = mesh.servicesWithHost(host);
    if (found === undefined) throw new Error('no service');
    const [port] = found.ports;
    return mesh
      .endpoints(found, subset)
      .map((each) => `${each.workload?.name ?? each.address} ${port && targetPortOf(each, port)}`);
  };

  test('GIVEN a Service THEN pods and WorkloadEntries with its labels are behind it, and their own ports count', () => {
    const mesh = meshOf(
      yaml(
        service('web/a', 'http:80>web'),
        pod('web/one', '{app: a, version: v1}').replace(
          'image: a}',
          'image: a, ports: [{name: web, containerPort: 8080}]}',
        ),
        pod('web/two', '{app: a, version: v2}').replace(
          'image: a}',
          'image: a, ports: [{name: web, containerPort: 9090}]}',
        ),
        pod('web/other', '{app: b}'),
        pod('shop/a', '{app: a}'),
        istio('WorkloadEntry', 'web/vm', '{address: 10.0.0.9, labels: {app: a, version: v1}, ports: {http: 81}}'),
      ),
    );
    expect(of(mesh, 'a.web.svc.cluster.local')).toEqual(['one 8080', 'two 9090', '10.0.0.9 81']);
    expect(of(mesh, 'a.web.svc.cluster.local', { version: 'v1' })).toEqual(['one 8080', '10.0.0.9 81']);
    expect(of(mesh, 'a.web.svc.cluster.local', { version: 'v1', 'topology.kubernetes.io/zone': 'z' })).toHaveLength(2);
    expect(of(mesh, 'a.web.svc.cluster.local', { version: 'v3' })).toEqual([]);
  });

  test('GIVEN ServiceEntries THEN what they say is behind them', () => {
    const entry = (name: string, more: string) =>
      istio('ServiceEntry', `web/${name}`, `{hosts: [${name}.com], ports: [{number: 80, name: http}], ${more}}`);
    const mesh = meshOf(
      yaml(
        namespace('web'),
        pod('web/p', '{app: p}'),
        entry('static', 'resolution: STATIC, endpoints: [{address: 10.0.0.1}, {address: 10.0.0.2, ports: {http: 81}}]'),
        entry('named', 'resolution: DNS'),
        entry('none', 'resolution: NONE'),
        entry('chosen', 'resolution: STATIC, workloadSelector: {labels: {app: p}}'),
      ),
    );
    expect(['static', 'named', 'none', 'chosen'].map((name) => of(mesh, `${name}.com`))).toEqual([
      ['10.0.0.1 80', '10.0.0.2 81'],
      ['named.com 80'],
      [],
      ['p 80'],
    ]);
  });

  test('GIVEN a Service without a selector THEN its EndpointSlices say what is behind it', () => {
    const mesh = meshOf(
      yaml(
        'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: web}\nspec: {ports: [{port: 80}]}',
        'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a-1, namespace: web, labels: {kubernetes.io/service-name: a}}\naddressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]',
      ),
    );
    expect(of(mesh, 'a.web.svc.cluster.local')).toEqual(['10.0.0.1 80']);
  });

  test('GIVEN a Canary THEN its primary answers, and the target has no pods between releases', () => {
    const mesh = meshOf(
      yaml(
        namespace('web'),
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: web}\nspec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: a}]}}}',
        'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata: {name: a, namespace: web}\nspec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, service: {port: 80}, analysis: {interval: 1m, threshold: 5, maxWeight: 50, stepWeight: 10}}',
      ),
    );
    const behind = mesh.services.map((each) => [
      each.host.split('.')[0],
      ...mesh.endpoints(each).map(({ workload, replicas }) => `${workload?.name} ${replicas}`),
    ]);
    expect(behind).toEqual([
      ['a', 'a-primary 1'],
      ['a-canary', 'a 0'],
      ['a-primary', 'a-primary 1'],
    ]);
    expect(mesh.virtualServices.map(({ entity }) => entity.derived?.by)).toEqual(['Flagger']);
  });
});
