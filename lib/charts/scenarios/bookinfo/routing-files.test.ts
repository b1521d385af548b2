import { describe, expect, test } from '@jest/globals';
import { type Manifest, renderLab } from './lab.testing';

const files = renderLab();
const objectsOf = (name: string) => files.get(`scenarios/bookinfo/${name}.k8s.yaml`) ?? [];
const ofKind = (objects: readonly Manifest[], kind: string) => objects.filter((object) => object.kind === kind);

/** `reviews` and `reviews.default.svc.cluster.local` are one host. */
const fullHost = (host: string) => (host.includes('.') || host === '*' ? host : `${host}.default.svc.cluster.local`);

/**
 * What a route does, whatever way it is written in: hosts in full, shares in percent, faults with their percentage;
 * rules after one for all requests are left out, for none reaches them.
 */
function routes({ spec }: Manifest): object {
  const rules = (spec.http ?? []).map((rule: Manifest['spec']) => ({
    ...(rule.match && { match: rule.match }),
    ...(rule.fault && { fault: rule.fault }),
    to: Object.fromEntries(
      rule.route.map(({ destination, weight }: Manifest['spec']) => [
        [fullHost(destination.host), destination.subset, destination.port?.number].filter(Boolean).join(' '),
        (100 * (rule.route.length === 1 ? 1 : weight)) /
          (rule.route.length === 1
            ? 1
            : rule.route.reduce((sum: number, other: Manifest['spec']) => sum + (other.weight ?? 0), 0)),
      ]),
    ),
  }));
  const last = rules.findIndex((rule: object) => !('match' in rule));
  return {
    hosts: spec.hosts.map(fullHost),
    ...(spec.gateways && { gateways: spec.gateways }),
    rules: last < 0 ? rules : rules.slice(0, last + 1),
  };
}

/** What a destination rule says, its subsets by name. */
function policy({ spec }: Manifest): object {
  const { host, subsets, ...others } = spec;
  const byName = (subsets ?? []).map(({ name, ...rest }: Manifest['spec']) => [name, rest]);
  return { host: fullHost(host), subsets: Object.fromEntries(byName), ...others };
}

const byName = (objects: readonly Manifest[], read: (object: Manifest) => object) =>
  Object.fromEntries(objects.map((object) => [object.metadata.name, read(object)]));

/** Values as upstream's files have them. */
const host = (app: string) => `${app}.default.svc.cluster.local`;
const all = (app: string, version: string) => ({
  hosts: [host(app)],
  rules: [{ to: { [`${host(app)} ${version}`]: 100 } }],
});
const reviews = (...rules: object[]) => ({ reviews: { hosts: [host('reviews')], rules } });
const share = (shares: Record<string, number>) => ({
  to: Object.fromEntries(
    Object.entries(shares).map(([version, percent]) => [`${host('reviews')} ${version}`, percent]),
  ),
});
const jason = [{ headers: { 'end-user': { exact: 'jason' } } }];
const ratingsV1 = { to: { [`${host('ratings')} v1`]: 100 } };

const VIRTUAL_SERVICES: readonly [file: string, expected: Readonly<Record<string, object>>][] = [
  [
    'virtual-service-all-v1',
    {
      productpage: all('productpage', 'v1'),
      reviews: all('reviews', 'v1'),
      ratings: all('ratings', 'v1'),
      details: all('details', 'v1'),
    },
  ],
  ['virtual-service-reviews-50-v3', reviews(share({ v1: 50, v3: 50 }))],
  ['virtual-service-reviews-80-20', reviews(share({ v1: 80, v2: 20 }))],
  ['virtual-service-reviews-90-10', reviews(share({ v1: 90, v2: 10 }))],
  ['virtual-service-reviews-v2-v3', reviews(share({ v2: 50, v3: 50 }))],
  ['virtual-service-reviews-v3', reviews(share({ v3: 100 }))],
  ['virtual-service-reviews-jason-v2-v3', reviews({ match: jason, ...share({ v2: 100 }) }, share({ v3: 100 }))],
  ['virtual-service-reviews-test-v2', reviews({ match: jason, ...share({ v2: 100 }) }, share({ v1: 100 }))],
  [
    'virtual-service-ratings-test-delay',
    {
      ratings: {
        hosts: [host('ratings')],
        rules: [
          { match: jason, fault: { delay: { fixedDelay: '7s', percentage: { value: 100 } } }, ...ratingsV1 },
          ratingsV1,
        ],
      },
    },
  ],
  [
    'virtual-service-ratings-test-abort',
    {
      ratings: {
        hosts: [host('ratings')],
        rules: [
          { match: jason, fault: { abort: { httpStatus: 500, percentage: { value: 100 } } }, ...ratingsV1 },
          ratingsV1,
        ],
      },
    },
  ],
  ['virtual-service-details-v2', { details: all('details', 'v2') }],
  ['virtual-service-ratings-db', { reviews: all('reviews', 'v3'), ratings: all('ratings', 'v2') }],
  ['virtual-service-ratings-mysql', { reviews: all('reviews', 'v3'), ratings: all('ratings', 'v2-mysql') }],
  ['virtual-service-ratings-mysql-vm', { reviews: all('reviews', 'v3'), ratings: all('ratings', 'v2-mysql-vm') }],
  [
    'fault-injection-details-v1',
    {
      details: {
        hosts: [host('details')],
        rules: [
          {
            fault: { abort: { httpStatus: 555, percentage: { value: 100 } } },
            to: { [`${host('details')} v1`]: 100 },
          },
        ],
      },
    },
  ],
  [
    'egress-rule-google-apis',
    {
      'rewrite-port-for-googleapis': {
        hosts: ['www.googleapis.com'],
        rules: [{ match: [{ port: 80 }], to: { 'www.googleapis.com 443': 100 } }],
      },
    },
  ],
  // Upstream leaves the version to chance here, where the route inside of the mesh does not.
  [
    'bookinfo-gateway',
    {
      bookinfo: {
        hosts: ['*'],
        gateways: ['bookinfo-gateway'],
        rules: [
          {
            match: [
              { uri: { exact: '/productpage' } },
              { uri: { prefix: '/static' } },
              { uri: { exact: '/login' } },
              { uri: { exact: '/logout' } },
              { uri: { prefix: '/api/v1/products' } },
            ],
            to: { [`${host('productpage')} v1 9080`]: 100 },
          },
        ],
      },
    },
  ],
];

const subsets = (...versions: string[]) =>
  Object.fromEntries(versions.map((version) => [version, { labels: { version } }]));
const MUTUAL = { trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } };
const DEFAULT_RULES = {
  productpage: { host: host('productpage'), subsets: subsets('v1') },
  reviews: { host: host('reviews'), subsets: subsets('v1', 'v2', 'v3') },
  // Upstream's have versions that nothing is deployed of; here they come with it.
  ratings: { host: host('ratings'), subsets: subsets('v1') },
  details: { host: host('details'), subsets: subsets('v1') },
};

const DESTINATION_RULES: readonly [file: string, expected: Readonly<Record<string, object>>][] = [
  [
    'destination-rule-all-mtls',
    Object.fromEntries(Object.entries(DEFAULT_RULES).map(([name, rule]) => [name, { ...rule, ...MUTUAL }])),
  ],
  [
    'destination-rule-reviews',
    { reviews: { ...DEFAULT_RULES.reviews, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } } },
  ],
  ['fault-injection-details-v1', { details: { host: host('details'), subsets: subsets('v1') } }],
  ['virtual-service-details-v2', { details: { host: host('details'), subsets: subsets('v1', 'v2') } }],
  ['virtual-service-ratings-db', { ratings: { host: host('ratings'), subsets: subsets('v1', 'v2') } }],
  ['virtual-service-ratings-mysql', { ratings: { host: host('ratings'), subsets: subsets('v1', 'v2-mysql') } }],
  ['virtual-service-ratings-mysql-vm', { ratings: { host: host('ratings'), subsets: subsets('v1', 'v2-mysql-vm') } }],
  [
    'egress-rule-google-apis',
    {
      'originate-tls-for-googleapis': {
        host: 'www.googleapis.com',
        subsets: {},
        trafficPolicy: {
          loadBalancer: { simple: 'ROUND_ROBIN' },
          portLevelSettings: [{ port: { number: 443 }, tls: { mode: 'SIMPLE' } }],
        },
      },
    },
  ],
];

describe('scenarios named as the files of samples/bookinfo/networking', () => {
  test.each(VIRTUAL_SERVICES)('GIVEN %s THEN its routes are those of upstream', (file, expected) => {
    expect(byName(ofKind(objectsOf(file), 'VirtualService'), routes)).toEqual(expected);
  });

  test.each(DESTINATION_RULES)('GIVEN %s THEN its destination rules are those of upstream', (file, expected) => {
    expect(byName(ofKind(objectsOf(file), 'DestinationRule'), policy)).toEqual(expected);
  });

  test('GIVEN other files THEN none has a route or a destination rule that no test knows', () => {
    const known = new Set([...VIRTUAL_SERVICES, ...DESTINATION_RULES].map(([file]) => file));
    const others = [...files.keys()]
      .map((path) => /^scenarios\/bookinfo\/(.*)\.k8s\.yaml$/.exec(path)?.[1])
      .filter((file): file is string => file !== undefined && !known.has(file));
    expect(others.sort()).toEqual([
      'bookinfo-details-v2',
      'bookinfo-ratings-v2',
      'bookinfo-ratings-v2-mysql',
      'bookinfo-versions',
      'certmanager-gateway',
      'productpage-nodeport',
    ]);
  });

  test('GIVEN egress to Google THEN its ServiceEntry is that of upstream', () => {
    const [entry] = ofKind(objectsOf('egress-rule-google-apis'), 'ServiceEntry');
    expect(entry?.spec).toEqual({
      hosts: ['www.googleapis.com'],
      ports: [
        { number: 80, name: 'http', protocol: 'HTTP' },
        { number: 443, name: 'https', protocol: 'HTTPS' },
      ],
      resolution: 'DNS',
    });
  });

  test('GIVEN the gateway of challenges THEN it is that of upstream, in the namespace of Istio', () => {
    const objects = objectsOf('certmanager-gateway');
    expect([...new Set(objects.map(({ metadata }) => metadata.namespace))]).toEqual(['istio-system']);
    expect(ofKind(objects, 'Gateway').map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      [
        'cert-manager-gateway',
        {
          selector: { istio: 'ingressgateway' },
          servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
        },
      ],
    ]);
    expect(ofKind(objects, 'VirtualService').map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      [
        'cert-manager',
        {
          hosts: ['*'],
          gateways: ['cert-manager-gateway'],
          http: [
            {
              match: [{ uri: { prefix: '/.well-known/acme-challenge/' } }],
              route: [{ destination: { host: 'cert-manager-resolver', port: { number: 8089 } } }],
            },
          ],
        },
      ],
    ]);
  });
});

describe('the steady state', () => {
  const steady = files.get('0001-bookinfo.k8s.yaml') ?? [];

  test('GIVEN the default destination rules THEN they are those of upstream', () => {
    expect(byName(ofKind(steady, 'DestinationRule'), policy)).toEqual(DEFAULT_RULES);
  });

  test('GIVEN the default routes THEN only the version of reviews is left to chance', () => {
    const { bookinfo, ...inside } = byName(ofKind(steady, 'VirtualService'), routes);
    expect(inside).toEqual({
      productpage: all('productpage', 'v1'),
      details: all('details', 'v1'),
      ratings: all('ratings', 'v1'),
      reviews: { hosts: [host('reviews')], rules: [{ to: { [host('reviews')]: 100 } }] },
    });
    expect(bookinfo).toMatchObject({ hosts: ['bookinfo.example.com'], gateways: ['bookinfo-gateway'] });
  });

  test('GIVEN the gateway THEN it takes bookinfo.example.com on port 80, as the notebook has it', () => {
    expect(ofKind(steady, 'Gateway').map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      [
        'bookinfo-gateway',
        {
          selector: { istio: 'ingressgateway' },
          servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['bookinfo.example.com'] }],
        },
      ],
    ]);
  });

  test('GIVEN platform/kube THEN accounts, Services and Deployments are named as upstream names them', () => {
    const names = (kind: string) =>
      ofKind(steady, kind)
        .map(({ metadata }) => metadata.name)
        .sort();
    expect(names('ServiceAccount')).toEqual([
      'bookinfo-details',
      'bookinfo-productpage',
      'bookinfo-ratings',
      'bookinfo-reviews',
    ]);
    expect(names('Service')).toEqual(['details', 'productpage', 'ratings', 'reviews']);
    expect(
      ofKind(steady, 'Deployment')
        .map(({ spec }) => spec.template.spec.containers[0].image)
        .sort(),
    ).toEqual(
      ['details-v1', 'productpage-v1', 'ratings-v1', 'reviews-v1', 'reviews-v2', 'reviews-v3'].map(
        (name) => `registry.istio.io/release/examples-bookinfo-${name}:1.20.3`,
      ),
    );
    expect(names('Deployment')).toEqual([
      'details-v1',
      'productpage-v1',
      'ratings-v1',
      'reviews-v1',
      'reviews-v2',
      'reviews-v3',
    ]);
  });
});
