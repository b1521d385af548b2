import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import { telling } from '../../fixtures';
import type { Rule } from '../../rule';
import { policyAlternatives } from './alternatives';
import { blockedCallers } from './blocked-callers';
import { httpOnTcp } from './http-on-tcp';
import { identities } from './identities';
import { ignoredPeers } from './ignored-peers';
import { policyPlainText } from './plain-text';
import { policyPorts } from './policy-ports';
import { tokensNotRequired } from './tokens-not-required';

const SELECTOR = 'selector: {matchLabels: {app: reviews}}\n';
const policy = (rules: string, more = '', name = 'p', namespace = 'shop') =>
  istio('AuthorizationPolicy', name, `${SELECTOR}${more}rules: [${rules}]`, namespace);
const peers = (name: string, spec: string) => istio('PeerAuthentication', name, spec);
/** An app with a port of some name. */
const app = (name: string, more = '') =>
  documents(
    meshNamespace(),
    deployment('reviews'),
    service('reviews', `{name: ${name}, port: 80, targetPort: 8080}${more}`),
  );
const DENY = 'action: DENY\n';
const from = (source: string) => `from: [{source: {${source}}}]`;
const to = (operation: string) => `to: [{operation: {${operation}}}]`;
const edge = documents(
  shop('reviews'),
  meshNamespace('istio-system', '{}'),
  deployment('edge', {
    namespace: 'istio-system',
    labels: ', istio: edge',
    pod: ', serviceAccountName: edge-account',
  }).replace('spec: {containers: [{name: edge,', 'spec: {containers: [{name: istio-proxy,'),
  istio(
    'Gateway',
    'edge',
    'selector: {istio: edge}\nservers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}]',
  ),
  istio(
    'VirtualService',
    'r',
    'hosts: [a.example.com]\ngateways: [edge]\nhttp: [{route: [{destination: {host: reviews}}]}]',
  ),
);
const tested = documents(
  shop('reviews'),
  deployment('tester'),
  service('tester'),
  `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: reviews, namespace: shop}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews-v1}
  service: {name: reviews, port: 80}
  analysis:
    interval: 1m
    threshold: 1
    iterations: 1
    webhooks: [{name: load, url: "http://tester.shop/", metadata: {cmd: "hey http://reviews-canary.shop:80/"}}]
`,
);
const jwt = istio('RequestAuthentication', 'r', `${SELECTOR}jwtRules: [{issuer: a}]`);

describe.each(
  (
    [
      [
        policyPorts,
        documents(shop('reviews'), policy(to('ports: ["80"]'), DENY)),
        'error AuthorizationPolicy/p spec.rules[0].to[0].operation.ports[0]: no pod that the policy selects listens on port 80, which is that of Service shop/reviews and leads to 8080: no request is meant by it',
        [
          documents(shop('reviews'), policy(to('ports: ["8080"]'))),
          documents(shop('reviews'), policy(to('ports: ["9090"]'))),
          documents(
            meshNamespace(),
            deployment('reviews', { port: 80 }),
            service('reviews'),
            policy(to('ports: ["80"]')),
          ),
        ],
      ],
      [
        policyPorts,
        documents(shop('reviews'), policy('when: [{key: destination.port, values: ["80"]}]')),
        'error AuthorizationPolicy/p spec.rules[0].when[0].values[0]: no pod that the policy selects listens on port 80, which is that of Service shop/reviews and leads to 8080: nothing is allowed by it',
        [documents(shop('reviews'), policy('when: [{key: destination.port, values: ["8080"]}]'))],
      ],
      [
        policyPorts,
        documents(shop('reviews'), peers('p', `${SELECTOR}mtls: {mode: STRICT}\nportLevelMtls: {80: {mode: DISABLE}}`)),
        'error PeerAuthentication/p spec.portLevelMtls.80: no pod that the policy selects listens on port 80, which is that of Service shop/reviews and leads to 8080: the mode is that of all ports',
        [
          documents(
            shop('reviews'),
            peers('p', `${SELECTOR}mtls: {mode: STRICT}\nportLevelMtls: {8080: {mode: DISABLE}}`),
          ),
        ],
      ],
      [
        httpOnTcp,
        documents(app('tcp-db'), policy(from('requestPrincipals: ["*"]'))),
        'error AuthorizationPolicy/p spec.rules[0].from[0].source.requestPrincipals: port 8080 of Deployment reviews-v1 is tcp: there is nothing of HTTP, so that a rule with requestPrincipals allows nothing',
        [
          documents(app('http-db'), policy(from('requestPrincipals: ["*"]'))),
          documents(app('db'), policy(to('methods: [GET]'))),
          documents(app('tcp-db'), policy(from('namespaces: [shop]'))),
          documents(app('tcp', ', {name: http, port: 81, targetPort: 8081}'), policy(to('methods: [GET]'))),
          documents(app('tcp'), policy(to('methods: [GET]'), 'action: AUDIT\n')),
          documents(meshNamespace(), deployment('reviews'), policy(to('methods: [GET]'))),
        ],
      ],
      [
        httpOnTcp,
        documents(app('redis'), policy(from('notRequestPrincipals: ["*"]'), DENY)),
        'error AuthorizationPolicy/p spec.rules[0].from[0].source.notRequestPrincipals: port 8080 of Deployment reviews-v1 is redis: there is nothing of HTTP, so that the rule is without notRequestPrincipals and denies every connection',
        [
          documents(app('redis'), policy(from('notRequestPrincipals: ["*"], namespaces: [web]'), DENY)),
          documents(
            app('http', ', {name: tcp, port: 81, targetPort: 8081}'),
            policy(
              `${from('notRequestPrincipals: ["*"]')}, ${to('ports: ["8080"]')}`.replace(/^/, '{').concat('}'),
              DENY,
            ),
          ),
        ],
      ],
      [
        httpOnTcp,
        documents(
          app('http', ', {name: tcp, port: 81, targetPort: 8081}'),
          policy('{when: [{key: "request.auth.claims[a]", notValues: [b]}]}', DENY),
        ),
        'error AuthorizationPolicy/p spec.rules[0].when[0]: port 8081 of Deployment reviews-v1 is tcp: there is nothing of HTTP, so that the rule is without request.auth.claims[a] and denies every connection',
        [],
      ],
      [
        identities,
        documents(shop('reviews'), policy(from('principals: ["spiffe://cluster.local/ns/shop/sa/default"]'))),
        'error AuthorizationPolicy/p spec.rules[0].from[0].source.principals[0]: an identity is compared without spiffe://, so that nobody has spiffe://cluster.local/ns/shop/sa/default',
        [
          documents(shop('reviews'), policy(from('principals: ["cluster.local/ns/shop/sa/default", "*/sa/x"]'))),
          documents(shop('reviews'), policy(from('principals: [cluster.local/ns/elsewhere/sa/x]'))),
          documents(shop('reviews'), policy(from('principals: [other.domain/ns/shop/sa/x]'))),
          documents(
            shop('reviews'),
            'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x, namespace: shop}\n',
            policy(from('serviceAccounts: [x, shop/x]')),
          ),
          documents(
            shop('reviews'),
            deployment('web', { pod: ', serviceAccountName: x' }),
            policy(from('principals: [cluster.local/ns/shop/sa/x]')),
          ),
        ],
      ],
      [
        identities,
        documents(shop('reviews'), policy(from('principals: [reviews]'))),
        'error AuthorizationPolicy/p spec.rules[0].from[0].source.principals[0]: reviews is no identity, as those are TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT: nobody has it',
        [],
      ],
      [
        identities,
        documents(shop('reviews'), policy(from('serviceAccounts: [web]'))),
        'error AuthorizationPolicy/p spec.rules[0].from[0].source.serviceAccounts[0]: no pod of namespace shop runs as ServiceAccount web: no client has the identity',
        [],
      ],
      [
        policyPlainText,
        documents(shop('reviews'), peers('d', 'mtls: {mode: DISABLE}'), policy(from('principals: ["*"]'))),
        'error AuthorizationPolicy/p spec.rules[0].from[0].source.principals: the pods take no mutual TLS (DISABLE), so that no client shows who it is: the rule allows nothing',
        [
          documents(shop('reviews'), policy(from('principals: ["*"]'))),
          documents(shop('reviews'), peers('d', 'mtls: {mode: DISABLE}'), policy(from('ipBlocks: ["10.0.0.0/8"]'))),
          documents(shop('reviews'), policy(from('notPrincipals: ["*"]'), DENY)),
          documents(shop('reviews'), peers('d', 'mtls: {mode: STRICT}'), policy(from('namespaces: [web]'), DENY)),
        ],
      ],
      [
        policyPlainText,
        documents(shop('reviews'), policy(from('namespaces: [web]'), DENY)),
        'note AuthorizationPolicy/p spec.rules[0].from[0].source.namespaces: the pods take plain text as well (PERMISSIVE): a client that sends it shows no identity, and is not denied',
        [],
      ],
      [
        policyAlternatives,
        documents(shop('reviews'), policy(`{${from('namespaces: [shop]')}}, {${to('hosts: [a]')}}`)),
        'warning AuthorizationPolicy/p spec.rules[1].to: rules are alternatives: everybody gets in by this one, whoever the client is, and those of rules[0] may do everything',
        [
          documents(shop('reviews'), policy(`{${from('namespaces: [shop]')}, ${to('hosts: [a]')}}`)),
          documents(shop('reviews'), policy(`{${from('namespaces: [shop]')}}, {${to('hosts: [a]')}}`, DENY)),
          documents(shop('reviews'), policy(`{${from('namespaces: [a]')}}, {${from('namespaces: [b]')}}`)),
        ],
      ],
      [
        policyAlternatives,
        documents(shop('reviews'), policy(`{${from('namespaces: [shop]')}}, {${to('paths: [/healthz]')}}`)),
        'note AuthorizationPolicy/p spec.rules[1].to: rules are alternatives: everybody gets in by this one, whoever the client is, and those of rules[0] may do everything',
        [],
      ],
      [
        ignoredPeers,
        documents(shop('reviews'), peers('a', 'mtls: {mode: STRICT}'), peers('b', 'mtls: {mode: PERMISSIVE}')),
        'error PeerAuthentication/b metadata.name: PeerAuthentication shop/a is for all pods of namespace shop, too: the older counts (by name: PeerAuthentication shop/a), and nothing of the other',
        [
          documents(
            shop('reviews'),
            peers('a', 'mtls: {mode: STRICT}'),
            peers('b', `${SELECTOR}mtls: {mode: DISABLE}`),
          ),
          documents(
            shop('reviews'),
            peers('a', 'selector: {matchLabels: {app: ratings}}\nmtls: {mode: STRICT}'),
            peers('b', `${SELECTOR}mtls: {mode: DISABLE}`),
          ),
        ],
      ],
      [
        ignoredPeers,
        documents(
          shop('reviews'),
          peers('a', `${SELECTOR}mtls: {mode: STRICT}`),
          peers('b', `${SELECTOR}mtls: {mode: STRICT}`),
        ),
        'note PeerAuthentication/b spec.selector: PeerAuthentication shop/a is for the pods of Deployment reviews-v1, too: the older counts (by name: PeerAuthentication shop/a), and nothing of the other',
        [],
      ],
      [
        tokensNotRequired,
        documents(shop('reviews'), jwt),
        'note RequestAuthentication/r spec.jwtRules: a request without a token gets in: no AuthorizationPolicy for the same pods asks for one',
        [
          documents(shop('reviews'), jwt, policy(from('notRequestPrincipals: ["*"]'), DENY)),
          documents(
            shop('reviews'),
            jwt,
            istio(
              'AuthorizationPolicy',
              'all',
              'rules: [{from: [{source: {requestPrincipals: ["*"]}}]}]',
              'istio-system',
            ),
          ),
        ],
      ],
      [
        blockedCallers,
        documents(edge, policy(from('principals: [cluster.local/ns/shop/sa/default]'))),
        'warning AuthorizationPolicy/p spec.rules: requests through istio-system/edge-v1 (istio-system/edge-account) get 403 from Deployment reviews-v1: no policy that allows something allows them',
        [
          documents(edge, policy(from('principals: [cluster.local/ns/istio-system/sa/edge-account]'))),
          documents(edge, policy(from('principals: [old-domain/ns/istio-system/sa/edge-account]'))),
          documents(edge, policy(from('namespaces: ["istio-*"]'))),
          documents(edge, policy(from('notNamespaces: [shop]'))),
          documents(edge, policy(from('serviceAccounts: [istio-system/edge-account]'))),
          documents(edge, policy('{when: [{key: source.namespace, values: [istio-system]}]}')),
          documents(edge, policy(to('methods: [GET]'))),
          documents(edge, policy(from('ipBlocks: [10.0.0.0/8]'))),
          documents(edge, policy(from('namespaces: [web]'), DENY)),
          documents(edge, policy(from('namespaces: [shop]')), policy('{}', '', 'q')),
        ],
      ],
      [
        blockedCallers,
        documents(edge, istio('AuthorizationPolicy', 'p', '{}')),
        'note AuthorizationPolicy/p metadata.name: requests through istio-system/edge-v1 (istio-system/edge-account) get 403 from Deployment reviews-v1: no policy allows anything',
        [],
      ],
      [
        blockedCallers,
        documents(tested, istio('AuthorizationPolicy', 'p', `rules: [${from('namespaces: [web]')}]`)),
        'warning AuthorizationPolicy/p spec.rules: requests of load tester shop/tester (shop/default) get 403 from Deployment reviews-v1-primary: no policy that allows something allows them',
        [documents(tested, istio('AuthorizationPolicy', 'p', `rules: [${from('namespaces: [shop]')}]`))],
      ],
    ] as readonly (readonly [Rule, string, string, readonly string[]])[]
  ).map((row) => [row[0].id, ...row] as const),
)('%s', (_id, of, wrong, expected, right) => {
  test('GIVEN what is wrong THEN it is told', () => {
    expect(telling(of)(wrong)).toEqual([expected]);
  });

  test('GIVEN what is right THEN nothing is told', () => {
    expect(right.flatMap((yaml) => telling(of)(yaml))).toEqual([]);
  });
});
