import { describe, expect, test } from '@jest/globals';
import { documents, istio, meshNamespace, service, shop } from '../../../examples';
import { saying } from '../../../fixtures';
import { referenceMissing } from '.';

const found = saying(referenceMissing);
const route = (spec: string, namespace = 'shop') => istio('VirtualService', 'r', spec, namespace);
const to = (destination: string) => `hosts: [reviews]\nhttp: [{route: [{destination: {${destination}}}]}]`;
const entry = (host: string, more = '') =>
  istio(
    'ServiceEntry',
    'e',
    `hosts: ["${host}"]\nports: [{name: http, number: 80, protocol: HTTP}]\nresolution: NONE${more}`,
  );
const REVIEWS = shop('reviews');

describe('hosts of destinations', () => {
  test('GIVEN a slip of the pen THEN the Service is named that was meant, and who else names the host', () => {
    expect(
      found({
        'a.yaml': REVIEWS,
        'b.yaml': route(to('host: reveiws')),
        'c.yaml': route(
          `hosts: [ratings]\ntcp: [{route: [{destination: {host: reveiws.shop.svc.cluster.local}}]}]`,
        ).replace('name: r', 'name: s'),
      }),
    ).toEqual([
      'b.yaml:6 error IST0101: Service shop/reveiws does not exist: requests get 503',
      '  fix: did you mean reviews?',
      '  c.yaml:6: names it, too',
      '  a.yaml:7: has reviews',
    ]);
  });

  test('GIVEN a name with a dot THEN the full one is proposed, as istiod completes none', () => {
    expect(found(documents(REVIEWS, route(to('host: reviews.shop'), 'default')))).toEqual([
      'a.yaml:24 error IST0101: reviews.shop is no host of the mesh, as only names without a dot are completed: requests get 503',
      '  fix: write reviews.shop.svc.cluster.local',
    ]);
  });

  test('GIVEN a namespace without manifests THEN it is a note', () => {
    expect(found(documents(REVIEWS, route(to('host: reviews.elsewhere.svc.cluster.local'))))).toEqual([
      'a.yaml:24 note IST0101: Service elsewhere/reviews is not in the files given: unless it exists, requests get 503',
      '  fix: add the Service, or say under external in meshwright.yaml that it exists',
    ]);
  });

  test('GIVEN a host outside THEN a ServiceEntry is missed, and a slip of the pen found', () => {
    expect(found(documents(REVIEWS, route(to('host: api.example.com'))))).toEqual([
      'a.yaml:24 warning IST0101: no ServiceEntry among the files has api.example.com: unless one exists, requests get 503',
      '  fix: add a ServiceEntry, or say under external in meshwright.yaml that host api.example.com exists',
    ]);
    expect(found(documents(REVIEWS, entry('api.example.com'), route(to('host: api.exmaple.com'))))[1]).toBe(
      '  fix: did you mean api.example.com?',
    );
    expect(found(documents(REVIEWS, entry('*.example.com'), route(to('host: api.example.com'))))[0]).toBe(
      'a.yaml:32 warning IST0101: api.example.com itself is no host of the mesh, only *.example.com is: requests get 503',
    );
  });

  test('GIVEN a mirror, and a rule for bytes THEN the consequence is theirs', () => {
    const rules = `hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews}}], mirror: {host: a}}]\ntcp: [{route: [{destination: {host: b}}]}]`;
    expect(found(documents(REVIEWS, route(rules))).filter((line) => line.startsWith('a'))).toEqual([
      'a.yaml:24 error IST0101: Service shop/a does not exist: nothing is mirrored',
      'a.yaml:25 error IST0101: Service shop/b does not exist: connections are closed',
    ]);
  });

  test('GIVEN a host that is exported elsewhere THEN those who do not see it are named', () => {
    const yaml = documents(
      REVIEWS,
      entry('api.example.com', '\nexportTo: [admin]'),
      route(to('host: api.example.com')),
    );
    expect(found(yaml)).toEqual([
      'a.yaml:33 error IST0101: api.example.com is not exported to shop/reviews-v1: requests get 503',
      '  fix: export it to shop, too',
      '  a.yaml:26: who sees it',
    ]);
  });

  test.each([
    ['the Service of another namespace', to('host: web.other.svc.cluster.local'), {}],
    ['a host that is said to exist', to('host: api.example.com'), { external: { host: ['*.example.com'] } }],
    ['a Service that is said to exist', to('host: ratings'), { external: { service: ['shop/ratings'] } }],
    ['the API server', to('host: kubernetes.default.svc.cluster.local'), {}],
    ['a redirect', 'hosts: [reviews]\nhttp: [{redirect: {uri: /}}]', {}],
  ])('GIVEN %s THEN nothing is reported', (_name, spec, settings) => {
    const other = documents(meshNamespace('other'), service('web', '{port: 80}', { namespace: 'other' }));
    expect(found(documents(REVIEWS, other, route(spec)), settings)).toEqual([]);
  });

  test('GIVEN a host that an alternative of a ServiceEntry has THEN nothing is reported', () => {
    expect(
      found({
        'a.yaml': documents(REVIEWS, route(to('host: b.example.com'))),
        'x/e.yaml': entry('a.example.com'),
        'y/e.yaml': entry('b.example.com'),
      }),
    ).toEqual([]);
  });
});

describe('ports of destinations', () => {
  test('GIVEN the port of the pods THEN the one of the Service is proposed', () => {
    expect(found(documents(REVIEWS, route(to('host: reviews, port: {number: 8080}'))))).toEqual([
      'a.yaml:24 error IST0101: reviews has no port 8080: requests get 503',
      '  fix: write 80: 8080 is the port of the pods',
      '  a.yaml:8: its ports',
    ]);
  });

  test('GIVEN another port THEN those that there are are named', () => {
    const yaml = documents(
      shop('ratings'),
      service('reviews', '{name: a, port: 81}, {name: b, port: 82}'),
      route(to('host: reviews, port: {number: 80}')),
    );
    expect(found(yaml)[1]).toBe('  fix: it has 81, 82');
  });

  test('GIVEN a port of another alternative of the Service THEN nothing is reported', () => {
    const at = (port: number) => service('reviews', `{name: http, port: ${port}}`);
    expect(
      found({ 'a.yaml': route(to('host: reviews, port: {number: 81}')), 'x/s.yaml': at(80), 'y/s.yaml': at(81) }),
    ).toEqual([]);
  });
});
