import { describe, expect, test } from '@jest/globals';
import { destinationRule, istio, meshOf, namespace, pod, service, virtualService, yaml } from '../mesh/fixtures';
import { aspectWords, headline } from '../report/diff-words';
import { type Diff, diff } from './diff';

const WEB = yaml(
  namespace('web'),
  pod('web/client', '{app: client}'),
  pod('web/v1', '{app: a, version: v1}'),
  pod('web/v2', '{app: a, version: v2}'),
  service('web/a', 'http:80'),
  destinationRule(
    'web/a',
    '{host: a, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}',
  ),
);
const split = (v1: number) =>
  virtualService(
    'web/a',
    `{hosts: [a], http: [{route: [{destination: {host: a, subset: v1}, weight: ${v1}}, {destination: {host: a, subset: v2}, weight: ${100 - v1}}]}]}`,
  );

function between(before: string, after: string): Diff {
  return diff(meshOf(before, { complete: true }), meshOf(after, { complete: true }));
}

/** Who and which, then what is other. */
function lines({ traffic, looked }: Diff): readonly string[] {
  return traffic.map(
    (change) =>
      `${change.effect}: ${headline(change, looked.clients)}: ${aspectWords(change)
        .map(({ text }) => text)
        .join('; ')}`,
  );
}

describe('diff', () => {
  test('GIVEN other weights THEN it says whose requests, where to, and which shares', () => {
    expect(lines(between(yaml(WEB, split(80)), yaml(WEB, split(60))))).toEqual([
      'moves: requests to a.web:80 from everybody in the cluster: web/v1 80 % → 60 %, web/v2 20 % → 40 %',
    ]);
  });

  test('GIVEN a route by server name for one of the hosts of a wildcard THEN that host is told', () => {
    const outside = istio(
      'ServiceEntry',
      'web/e',
      '{hosts: ["*.com"], ports: [{number: 443, name: tls, protocol: TLS}], resolution: NONE, location: MESH_EXTERNAL}',
    );
    const rule = virtualService(
      'web/x',
      '{hosts: ["*.com"], tls: [{match: [{sniHosts: [x.com]}], route: [{destination: {host: a, port: {number: 80}}}]}]}',
    );
    const told = between(yaml(WEB, outside), yaml(WEB, outside, rule));
    expect([...told.traffic, ...told.unusual].flatMap(({ targets }) => targets.map(({ host }) => host))).toContain(
      'x.com',
    );
  });

  test('GIVEN a condition THEN only the requests that it is for', () => {
    const rule = virtualService(
      'web/a',
      '{hosts: [a], http: [{match: [{headers: {end-user: {exact: zyx}}, uri: {prefix: /api}}], route: [{destination: {host: a, subset: v2}}]}, {route: [{destination: {host: a, subset: v1}}]}]}',
    );
    const all = virtualService('web/a', '{hosts: [a], http: [{route: [{destination: {host: a, subset: v1}}]}]}');
    const found = between(yaml(WEB, all), yaml(WEB, rule));
    expect(lines(found)).toEqual([
      'moves: requests to a.web:80 from everybody in the cluster, with header end-user: zyx, with a path that begins with /api: web/v1 → web/v2',
    ]);
    expect(found.traffic[0]?.witness.after).toMatchObject({ path: '/api', headers: [['end-user', 'zyx']] });
  });

  test('GIVEN a rule that is written otherwise and means the same THEN nothing', () => {
    const one = '{hosts: [a], http: [{route: [{destination: {host: a, subset: v1}}]}]}';
    const other =
      '{hosts: [a.web.svc.cluster.local], http: [{name: x, match: [{uri: {prefix: /}}, {uri: {prefix: /a}}], route: [{destination: {host: a.web.svc.cluster.local, subset: v1}, weight: 7}]}]}';
    const { traffic, objects } = between(
      yaml(WEB, virtualService('web/a', one)),
      yaml(WEB, virtualService('web/a', other)),
    );
    expect([traffic, objects.map(({ kind }) => kind)]).toEqual([[], ['changed']]);
  });

  test('GIVEN a subset with another name at both ends THEN nothing', () => {
    const renamed = (name: string) =>
      yaml(
        WEB.replaceAll('name: v1, labels', `name: ${name}, labels`),
        virtualService('web/a', `{hosts: [a], http: [{route: [{destination: {host: a, subset: ${name}}}]}]}`),
      );
    expect(between(renamed('v1'), renamed('stable')).traffic).toEqual([]);
  });

  test('GIVEN a Service with another name, and all that named it THEN nothing, and it says that it was renamed', () => {
    const { traffic, objects } = between(
      yaml(WEB, split(80)),
      yaml(
        WEB.replace(
          'metadata: {name: a, namespace: web, annotations',
          'metadata: {name: b, namespace: web, annotations',
        ).replace('host: a,', 'host: b,'),
        split(80).replaceAll('host: a', 'host: b').replace('hosts: [a]', 'hosts: [b]'),
      ),
    );
    expect(traffic).toEqual([]);
    expect(objects.filter(({ kind }) => kind !== 'changed').map(({ kind, after }) => [kind, after?.id.name])).toEqual([
      ['renamed', 'b'],
    ]);
  });

  test('GIVEN a policy that denies THEN it breaks, for whom it denies; without it again it opens', () => {
    const deny = istio(
      'AuthorizationPolicy',
      'web/a',
      '{selector: {matchLabels: {app: a}}, action: DENY, rules: [{from: [{source: {namespaces: [shop]}}], to: [{operation: {paths: ["/admin*"]}}]}]}',
    );
    const shop = yaml(WEB, namespace('shop'), pod('shop/client', '{app: client}'));
    expect(lines(between(shop, yaml(shop, deny)))).toEqual([
      'breaks: requests to a.web:80 from shop/client, with a path that begins with /admin: web/v1 50 % → 0 %, web/v2 50 % → 0 %, 403 RBAC 0 % → 100 %',
    ]);
    expect(between(yaml(shop, deny), shop).traffic.map(({ effect }) => effect)).toEqual(['opens']);
  });

  test('GIVEN a DestinationRule without a host, as its schema allows THEN it is for nobody', () => {
    const nameless = destinationRule('web/nameless', '{exportTo: ["."]}');
    const of = (share: number) => meshOf(yaml(WEB, nameless, split(share)), { complete: true, sound: false });
    expect(lines(diff(of(80), of(60)))).toEqual([
      'moves: requests to a.web:80 from everybody in the cluster: web/v1 80 % → 60 %, web/v2 20 % → 40 %',
    ]);
  });

  test('GIVEN policies of a DestinationRule THEN the fields that differ', () => {
    const limited = WEB.replace(
      '{host: a, subsets',
      '{host: a, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3}}, subsets',
    );
    expect(lines(between(WEB, limited))).toEqual([
      'treats: requests to a.web:80 from everybody in the cluster: outlier detection: consecutive5xxErrors none → 3',
    ]);
  });

  test('GIVEN other images, pods and resources THEN they are told in words', () => {
    const deployment = (image: string, more: string) =>
      `apiVersion: apps/v1
kind: Deployment
metadata: {name: d, namespace: web}
spec:
  replicas: ${image === 'a:1' ? 1 : 3}
  selector: {matchLabels: {app: d}}
  template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: "${image}"${more}}]}}`;
    const { traffic, objects } = between(
      yaml(WEB, deployment('a:1', ', readinessProbe: {httpGet: {path: /healthz, port: 80}}')),
      yaml(WEB, deployment('a:2', ', resources: {limits: {memory: 1Gi}}')),
    );
    expect(traffic).toEqual([]);
    expect(objects[0]?.values).toEqual([
      { name: 'pods', before: '1', after: '3' },
      { name: 'image of container c', before: 'a:1', after: 'a:2' },
      { name: 'most memory for container c', before: undefined, after: '1Gi' },
      { name: 'readiness probe of container c', before: 'GET :80/healthz', after: undefined },
    ]);
  });

  test('GIVEN replicas that an autoscaler keeps anyway THEN the number of pods is the same', () => {
    const deployment = (replicas: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: d, namespace: web}
spec:${replicas}
  selector: {matchLabels: {app: d}}
  template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: a}]}}`;
    const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: d, namespace: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, minReplicas: 3, maxReplicas: 9}`;
    const valuesOf = (after: string) =>
      between(yaml(WEB, deployment('\n  replicas: 3')), after).objects.map(({ values }) => values);
    expect(valuesOf(yaml(WEB, deployment('')))).toEqual([[{ name: 'pods', before: '3', after: '1' }]]);
    expect(valuesOf(yaml(WEB, deployment(''), autoscaler))).toEqual([
      [{ name: 'spec.replicas', before: '3', after: undefined }],
      [],
    ]);
  });

  test('GIVEN more kinds of requests than the limit THEN it says that it stopped', () => {
    const headers = (to: string) =>
      virtualService(
        'web/a',
        `{hosts: [a], http: [${[...Array(12).keys()].map((n) => `{match: [{headers: {h${n}: {exact: x}}}], route: [{destination: {host: a, subset: ${to}}}]}`).join(', ')}]}`,
      );
    const [before, after] = [headers('v1'), headers('v2')].map((each) => meshOf(yaml(WEB, each), { complete: true }));
    const { looked } = diff(before as never, after as never, { limits: { requests: 3 } });
    expect(looked.cuts).toEqual(['a.web.svc.cluster.local:80: more than 3 kinds of requests: no more were looked at']);
  });
});
