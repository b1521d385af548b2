/**
 * Verdicts of `istioctl analyze` that are known to be false, or missing, each with what is right here. The names are
 * those of the reports in its issue tracker.
 */
import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from './examples';
import { findingsOf, linesOf } from './fixtures';
import { ANALYSIS_RULES } from './rules';

type Yaml = string | Readonly<Record<string, string>>;

/** What is told of YAML, without fixes and related places; notes only when asked for. */
function told(yaml: Yaml, codes: readonly string[] = [], withNotes = false): readonly string[] {
  const findings = findingsOf(yaml, ANALYSIS_RULES).filter(
    ({ severity, rule }) => (withNotes || severity !== 'note') && (codes.length === 0 || codes.includes(rule)),
  );
  return linesOf(findings.map(({ fix, related, ...rest }) => rest)).map((line) => line.replace(/^[^ ]+ /, ''));
}

const vs = (name: string, spec: string, namespace = 'shop') => istio('VirtualService', name, spec, namespace);
const dr = (spec: string, namespace = 'shop') => istio('DestinationRule', 'reviews', spec, namespace);
const entry = (more: string, host = 'api.example.com') =>
  istio('ServiceEntry', 'api', `hosts: [${host}]\nports: [{number: 443, name: https, protocol: HTTPS}]\n${more}`);
const to = (host: string, more = '') => `http: [{route: [{destination: {host: ${host}${more}}}]}]`;
const gateway = (name: string, servers: string, selector = '{istio: ingressgateway}') =>
  istio('Gateway', name, `selector: ${selector}\nservers: [${servers}]`);
const http = (hosts: string, port = 80) =>
  `{port: {number: ${port}, name: http-${port}, protocol: HTTP}, hosts: [${hosts}]}`;
const V1_V2 = 'host: reviews\nsubsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]';
const web = documents(meshNamespace('web'), deployment('web', { namespace: 'web' }));

describe('what is told falsely, and not here', () => {
  test.each<readonly [string, Yaml, readonly string[]]>([
    [
      'a Service that its own namespace does not see, for clients that do (#39629, #36048)',
      documents(
        meshNamespace(),
        deployment('reviews'),
        service('reviews').replace(
          'namespace: shop',
          'namespace: shop, annotations: {networking.istio.io/exportTo: web}',
        ),
        web,
        vs('r', `hosts: [reviews]\nexportTo: [web]\n${to('reviews')}`),
      ),
      ['IST0101'],
    ],
    [
      'a ServiceEntry for some namespaces, and a VirtualService for them (#46269, #46597)',
      documents(
        shop('reviews'),
        web,
        entry('resolution: DNS\nexportTo: [web, .]'),
        vs(
          'r',
          'hosts: [api.example.com]\nexportTo: [web]\ntls: [{match: [{sniHosts: [api.example.com]}], route: [{destination: {host: api.example.com}}]}]',
        ),
      ),
      ['IST0101'],
    ],
    [
      'a Service of a namespace that is not among the files (#26222)',
      documents(shop('reviews'), vs('r', `hosts: [reviews]\n${to('web.elsewhere.svc.cluster.local')}`)),
      ['IST0101'],
    ],
    [
      'a DestinationRule in the same file that says no namespace (#19016)',
      documents(
        shop('reviews', ['v1', 'v2']),
        vs('r', `hosts: [reviews]\n${to('reviews', ', subset: v1')}`),
        dr(V1_V2).replace(', namespace: shop', ''),
      ),
      ['IST0101'],
    ],
    [
      'VirtualServices that no client sees together, and one that has a host by two names (#35493, #42561)',
      documents(
        shop('reviews'),
        web,
        vs('a', `hosts: [reviews.shop.svc.cluster.local]\nexportTo: [.]\n${to('reviews')}`),
        vs(
          'b',
          `hosts: [reviews.shop.svc.cluster.local]\nexportTo: [.]\n${to('reviews.shop.svc.cluster.local')}`,
          'web',
        ),
      ),
      ['IST0109'],
    ],
    [
      'Gateways with one host at two ports, and a wildcard beside it (#54643, #52413, #57396)',
      documents(
        gateway('a', http('shop.example.com')),
        gateway('b', http('shop.example.com', 8080)),
        gateway('c', http('"*.example.com"')),
      ),
      ['IST0145'],
    ],
    [
      'a host of the own namespace, and Gateways that each serve a part (#34653, #34829)',
      documents(
        gateway('a', http('./shop.example.com')),
        gateway('b', http('api.example.com')),
        vs('r', `hosts: [shop.example.com, api.example.com]\ngateways: [a, b]\n${to('reviews')}`),
      ),
      ['IST0132'],
    ],
    [
      'a short host at a server for bytes (#58555)',
      documents(
        gateway('a', '{port: {number: 9000, name: tcp, protocol: TCP}, hosts: ["*.example.com"]}'),
        vs('r', 'hosts: [db]\ngateways: [a]\ntcp: [{route: [{destination: {host: db.elsewhere.svc.cluster.local}}]}]'),
      ),
      ['IST0132'],
    ],
    [
      'requests that leave through an egress gateway in two steps (#58559)',
      documents(
        shop('reviews'),
        entry('resolution: DNS'),
        gateway('egress', http('api.example.com'), '{istio: egressgateway}'),
        istio(
          'DestinationRule',
          'egress',
          'host: istio-egressgateway.istio-system.svc.cluster.local\nsubsets: [{name: api}]',
        ),
        vs(
          'r',
          `hosts: [api.example.com]
gateways: [mesh, egress]
http:
- match: [{gateways: [mesh], port: 80}]
  route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local, subset: api, port: {number: 80}}}]
- match: [{gateways: [egress], port: 80}]
  route: [{destination: {host: api.example.com, port: {number: 443}}}]`,
        ),
      ),
      ['IST0140'],
    ],
    [
      'TLS with a certificate of a public authority, and with a credential at a gateway (#42005, #32936, #28510, #27960)',
      documents(
        entry('resolution: DNS'),
        istio('DestinationRule', 'api', 'host: api.example.com\ntrafficPolicy: {tls: {mode: SIMPLE}}'),
        istio(
          'DestinationRule',
          'api-ports',
          'host: api.example.com\ntrafficPolicy: {portLevelSettings: [{port: {number: 443}, tls: {mode: SIMPLE}}]}\nworkloadSelector: {matchLabels: {a: b}}',
        ),
      ),
      ['IST0128', 'IST0129'],
    ],
    [
      'subsets by labels that nodes give to their pods (#57590)',
      documents(
        shop('reviews'),
        dr('host: reviews\nsubsets: [{name: near, labels: {topology.kubernetes.io/zone: a}}]'),
        vs('r', `hosts: [reviews]\n${to('reviews', ', subset: near')}`),
      ),
      ['IST0173'],
    ],
    [
      'a subset without pods that no route uses (istio.io#17329)',
      documents(shop('reviews'), dr('host: reviews\nsubsets: [{name: v2-mysql, labels: {version: v2-mysql}}]')),
      ['IST0173'],
    ],
    [
      'one VirtualService in the files of several exercises (#36160)',
      {
        'app.yaml': documents(shop('reviews', ['v1', 'v2']), dr(V1_V2)),
        'a/reviews.yaml': vs('reviews', `hosts: [reviews]\n${to('reviews', ', subset: v1')}`),
        'b/reviews.yaml': vs('reviews', `hosts: [reviews]\n${to('reviews', ', subset: v2')}`),
      },
      [],
    ],
    ['a ServiceEntry without an address, as there is one for it (#56083)', documents(entry('resolution: DNS')), []],
    [
      'a namespace in ambient mode, and what waypoints have annotations for (#48103, #43589, #44232)',
      documents(
        meshNamespace('shop', '{istio.io/dataplane-mode: ambient}'),
        deployment('reviews').replace(
          'metadata: {labels',
          'metadata: {annotations: {ambient.istio.io/redirection: enabled}, labels',
        ),
        service('reviews'),
      ),
      [],
    ],
    [
      'annotations that the controller of gateways copies (#56300)',
      `apiVersion: v1
kind: Service
metadata:
  name: edge
  namespace: shop
  labels: {gateway.istio.io/managed: istio.io-gateway-controller}
  annotations: {proxy.istio.io/config: "{}", inject.istio.io/templates: gateway}
spec: {type: LoadBalancer, ports: [{name: http, port: 80}]}
`,
      ['IST0107', 'IST0108'],
    ],
    [
      'names of ports outside of the mesh (#19688)',
      documents(
        meshNamespace('tools', '{}'),
        deployment('db', { namespace: 'tools' }),
        service('db', '{name: database, port: 80, targetPort: 8080}', { namespace: 'tools' }),
      ),
      ['IST0118'],
    ],
    [
      'hosts of an AuthorizationPolicy, which are what clients send (#24710)',
      documents(
        shop('reviews'),
        istio(
          'AuthorizationPolicy',
          'p',
          'selector: {matchLabels: {app: reviews}}\nrules: [{to: [{operation: {hosts: [anything.example.com]}}]}]',
        ),
      ),
      [],
    ],
  ])('%s', (_name, yaml, codes) => {
    expect(told(yaml, codes)).toEqual([]);
  });
});

describe('what is passed over, and told here', () => {
  test.each<readonly [string, Yaml, readonly string[]]>([
    [
      'a subset of a DestinationRule that the client does not see (#24572)',
      documents(
        shop('reviews', ['v1', 'v2']),
        web,
        dr(`${V1_V2}\nexportTo: [.]`),
        vs(
          'r',
          `hosts: [reviews.shop.svc.cluster.local]\n${to('reviews.shop.svc.cluster.local', ', subset: v1')}`,
          'web',
        ),
      ),
      [
        'error IST0101: requests to subset v1 of reviews.shop.svc.cluster.local get 503 from web/web-v1: no DestinationRule that is exported to namespace web defines it',
      ],
    ],
    [
      'two VirtualServices for one host at a gateway, of which one takes all (#37500, #58453)',
      documents(
        shop('reviews'),
        gateway('a', http('shop.example.com')),
        vs('one', `hosts: [shop.example.com]\ngateways: [a]\n${to('reviews')}`),
        vs('two', `hosts: [shop.example.com]\ngateways: [a]\n${to('reviews')}`),
      ),
      [
        'warning IST0130: never reached at shop.example.com: spec.http[0] of VirtualService shop/one, which comes first by name, and counts as the older, takes all of it',
      ],
    ],
    [
      'another protocol at a port of a gateway (#27481)',
      documents(
        gateway('a', http('shop.example.com')),
        gateway('b', '{port: {number: 80, name: tcp, protocol: TCP}, hosts: ["*"]}'),
      ),
      [
        'error MESH_GATEWAY_PROTOCOL: port 80 takes HTTP for Gateway shop/a, and the older counts (by name: shop/a): this server for TCP is left out',
      ],
    ],
    [
      'the Secret of a gateway that runs in another namespace (#51479)',
      documents(
        meshNamespace('edge', '{}'),
        deployment('edge', { namespace: 'edge', labels: ', istio: edge' }).replace(
          '[{name: edge,',
          '[{name: istio-proxy,',
        ),
        service('edge', '{name: https, port: 443}', { namespace: 'edge' }),
        'apiVersion: v1\nkind: Secret\nmetadata: {name: cert, namespace: shop}\ntype: Opaque\n',
        gateway(
          'a',
          '{port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {mode: SIMPLE, credentialName: cert}}',
          '{istio: edge}',
        ),
      ),
      [
        'error IST0101: the pods of the gateway run in namespace edge and read Secret edge/cert, which does not exist: clients cannot connect, as there is no certificate',
      ],
    ],
    [
      'a waypoint that does not exist (#50249, #50849)',
      documents(
        meshNamespace('shop', '{istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}'),
        deployment('reviews'),
        service('reviews'),
      ),
      ['error AMBIENT_WAYPOINT_MISSING: Gateway shop/waypoint does not exist: requests go on without a waypoint'],
    ],
    [
      'a certificate that is none (#45324, #43891)',
      documents(
        meshNamespace('edge', '{}'),
        deployment('edge', { namespace: 'edge', labels: ', istio: edge' }).replace(
          '[{name: edge,',
          '[{name: istio-proxy,',
        ),
        service('edge', '{name: https, port: 443}', { namespace: 'edge' }),
        'apiVersion: v1\nkind: Secret\nmetadata: {name: cert, namespace: edge}\nstringData: {tls.crt: no certificate, tls.key: none}\n',
        gateway(
          'a',
          '{port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {mode: SIMPLE, credentialName: cert}}',
          '{istio: edge}',
        ),
      ),
      ['error IST0161'],
    ],
  ])('%s', (_name, yaml, expected) => {
    const lines = told(yaml);
    expect(lines.map((line, index) => line.slice(0, expected[index]?.length))).toEqual(expected);
  });
});
