/** Mistakes that constructs refuse, and what is like them, written as YAML: each is found, by the rule that is expected. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { deployment, documents, edgeGateway, istio, meshNamespace, service, shop } from '../analysis/examples';
import { attackExample } from '../analysis/experiment/example';
import { objectExample, releaseExample } from '../analysis/release/example';
import type { Severity } from '../model/finding';
import { readManifests } from '../model/read-manifests';
import { defaultSettings } from '../settings/read-settings';
import { CheckSession } from './check-session';
import { loadSchemas } from './installed-schemas';

const cwd = join(__dirname, '../..');
const judge = loadSchemas({ cwd });

/** The rules that say something, of a severity or a worse one. */
function rulesFor(yaml: string | Readonly<Record<string, string>>, severity: Severity): readonly string[] {
  const session = new CheckSession(judge, { cwd, settings: defaultSettings(cwd), severity });
  for (const [file, text] of Object.entries(typeof yaml === 'string' ? { 'a.yaml': yaml } : yaml))
    for (const _checked of session.add([readManifests(file, text)]));
  return session.finish().findings.map(({ rule }) => rule);
}

const vs = (name: string, spec: string, namespace = 'shop') => istio('VirtualService', name, spec, namespace);
const dr = (spec: string, name = 'reviews') => istio('DestinationRule', name, spec);
const policy = (spec: string, kind = 'AuthorizationPolicy') => istio(kind, 'p', spec);
const to = (subset = '', host = 'reviews') =>
  `route: [{destination: {host: ${host}${subset && `, subset: ${subset}`}}}]`;
const APP = shop('reviews', ['v1', 'v2']);
const V1_V2 = dr('host: reviews\nsubsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]');
const OF = (app: string) => `selector: {matchLabels: {app: ${app}}}\n`;
const rules = (...each: string[]) => `hosts: [reviews]\nhttp:\n${each.map((one) => `- ${one}\n`).join('')}`;
const redis = documents(
  APP,
  deployment('redis', { port: 6379 }),
  service('redis', '{name: redis, port: 6379, targetPort: 6379}'),
);
const edge = (spec: string) =>
  documents(APP, edgeGateway(), vs('r', `hosts: [shop.example.com]\ngateways: [edge]\n${spec}`));
const other = documents(
  meshNamespace('other'),
  deployment('pay', { namespace: 'other' }),
  service('pay', '{name: http, port: 80, targetPort: 8080}', { namespace: 'other' }),
);
const FULL = 'pay.other.svc.cluster.local';
const sidecar = (hosts: string, more = '') => istio('Sidecar', 's', `${more}egress: [{hosts: [${hosts}]}]`);
const toOther = vs('r', `hosts: [reviews]\nhttp: [{${to('', FULL)}}]`);
const peers = (name: string, spec: string) => istio('PeerAuthentication', name, spec);
const application = (selfHeal: boolean) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://git.example.com/shop.git, path: shop}
  destination: {server: https://kubernetes.default.svc, namespace: shop}
  syncPolicy: {automated: {selfHeal: ${selfHeal}}}
`;

test.each<readonly [string, string | Readonly<Record<string, string>>, string]>([
  // Several for one host.
  [
    'two VirtualServices for one host',
    documents(APP, V1_V2, vs('a', rules(to('v1'))), vs('b', rules(to('v2')))),
    'IST0109',
  ],
  [
    'one of them by its full name',
    documents(
      APP,
      V1_V2,
      vs('a', rules(to('v1'))),
      vs('b', rules(to('v2')).replace('[reviews]', '[reviews.shop.svc.cluster.local]')),
    ),
    'IST0109',
  ],
  [
    'one of them among other hosts',
    documents(
      APP,
      V1_V2,
      vs('a', rules(to('v1'))),
      vs('b', rules(to('v2')).replace('[reviews]', '[other.example.com, reviews]')),
    ),
    'IST0109',
  ],
  [
    'two DestinationRules for one host',
    documents(
      APP,
      dr('host: reviews\ntrafficPolicy: {loadBalancer: {simple: RANDOM}}'),
      dr('host: reviews\ntrafficPolicy: {connectionPool: {tcp: {maxConnections: 9}}}', 'second'),
    ),
    'MESH_DESTINATION_RULES_JOINED',
  ],
  // Subsets.
  [
    'a subset that no pod has',
    documents(APP, dr('host: reviews\nsubsets: [{name: v9, labels: {version: v9}}]'), vs('r', rules(to('v9')))),
    'IST0173',
  ],
  ['a subset that nobody defines', documents(APP, V1_V2, vs('r', rules(to('v9')))), 'IST0101'],
  [
    'a subset by a label with another key',
    documents(APP, dr('host: reviews\nsubsets: [{name: v1, labels: {ver: v1}}]'), vs('r', rules(to('v1')))),
    'IST0173',
  ],
  [
    'a subset of pods of another app',
    documents(
      APP,
      deployment('ratings', { version: 'v3' }),
      service('ratings'),
      dr('host: reviews\nsubsets: [{name: v3, labels: {version: v3}}]'),
      vs('r', rules(to('v3'))),
    ),
    'IST0173',
  ],
  // Whom policies are for.
  [
    'a policy for a label with a slip',
    documents(APP, policy(`${OF('revews')}rules: [{from: [{source: {namespaces: [shop]}}]}]`)),
    'IST0127',
  ],
  [
    'a policy of another namespace',
    documents(APP, other, policy(`${OF('reviews')}rules: [{}]`).replace('namespace: shop', 'namespace: other')),
    'IST0127',
  ],
  [
    'tokens for nobody',
    documents(APP, policy(`${OF('revews')}jwtRules: [{issuer: "https://a.example.com"}]`, 'RequestAuthentication')),
    'MESH_SELECTS_NOTHING',
  ],
  [
    'mutual TLS for nobody',
    documents(APP, policy(`${OF('revews')}mtls: {mode: STRICT}`, 'PeerAuthentication')),
    'MESH_SELECTS_NOTHING',
  ],
  // Ports of policies.
  [
    'the port of the Service in a policy',
    documents(APP, policy(`${OF('reviews')}rules: [{to: [{operation: {ports: ["80"]}}]}]`)),
    'MESH_POLICY_PORT',
  ],
  [
    'the same as a condition',
    documents(APP, policy(`${OF('reviews')}rules: [{when: [{key: destination.port, values: ["80"]}]}]`)),
    'MESH_POLICY_PORT',
  ],
  [
    'and in a PeerAuthentication',
    documents(
      APP,
      policy(`${OF('reviews')}mtls: {mode: STRICT}\nportLevelMtls: {80: {mode: DISABLE}}`, 'PeerAuthentication'),
    ),
    'MESH_POLICY_PORT',
  ],
  // Conditions of HTTP.
  [
    'methods at a port of TCP',
    documents(redis, policy(`${OF('redis')}rules: [{to: [{operation: {methods: [POST]}}]}]`)),
    'MESH_POLICY_HTTP_ON_TCP',
  ],
  [
    'paths at a port of TCP',
    documents(redis, policy(`${OF('redis')}action: DENY\nrules: [{to: [{operation: {paths: [/a]}}]}]`)),
    'MESH_POLICY_HTTP_ON_TCP',
  ],
  [
    'headers at a port of TCP',
    documents(redis, policy(`${OF('redis')}rules: [{when: [{key: "request.headers[x]", values: [a]}]}]`)),
    'MESH_POLICY_HTTP_ON_TCP',
  ],
  [
    'tokens at a port of TCP',
    documents(redis, policy(`${OF('redis')}rules: [{from: [{source: {requestPrincipals: ["*"]}}]}]`)),
    'MESH_POLICY_HTTP_ON_TCP',
  ],
  [
    'routes of HTTP at a port of TCP',
    documents(redis, vs('r', `hosts: [redis]\nhttp: [{${to('', 'redis')}}]`)),
    'MESH_ROUTE_PROTOCOL',
  ],
  // Rules that are never reached.
  [
    'a prefix before a longer one',
    documents(
      APP,
      V1_V2,
      vs('r', rules(`match: [{uri: {prefix: /a}}]\n  ${to('v1')}`, `match: [{uri: {prefix: /a/b}}]\n  ${to('v2')}`)),
    ),
    'IST0130',
  ],
  [
    'a prefix before a path in it',
    documents(
      APP,
      V1_V2,
      vs('r', rules(`match: [{uri: {prefix: /a}}]\n  ${to('v1')}`, `match: [{uri: {exact: /a/b}}]\n  ${to('v2')}`)),
    ),
    'IST0130',
  ],
  [
    'a rule for all before others',
    documents(APP, V1_V2, vs('r', rules(to('v1'), `match: [{uri: {prefix: /a}}]\n  ${to('v2')}`))),
    'IST0130',
  ],
  [
    'an expression for all before others',
    documents(
      APP,
      V1_V2,
      vs('r', rules(`match: [{uri: {regex: ".*"}}]\n  ${to('v1')}`, `match: [{uri: {prefix: /a}}]\n  ${to('v2')}`)),
    ),
    'IST0130',
  ],
  [
    'fewer headers before more',
    documents(
      APP,
      V1_V2,
      vs(
        'r',
        rules(
          `match: [{headers: {a: {exact: x}}}]\n  ${to('v1')}`,
          `match: [{headers: {a: {exact: x}, b: {exact: "y"}}}]\n  ${to('v2')}`,
        ),
      ),
    ),
    'IST0130',
  ],
  // Beside a Canary.
  [
    'a VirtualService beside a Canary',
    releaseExample({}, vs('own', 'hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews}}]}]')),
    'FLAGGER_HOST_TAKEN',
  ],
  [
    'one that is called as that of Flagger',
    releaseExample({}, vs('reviews', 'hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews}}]}]')),
    'FLAGGER_OWNED_OBJECT',
  ],
  [
    'a DestinationRule with subsets beside a Canary',
    releaseExample({}, dr('host: reviews\nsubsets: [{name: v1, labels: {version: v1}}]', 'own')),
    'FLAGGER_DESTINATION_RULE',
  ],
  [
    'its Service',
    releaseExample(
      {},
      objectExample('v1', 'Service', 'reviews', 'spec: {selector: {app: reviews}, ports: [{port: 9080}]}'),
    ),
    'FLAGGER_OWNED_OBJECT',
  ],
  [
    'gateways without the mesh, and callers in it',
    releaseExample(
      { service: 'port: 9080, gateways: [edge], hosts: [shop.example.com]' },
      edgeGateway(),
      meshNamespace(),
      deployment('web', {
        pod: ', initContainers: [{name: a, image: a, env: [{name: R, value: "http://reviews:9080"}]}]',
      }),
    ),
    'FLAGGER_MESH_CALLERS',
  ],
  // Chaos that begins by itself.
  [
    'an experiment that Argo CD applies',
    { 'apps/a.yaml': application(true), 'shop/a.yaml': attackExample() },
    'ARGOCD_SYNCS_CHAOS',
  ],
  [
    'the same without healing',
    { 'apps/a.yaml': application(false), 'shop/a.yaml': attackExample() },
    'ARGOCD_SYNCS_CHAOS',
  ],
  // Sources at a gateway.
  [
    'labels of clients at a gateway',
    edge(`http: [{match: [{sourceLabels: {app: web}}], ${to()}}]`),
    'MESH_SOURCE_AT_GATEWAY',
  ],
  [
    'the namespace of clients at a gateway',
    edge(`http: [{match: [{sourceNamespace: web}], ${to()}}]`),
    'MESH_SOURCE_AT_GATEWAY',
  ],
  [
    'labels beside a path',
    edge(`http: [{match: [{uri: {prefix: /a}, sourceLabels: {app: web}}], ${to()}}]`),
    'MESH_SOURCE_AT_GATEWAY',
  ],
  [
    'a gateway that the VirtualService is not for',
    edge(`http: [{match: [{gateways: [other]}], ${to()}}]`),
    'MESH_MATCH_GATEWAY',
  ],
  // What a Sidecar hides.
  ['a Sidecar that hides a destination', documents(APP, other, toOther, sidecar('./*')), 'MESH_SIDECAR_HIDES'],
  [
    'one for some pods',
    documents(APP, other, toOther, sidecar('./*', 'workloadSelector: {labels: {app: reviews}}\n')),
    'MESH_SIDECAR_HIDES',
  ],
  [
    'one with another host of the namespace',
    documents(APP, other, toOther, sidecar('./*, other/x.other.svc.cluster.local')),
    'MESH_SIDECAR_HIDES',
  ],
  [
    'two Sidecars for all',
    documents(APP, sidecar('./*'), sidecar('./*, istio-system/*').replace('name: s', 'name: t')),
    'IST0111',
  ],
  // Mutual TLS.
  [
    'two PeerAuthentications for all pods',
    documents(APP, peers('a', 'mtls: {mode: STRICT}'), peers('b', 'mtls: {mode: PERMISSIVE}')),
    'MESH_PEER_AUTHENTICATION_IGNORED',
  ],
  [
    'two for the same pods',
    documents(
      APP,
      peers('a', `${OF('reviews')}mtls: {mode: STRICT}`),
      peers('b', `${OF('reviews')}mtls: {mode: PERMISSIVE}`),
    ),
    'MESH_PEER_AUTHENTICATION_IGNORED',
  ],
  [
    'two of the mesh',
    documents(
      APP,
      peers('a', 'mtls: {mode: STRICT}').replace('shop', 'istio-system'),
      peers('b', 'mtls: {mode: PERMISSIVE}').replace('shop', 'istio-system'),
    ),
    'MESH_PEER_AUTHENTICATION_IGNORED',
  ],
  [
    'plain text where mutual TLS is required',
    documents(APP, peers('a', 'mtls: {mode: STRICT}'), dr('host: reviews\ntrafficPolicy: {tls: {mode: DISABLE}}')),
    'MESH_MUTUAL_TLS',
  ],
  // Times and numbers.
  [
    'a try that takes longer than the request',
    documents(APP, vs('r', rules(`timeout: 2s\n  retries: {attempts: 3, perTryTimeout: 3s, retryOn: 5xx}\n  ${to()}`))),
    'MESH_RETRIES_BEYOND_TIMEOUT',
  ],
  [
    'an autoscaler of a fixed number of pods',
    documents(
      APP.replace(
        'spec:\n  selector: {matchLabels: {app: reviews, version: v1}}',
        'spec:\n  replicas: 2\n  selector: {matchLabels: {app: reviews, version: v1}}',
      ),
      objectExample(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'h',
        'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: reviews-v1}, maxReplicas: 3}',
      ),
    ),
    'K8S_SCALED_REPLICAS',
  ],
])('GIVEN %s THEN it is found', (_name, yaml, rule) => {
  // Istiod adds what routes lead to, so that a Sidecar that leaves it out is worth a note.
  expect(rulesFor(yaml, rule === 'MESH_SIDECAR_HIDES' ? 'note' : 'warning')).toContain(rule);
});
