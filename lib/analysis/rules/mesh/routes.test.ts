import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import { telling } from '../../fixtures';
import type { Rule } from '../../rule';
import { authorityRewritten, corsLetsThrough, headerSetTwice, redirectCode } from './actions';
import { authorityWithoutPort, cookieExpression, queryNeverMatches } from './conditions';
import { faultAndTimeout, faultNever } from './faults';
import { matchGateway } from './match-gateway';
import { matchPort } from './match-port';
import { noDefaultRoute } from './no-default-route';
import { retriesWithoutTryTimeout, triesBeyondTimeout, tryTimeoutNotRetried } from './retries';
import { rewriteOfRegex, rewriteSlashes } from './rewrites';
import { sourceAtGateway } from './source-at-gateway';
import { weights } from './weights';

const TO = 'route: [{destination: {host: reviews}}]';
const gateway = (name = 'g', port = 80) =>
  istio(
    'Gateway',
    name,
    `selector: {istio: ingressgateway}\nservers: [{port: {number: ${port}, name: p, protocol: HTTP}, hosts: ["*"]}]`,
  );
const virtualService = (spec: string) => istio('VirtualService', 'r', spec);
/** A VirtualService of Service reviews with one rule. */
const rule = (text: string, more = '') =>
  documents(shop('reviews'), virtualService(`hosts: [reviews]\n${more}http: [{${text}}]`));
/** What a rule says of the first rule of the VirtualService, without its name. */
const said = (of: Rule, yaml: string) =>
  telling(of)(yaml).map((line) => line.replace('VirtualService/r spec.http[0]', '').replace(/^(\w+) \.?/, '$1 '));

describe.each(
  (
    [
      [
        matchGateway,
        rule(`match: [{gateways: [g]}], ${TO}`),
        'error match[0].gateways[0]: the VirtualService is for mesh, and not for g: the condition is never met',
        [
          rule(`match: [{gateways: [mesh]}], ${TO}`),
          rule(`match: [{gateways: [shop/g]}], ${TO}`, 'gateways: [g, mesh]\n'),
          virtualService(`http: [{match: [{gateways: [g]}], ${TO}}]`),
        ],
      ],
      [
        matchPort,
        rule(`match: [{port: 8080}], ${TO}`),
        'error match[0].port: nothing arrives at port 8080, as there is only 80: the condition is never met',
        [
          rule(`match: [{port: 80}], ${TO}`),
          virtualService(`hosts: [api.example.com]\nhttp: [{match: [{port: 81}], ${TO}}]`),
          documents(gateway('g', 8080), rule(`match: [{port: 8080}], ${TO}`, 'gateways: [g]\n')),
        ],
      ],
      [
        queryNeverMatches,
        rule(`match: [{queryParams: {q: {exact: "a+é"}}}], ${TO}`),
        'warning match[0].queryParams.q.exact: no request has "a+é" in its query, as values are compared as they are sent: the condition is never met',
        [rule(`match: [{queryParams: {q: {exact: a%20b}, r: {exact: a+b}, s: {regex: "a b"}, t: {}}}], ${TO}`)],
      ],
      [
        cookieExpression,
        rule(`match: [{headers: {cookie: {regex: "^(.*?;)?(user=jason)(;.*)?$"}}}], ${TO}`),
        'warning match[0].headers.cookie.regex: "a=1; user=jason", as browsers write it, is not taken, as there is a blank after the semicolon',
        [
          rule(`match: [{headers: {cookie: {regex: "^(.*?; ?)?(user=jason)(;.*)?$"}}}], ${TO}`),
          rule(`match: [{headers: {cookie: {regex: ".*user=jason.*"}}}], ${TO}`),
          rule(`match: [{headers: {cookie: {regex: "user=jason"}}}], ${TO}`),
          rule(`match: [{headers: {x: {regex: "^(.*?;)?(user=jason)(;.*)?$"}}}], ${TO}`),
        ],
      ],
      [
        weights,
        rule('route: [{destination: {host: reviews}, weight: 20}]'),
        'warning route[0].weight: the only destination gets everything, and not 20 of 100',
        [
          rule('route: [{destination: {host: reviews}, weight: 100}]'),
          rule('route: [{destination: {host: reviews}, weight: 20}, {destination: {host: ratings}, weight: 80}]'),
        ],
      ],
      [
        weights,
        rule('route: [{destination: {host: reviews}, weight: 0}]'),
        'warning route[0].weight: the only destination gets everything, and not 0 of 100',
        [],
      ],
      [
        weights,
        rule(
          'route: [{destination: {host: reviews, subset: v1}, weight: 20}, {destination: {host: reviews, subset: v1}, weight: 80}]',
        ),
        'warning route[1].destination: subset v1 of reviews is a destination already: their weights are added',
        [
          rule(
            'route: [{destination: {host: reviews, port: {number: 80}}, weight: 20}, {destination: {host: reviews, port: {number: 81}}, weight: 80}]',
          ),
        ],
      ],
      [
        triesBeyondTimeout,
        rule(`timeout: 5s, retries: {attempts: 3, perTryTimeout: 2s, retryOn: 5xx}, ${TO}`),
        'warning retries.perTryTimeout: of 4 tries of 2s only 3 fit into timeout 5s: the caller gets 504 before the others',
        [
          rule(`timeout: 8s, retries: {attempts: 3, perTryTimeout: 2s, retryOn: 5xx}, ${TO}`),
          rule(`retries: {attempts: 3, perTryTimeout: 2s, retryOn: 5xx}, ${TO}`),
        ],
      ],
      [
        triesBeyondTimeout,
        rule(`timeout: 1s, retries: {attempts: 3, perTryTimeout: 2s, retryOn: 5xx}, ${TO}`),
        'warning retries.perTryTimeout: a try may take 2s, and all of them 1s: perTryTimeout never counts, and a slow try is the only one',
        [],
      ],
      [
        tryTimeoutNotRetried,
        rule(`retries: {attempts: 3, perTryTimeout: 2s, retryOn: "connect-failure,503"}, ${TO}`),
        'warning retries.perTryTimeout: retryOn connect-failure,503 leaves out tries that take too long: after 2s the caller gets 504, and nothing is tried again',
        [
          rule(`retries: {attempts: 3, perTryTimeout: 2s, retryOn: "connect-failure,gateway-error"}, ${TO}`),
          rule(`retries: {attempts: 3}, ${TO}`),
        ],
      ],
      [
        retriesWithoutTryTimeout,
        rule(`timeout: 1s, retries: {attempts: 3}, ${TO}`),
        'note retries: the first try may take all of timeout 1s: a target that is slow gets no second one',
        [rule(`timeout: 1s, retries: {attempts: 0}, ${TO}`), rule(`retries: {attempts: 3}, ${TO}`)],
      ],
      [
        faultNever,
        rule(`fault: {delay: {fixedDelay: 1s}}, ${TO}`),
        'warning fault.delay: without percentage no request is delayed',
        [
          rule(`fault: {delay: {fixedDelay: 1s, percent: 5}}, ${TO}`),
          rule(`fault: {abort: {httpStatus: 500, percentage: {value: 0.1}}}, ${TO}`),
          rule(`fault: {abort: {httpStatus: 500, percentage: {value: 0}}}, ${TO}`),
        ],
      ],
      [
        faultAndTimeout,
        rule(`timeout: 1s, fault: {delay: {fixedDelay: 2s, percentage: {value: 100}}}, ${TO}`),
        'warning timeout: the delay of 2s is not counted by timeout 1s of the same rule: no request times out because of it',
        [rule(`timeout: 3s, fault: {delay: {fixedDelay: 2s, percentage: {value: 100}}}, ${TO}`)],
      ],
      [
        faultAndTimeout,
        rule(`retries: {attempts: 2}, fault: {abort: {httpStatus: 503, percentage: {value: 50}}}, ${TO}`),
        'note retries: what the fault of the same rule aborts is not tried again',
        [rule(`fault: {abort: {httpStatus: 503, percentage: {value: 50}}}, ${TO}`)],
      ],
      [
        rewriteSlashes,
        rule(`match: [{uri: {prefix: /api}}], rewrite: {uri: /}, ${TO}`),
        'warning match[0].uri.prefix: /api/users becomes //users, as the prefix is replaced as text',
        [
          rule(`match: [{uri: {prefix: /api/}}, {uri: {prefix: /api}}], rewrite: {uri: /}, ${TO}`),
          rule(`match: [{uri: {prefix: /api}}], rewrite: {uri: /v1}, ${TO}`),
          rule(`match: [{uri: {prefix: /}}], rewrite: {uri: /v1}, ${TO}`),
          rule(`match: [{uri: {exact: /api}}], rewrite: {uri: /}, ${TO}`),
        ],
      ],
      [
        rewriteSlashes,
        rule(`match: [{uri: {prefix: /api/}}], rewrite: {uri: /v1}, ${TO}`),
        'warning match[0].uri.prefix: /api/users becomes /v1users, as the prefix is replaced as text',
        [],
      ],
      [
        rewriteOfRegex,
        rule(`match: [{uri: {regex: "/v[0-9]/.*"}}], rewrite: {uri: /}, ${TO}`),
        'warning rewrite.uri: every path that /v[0-9]/.* takes becomes /: there is no prefix to replace',
        [
          rule(`match: [{uri: {regex: "/v1"}}], rewrite: {uri: /}, ${TO}`),
          rule(`match: [{uri: {regex: "/v."}}], rewrite: {authority: a}, ${TO}`),
        ],
      ],
      [
        redirectCode,
        rule('redirect: {uri: /, redirectCode: 306}'),
        'error redirect.redirectCode: there is no redirect with code 306: the route has no action, and proxies refuse the table',
        [rule('redirect: {uri: /, redirectCode: 307}'), rule('redirect: {uri: /}')],
      ],
      [
        headerSetTwice,
        rule(
          'headers: {request: {set: {X-A: "1"}}}, route: [{destination: {host: reviews}, headers: {request: {set: {x-a: "2"}}}}]',
        ),
        'warning route[0].headers.request.set.x-a: the rule sets x-a, too: 2 counts, and 1 as soon as there are several destinations',
        [
          rule(
            'headers: {request: {set: {x-a: "1"}}}, route: [{destination: {host: reviews}, headers: {request: {set: {x-a: "1"}}}}]',
          ),
          rule(
            'headers: {request: {set: {x-a: "1"}}}, route: [{destination: {host: reviews}, headers: {response: {set: {x-a: "2"}}}}]',
          ),
        ],
      ],
      [
        authorityRewritten,
        rule('rewrite: {authority: a}, route: [{destination: {host: reviews}, headers: {request: {set: {host: b}}}}]'),
        'note route[0].headers.request.set.host: rewrite.authority of the rule counts, a: what the destination sets is lost',
        [rule('rewrite: {uri: /}, route: [{destination: {host: reviews}, headers: {request: {set: {host: b}}}}]')],
      ],
      [
        corsLetsThrough,
        rule(`corsPolicy: {allowOrigins: [{exact: "https://a"}]}, ${TO}`),
        'note corsPolicy: preflight requests of other origins are forwarded to the application, which may allow them',
        [
          rule(`corsPolicy: {allowOrigins: [{regex: ".*"}]}, ${TO}`),
          rule(`corsPolicy: {allowOrigins: [{exact: a}], unmatchedPreflights: FORWARD}, ${TO}`),
        ],
      ],
    ] as readonly (readonly [Rule, string, string, readonly string[]])[]
  ).map((row) => [row[0].id, ...row] as const),
)('%s', (_id, of, wrong, expected, right) => {
  test('GIVEN what is wrong THEN it is told', () => {
    expect(said(of, wrong)).toEqual([expected]);
  });

  test('GIVEN what is right THEN nothing is told', () => {
    expect(right.flatMap((yaml) => said(of, yaml))).toEqual([]);
  });
});

describe('MESH_SOURCE_AT_GATEWAY', () => {
  const told = telling(sourceAtGateway);
  const at = (match: string, gateways: string, selector = '{istio: ingressgateway}') =>
    documents(
      gateway().replace('{istio: ingressgateway}', selector),
      virtualService(`hosts: [a.example.com]\n${gateways}http: [{match: [${match}], ${TO}}]`),
    );

  test('GIVEN labels of a source that is a gateway THEN they are never met', () => {
    expect(told(at('{sourceLabels: {app: a}}', 'gateways: [g]\n'))).toEqual([
      'error VirtualService/r spec.http[0].match[0].sourceLabels: requests come through g, whose pods have other labels: the condition is never met',
    ]);
    expect(told(at('{sourceNamespace: shop}', 'gateways: [g]\n'))[0]).toMatch(/whose pods have other namespaces/);
  });

  test('GIVEN gateways beside it THEN the source is not looked at', () => {
    expect(told(at('{sourceLabels: {app: a}, gateways: [g]}', 'gateways: [g, mesh]\n'))).toEqual([
      'warning VirtualService/r spec.http[0].match[0].sourceLabels: with gateways beside it, sourceLabels is not looked at: whoever comes through g meets the condition',
    ]);
  });

  test.each([
    ['sidecars', at('{sourceLabels: {app: a}}', '')],
    ['sidecars besides', at('{sourceLabels: {app: a}}', 'gateways: [g, mesh]\n')],
    ['labels of the gateway', at('{sourceLabels: {istio: ingressgateway}}', 'gateways: [g]\n')],
    ['a gateway of which nothing is known', at('{sourceLabels: {app: a}}', 'gateways: [g]\n', '{app: other}')],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(yaml)).toEqual([]);
  });
});

describe('MESH_AUTHORITY_WITHOUT_PORT', () => {
  const told = telling(authorityWithoutPort);
  const at = (port: number, authority: string, more = '') =>
    documents(
      meshNamespace(),
      service('reviews', `{name: http, port: ${port}}`),
      deployment('reviews'),
      virtualService(`hosts: [reviews]\n${more}http: [{match: [{authority: ${authority}}], ${TO}}]`),
    );

  test('GIVEN a port that clients send THEN the condition is never met', () => {
    expect(told(at(8080, '{exact: reviews}'))).toEqual([
      'warning VirtualService/r spec.http[0].match[0].authority.exact: clients that dial port 8080 send reviews:8080, and not reviews: the condition is never met',
    ]);
  });

  test.each([
    ['port 80', at(80, '{exact: reviews}')],
    ['the port', at(8080, '{exact: "reviews:8080"}')],
    ['a gateway', at(8080, '{exact: reviews}', 'gateways: [g]\n')],
    ['a prefix', at(8080, '{prefix: reviews}')],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(yaml)).toEqual([]);
  });
});

describe('MESH_NO_DEFAULT_ROUTE', () => {
  const told = telling(noDefaultRoute);

  test('GIVEN no rule for the rest THEN it gets 404', () => {
    expect(told(rule(`match: [{uri: {prefix: /a}}], ${TO}`))).toEqual([
      'note VirtualService/r spec.http: requests to reviews that no rule takes get 404',
    ]);
  });

  test.each([
    ['a rule without conditions', rule(TO)],
    ['a prefix that takes everything', rule(`match: [{uri: {prefix: /}}], ${TO}`)],
    ['a gateway', rule(`match: [{uri: {prefix: /a}}], ${TO}`, 'gateways: [g]\n')],
    [
      'a host that is no Service',
      virtualService(`hosts: [api.example.com]\nhttp: [{match: [{uri: {prefix: /a}}], ${TO}}]`),
    ],
    ['a delegate', rule('match: [{uri: {prefix: /a}}], delegate: {name: d}')],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(yaml)).toEqual([]);
  });
});
