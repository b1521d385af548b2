import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, shop } from '../../examples';
import { telling } from '../../fixtures';
import type { Rule } from '../../rule';
import { bothModes } from './both-modes';
import { ambient, WITH_WAYPOINT, waypoint } from './example';
import { noEffect } from './no-effect';
import { policyWithoutWaypoint } from './policy-without-waypoint';
import { sourceMatches } from './source-matches';
import { waypointMissing, waypointTraffic, waypointUnused } from './waypoint-labels';
import { mixedRoutes, otherNamespace, withoutWaypoint } from './without-waypoint';
import { waypointIdentity, ztunnelPolicies } from './ztunnel-policies';

const SELECTOR = 'selector: {matchLabels: {app: reviews}}\n';
const policy = (spec: string) => istio('AuthorizationPolicy', 'p', SELECTOR + spec);
const route = istio('VirtualService', 'r', 'hosts: [reviews]\nhttp: [{route: [{destination: {host: reviews}}]}]');
const HTTP_ROUTE = [
  'apiVersion: gateway.networking.k8s.io/v1',
  'kind: HTTPRoute',
  'metadata: {name: reviews, namespace: shop}',
  'spec: {parentRefs: [{group: "", kind: Service, name: reviews}], rules: [{backendRefs: [{name: reviews, port: 80}]}]}',
].join('\n');
const web = documents(meshNamespace('web'), deployment('web', { namespace: 'web' }));
const FROM = 'rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/default]}}]}]';

describe.each(
  (
    [
      [
        waypointMissing,
        ambient(WITH_WAYPOINT),
        'error Namespace/shop metadata.labels.istio.io/use-waypoint: Gateway shop/waypoint does not exist: requests go on without a waypoint',
        [ambient(WITH_WAYPOINT, waypoint()), ambient(', istio.io/use-waypoint: none'), ambient('')],
      ],
      [
        waypointMissing,
        ambient(WITH_WAYPOINT, waypoint().replace('istio-waypoint', 'istio')),
        'error Namespace/shop metadata.labels.istio.io/use-waypoint: Gateway shop/waypoint is no waypoint, as its class is another: requests do not go through it',
        [],
      ],
      [
        waypointMissing,
        ambient(', istio.io/use-waypoint: shared, istio.io/use-waypoint-namespace: infra'),
        'note Namespace/shop metadata.labels.istio.io/use-waypoint: Gateway infra/shared is not in the files given: unless it exists, requests go on without a waypoint',
        [],
      ],
      [
        waypointUnused,
        ambient('', waypoint()),
        'note Gateway/waypoint metadata.name: nothing among the files has the label istio.io/use-waypoint: waypoint: no request goes through the waypoint',
        [waypoint(), ambient(WITH_WAYPOINT, waypoint())],
      ],
      [
        waypointTraffic,
        ambient(WITH_WAYPOINT, waypoint(', labels: {istio.io/waypoint-for: none}')),
        'warning Namespace/shop metadata.labels.istio.io/use-waypoint: requests to Services do not go through Gateway shop/waypoint, which is for nothing (istio.io/waypoint-for: none)',
        [
          ambient(WITH_WAYPOINT, waypoint()),
          ambient(WITH_WAYPOINT, waypoint(', labels: {istio.io/waypoint-for: all}')),
        ],
      ],
      [
        waypointTraffic,
        documents(
          meshNamespace('shop', '{istio.io/dataplane-mode: ambient}'),
          deployment('reviews', { labels: WITH_WAYPOINT }),
          waypoint(),
        ),
        'warning Deployment/reviews-v1 spec.template.metadata.labels.istio.io/use-waypoint: requests to addresses of pods do not go through Gateway shop/waypoint, which is for Services (istio.io/waypoint-for: service)',
        [],
      ],
      [
        withoutWaypoint,
        ambient('', istio('DestinationRule', 'd', 'host: reviews\ntrafficPolicy: {loadBalancer: {simple: RANDOM}}')),
        'warning DestinationRule/d spec.host: reviews is in ambient mode and has no waypoint: nobody looks at this DestinationRule',
        [
          ambient(WITH_WAYPOINT, waypoint(), route),
          // A sidecar follows the rules.
          ambient('', web, route),
          documents(shop('reviews'), route),
          ambient('', route.replace('http:', 'tcp:')),
        ],
      ],
      [
        otherNamespace,
        ambient(
          WITH_WAYPOINT,
          waypoint(),
          route.replace('namespace: shop', 'namespace: web').replace('[reviews]', '[reviews.shop.svc.cluster.local]'),
        ),
        'warning VirtualService/r spec.hosts[0]: the waypoint of Service shop/reviews follows VirtualServices of namespace shop only: these rules are not looked at',
        [ambient(WITH_WAYPOINT, waypoint(), route)],
      ],
      [
        mixedRoutes,
        mixedRoutes.docs.wrong,
        'warning VirtualService/reviews spec.hosts[0]: HTTPRoute shop/reviews is for Service shop/reviews, too: waypoints do not join the two, and which one counts is not defined',
        [
          mixedRoutes.docs.wrong.replace(
            ', name: reviews, port: 80}]\n  rules',
            ', name: ratings, port: 80}]\n  rules',
          ),
        ],
      ],
      [
        noEffect,
        ambient('', istio('EnvoyFilter', 'f', 'workloadSelector: {labels: {app: reviews}}\nconfigPatches: []')),
        'warning EnvoyFilter/f spec.workloadSelector.labels: the pods with these labels are in ambient mode: neither ztunnels nor waypoints look at objects of kind EnvoyFilter with a selector',
        [
          documents(
            shop('reviews'),
            istio('Telemetry', 't', `${SELECTOR}accessLogging: [{providers: [{name: envoy}]}]`),
          ),
          ambient('', istio('Telemetry', 't', 'accessLogging: [{providers: [{name: envoy}]}]')),
        ],
      ],
      [
        noEffect,
        ambient('', istio('RequestAuthentication', 't', 'jwtRules: [{issuer: "https://id.example.com"}]')),
        'warning RequestAuthentication/t metadata.namespace: all pods of namespace shop are in ambient mode, without a waypoint: nobody looks at this RequestAuthentication',
        [
          ambient(WITH_WAYPOINT, istio('RequestAuthentication', 't', 'jwtRules: [{issuer: "https://id.example.com"}]')),
          documents(
            shop('reviews'),
            istio('RequestAuthentication', 't', 'jwtRules: [{issuer: "https://id.example.com"}]'),
          ),
        ],
      ],
      [
        noEffect,
        ambient('', istio('PeerAuthentication', 'p', 'mtls: {mode: DISABLE}')),
        'warning PeerAuthentication/p spec.mtls.mode: the pods are in ambient mode: ztunnels take DISABLE as PERMISSIVE, and go on with mutual TLS among each other',
        [
          ambient('', istio('PeerAuthentication', 'p', 'mtls: {mode: STRICT}')),
          documents(shop('reviews'), istio('PeerAuthentication', 'p', 'mtls: {mode: DISABLE}')),
        ],
      ],
      [
        policyWithoutWaypoint,
        policyWithoutWaypoint.docs.wrong,
        'error AuthorizationPolicy/reviews spec.targetRefs[0]: Service shop/reviews has no waypoint: nobody looks at this AuthorizationPolicy',
        [
          policyWithoutWaypoint.docs.right,
          ambient('', policy(FROM)),
          ambient(
            '',
            istio('AuthorizationPolicy', 'p', `targetRefs: [{group: "", kind: Service, name: other}]\n${FROM}`),
          ),
        ],
      ],
      [
        policyWithoutWaypoint,
        documents(
          shop('reviews'),
          istio('AuthorizationPolicy', 'p', `targetRefs: [{group: "", kind: Service, name: reviews}]\n${FROM}`),
        ),
        'error AuthorizationPolicy/p spec.targetRefs[0]: Service shop/reviews has no waypoint: nobody looks at this AuthorizationPolicy',
        [],
      ],
      [
        sourceMatches,
        sourceMatches.docs.wrong,
        'warning VirtualService/reviews spec.http[0].match[0].sourceLabels: waypoints do not know the pods that a request comes from: sourceLabels is not met by those that are meant',
        [
          sourceMatches.docs.right,
          sourceMatches.docs.wrong.replace(', istio.io/use-waypoint: waypoint', ''),
          documents(sourceMatches.docs.wrong, web),
        ],
      ],
      [
        withoutWaypoint,
        ambient('', HTTP_ROUTE),
        'warning HTTPRoute/reviews spec.parentRefs: reviews.shop.svc.cluster.local is in ambient mode and has no waypoint: nobody looks at this HTTPRoute',
        [ambient(WITH_WAYPOINT, waypoint(), HTTP_ROUTE), ambient('', web, HTTP_ROUTE)],
      ],
      [
        ztunnelPolicies,
        ambient('', policy('action: DENY\nrules: [{to: [{operation: {methods: [POST]}}]}]')),
        'error AuthorizationPolicy/p spec.rules[0]: ztunnels leave out methods, and nothing is left that the rule asks for: every connection is denied',
        [
          ambient(
            '',
            policy('rules: [{from: [{source: {namespaces: [web]}}], when: [{key: source.ip, values: [10.0.0.0/8]}]}]'),
          ),
          documents(shop('reviews'), policy('rules: [{to: [{operation: {methods: [POST]}}]}]')),
          ambient(
            '',
            istio(
              'AuthorizationPolicy',
              'p',
              'targetRefs: [{group: "", kind: Service, name: reviews}]\nrules: [{to: [{operation: {methods: [GET]}}]}]',
            ),
          ),
        ],
      ],
      [
        ztunnelPolicies,
        ambient(
          '',
          policy(
            'action: DENY\nrules: [{from: [{source: {namespaces: [web]}}], to: [{operation: {methods: [POST]}}]}]',
          ),
        ),
        'warning AuthorizationPolicy/p spec.rules[0]: ztunnels leave out methods: the rule denies more than it says',
        [],
      ],
      [
        ztunnelPolicies,
        ambient('', policy('rules: [{to: [{operation: {paths: [/a]}}]}, {from: [{source: {namespaces: [web]}}]}]')),
        'warning AuthorizationPolicy/p spec.rules[0]: ztunnels leave out a rule with paths: what it allows is denied',
        [],
      ],
      [
        ztunnelPolicies,
        ambient('', policy('action: AUDIT\nrules: [{}]')),
        'warning AuthorizationPolicy/p spec.action: ztunnels do not enforce policies with action AUDIT: it has no effect',
        [],
      ],
      [
        waypointIdentity,
        ambient(WITH_WAYPOINT, waypoint(), policy(FROM)),
        'warning AuthorizationPolicy/p spec.rules: requests through waypoint shop/waypoint have its identity, which no rule allows: they are refused',
        [
          ambient('', policy(FROM)),
          ambient(WITH_WAYPOINT, waypoint(), policy(FROM.replace('default', 'waypoint'))),
          ambient(WITH_WAYPOINT, waypoint(), policy('rules: [{from: [{source: {namespaces: [shop]}}]}]')),
          ambient(WITH_WAYPOINT, waypoint(), policy(FROM.replace('cluster.local/ns/shop/sa/default', '"*/ns/shop/*"'))),
          ambient(WITH_WAYPOINT, waypoint(), policy('rules: [{to: [{operation: {ports: ["8080"]}}]}]')),
        ],
      ],
      [
        bothModes,
        bothModes.docs.wrong,
        'warning Deployment/reviews-v1 spec.template.metadata.labels.istio.io/dataplane-mode: the pods get a sidecar (sidecar.istio.io/inject), and so are not in ambient mode',
        [bothModes.docs.right],
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
