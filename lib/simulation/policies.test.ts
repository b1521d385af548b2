import { describe, expect, test } from '@jest/globals';
import { istio, meshOf, namespace, pod, proxyNamed, service, virtualService, yaml } from '../mesh/fixtures';
import type { CallOptions } from './call';
import { endsOf, outcomeOf } from './fixtures';

const BASE = yaml(
  namespace('web'),
  namespace('shop'),
  pod('web/client', '{app: client}'),
  pod('shop/client', '{app: client}', ', serviceAccountName: buyer'),
  pod('web/plain', "{app: plain, sidecar.istio.io/inject: 'false'}"),
  service('web/a', 'http:80>8080 tcp-b:81>9090'),
  pod('web/a', '{app: a}'),
);
const policy = (spec: string, name = 'web/p', more?: string) => istio('AuthorizationPolicy', name, spec, more);
const allow = (rule: string) => policy(`{rules: [${rule}]}`);
const deny = (rule: string) => policy(`{action: DENY, rules: [${rule}]}`);

/** Whether a request is let in: `200`, the status of who turns it away, or why there is no answer. */
function answer(
  policies: string,
  { from = 'web/client', text = 'http://a.web/', ...options }: CallOptions & { from?: string; text?: string } = {},
): string {
  const found = outcomeOf(yaml(BASE, policies), from, text, options);
  const [end] = found.ends;
  const status = end?.kind === 'reached' ? '200' : (end?.status ?? end?.why);
  return found.certainty === 'exact' ? `${status}` : `${status} ${found.certainty}`;
}

describe('policies', () => {
  test.each([
    ['none', '', '200'],
    ['one that allows nothing', policy('{}'), '403'],
    ['one without conditions', allow('{}'), '200'],
    ['one that denies everything', deny('{}'), '403'],
    [
      'one that denies beside one that allows',
      yaml(allow('{}'), policy('{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}', 'web/q')),
      '403',
    ],
    ['one for other pods', policy('{selector: {matchLabels: {app: b}}}'), '200'],
    ['one of the root namespace', policy('{selector: {matchLabels: {app: a}}}', 'istio-system/p'), '403'],
    ['one of another namespace', policy('{}', 'shop/p'), '200'],
    ['one that is only tried', policy('{}', 'web/p', ', annotations: {istio.io/dry-run: "true"}'), '200'],
    ['one that audits', policy('{action: AUDIT, rules: [{}]}'), '200'],
    ['one that asks somebody', policy('{action: CUSTOM, provider: {name: x}, rules: [{}]}'), '200 unknown'],
    [
      'one that asks somebody about something else',
      policy('{action: CUSTOM, provider: {name: x}, rules: [{to: [{operation: {methods: [POST]}}]}]}'),
      '200',
    ],
  ])('GIVEN %s THEN the answer is so', (_name, text, expected) => {
    expect(answer(text)).toBe(expected);
  });

  test('GIVEN a provider that MeshConfig does not have THEN what it would be asked about is denied', () => {
    const mesh = meshOf(yaml(BASE, policy('{action: CUSTOM, provider: {name: x}, rules: [{}]}')), {
      meshConfig: { extensionProviders: [{ name: 'other' }] },
    });
    expect(endsOf(outcomeOf(mesh, 'web/client', 'http://a'))).toEqual(['100% 403 RBAC']);
  });

  test('GIVEN two providers THEN what either would be asked about is denied', () => {
    const custom = (name: string, path: string) =>
      policy(
        `{action: CUSTOM, provider: {name: ${name}}, rules: [{to: [{operation: {paths: [${path}]}}]}]}`,
        `web/${name}`,
      );
    expect(answer(yaml(custom('p1', '/a'), custom('p2', '/b')), { text: 'http://a/b' })).toBe('403');
    expect(answer(yaml(custom('p1', '/a'), custom('p2', '/b')), { text: 'http://a/c' })).toBe('200');
  });

  test.each([
    [
      'one that allows a method',
      allow('{from: [{source: {namespaces: [web]}}], to: [{operation: {methods: [GET]}}]}'),
      'closed',
    ],
    ['one that allows a namespace', allow('{from: [{source: {namespaces: [web]}}]}'), 'reached'],
    ['one that denies a method', deny('{to: [{operation: {methods: [POST]}}]}'), 'closed'],
    ['one that denies a port by condition', deny('{when: [{key: destination.port, values: ["1"]}]}'), 'reached'],
    ['one that denies by the server name', deny('{when: [{key: connection.sni, values: ["x"]}]}'), 'closed'],
    ['one that denies addresses behind proxies', deny('{from: [{source: {remoteIpBlocks: [1.2.3.4]}}]}'), 'closed'],
    ['one that asks somebody', policy('{action: CUSTOM, provider: {name: x}, rules: [{}]}'), 'reached'],
  ])('GIVEN a ztunnel and %s THEN it is so', (_name, text, expected) => {
    const ambient = BASE.replace(
      'metadata: {name: web, labels: {istio-injection: enabled}}',
      'metadata: {name: web, labels: {istio.io/dataplane-mode: ambient}}',
    );
    const { ends } = outcomeOf(yaml(ambient, text), 'web/client', 'http://a.web/');
    expect(ends.map(({ kind }) => (kind === 'failed' ? 'closed' : kind))).toEqual([expected]);
  });
});

describe('rules', () => {
  test.each([
    ['from: [{source: {namespaces: [web]}}]', {}, '200'],
    ['from: [{source: {namespaces: [shop]}}]', {}, '403'],
    ['from: [{source: {namespaces: ["w*"]}}]', {}, '200'],
    ['from: [{source: {namespaces: [web]}}]', { from: 'web/plain' }, '403'],
    ['from: [{source: {notNamespaces: [web]}}]', { from: 'web/plain' }, '200'],
    ['from: [{source: {principals: [cluster.local/ns/web/sa/default]}}]', {}, '200'],
    ['from: [{source: {principals: ["*"]}}]', { from: 'web/plain' }, '403'],
    ['from: [{source: {principals: ["*/sa/buyer"]}}]', { from: 'shop/client' }, '200'],
    ['from: [{source: {serviceAccounts: [default]}}]', {}, '200'],
    ['from: [{source: {serviceAccounts: [shop/buyer]}}]', { from: 'shop/client' }, '200'],
    ['from: [{source: {namespaces: [shop]}}, {source: {namespaces: [web]}}]', {}, '200'],
    ['from: [{source: {namespaces: [web], notPrincipals: ["*/sa/default"]}}]', {}, '403'],
    ['from: [{source: {ipBlocks: [10.0.0.0/8]}}]', { sourceAddress: '10.1.2.3' }, '200'],
    ['from: [{source: {ipBlocks: [10.0.0.0/8]}}]', { sourceAddress: '11.1.2.3' }, '403'],
    ['from: [{source: {ipBlocks: [10.0.0.0/8]}}]', {}, '403 unknown'],
    ['from: [{source: {remoteIpBlocks: [1.2.3.4]}}]', { headers: { 'x-forwarded-for': '9.9.9.9, 1.2.3.4' } }, '200'],
    ['to: [{operation: {methods: [G*]}}]', {}, '200'],
    ['to: [{operation: {methods: [get]}}]', {}, '403'],
    ['to: [{operation: {paths: ["/a*"], notPaths: [/ab]}}]', { text: 'http://a/ab?x' }, '403'],
    ['to: [{operation: {paths: ["/a*"], notPaths: [/ab]}}]', { text: 'http://a/abc?x' }, '200'],
    ['to: [{operation: {paths: ["/{*}/b/{**}"]}}]', { text: 'http://a/x/b/c/d' }, '200'],
    ['to: [{operation: {paths: ["/{*}/b"]}}]', { text: 'http://a/x/y/b' }, '403'],
    ['to: [{operation: {hosts: [A.web]}}]', {}, '200'],
    ['to: [{operation: {hosts: [a.web]}}]', { headers: { host: 'a.web:80' } }, '403'],
    ['to: [{operation: {ports: ["80"]}}]', {}, '403'],
    ['to: [{operation: {ports: ["8080"]}}]', {}, '200'],
    ['when: [{key: "request.headers[x]", values: ["1*"]}]', { headers: { X: '12' } }, '200'],
    ['when: [{key: "request.headers[x]", notValues: ["1*"]}]', {}, '200'],
    ['when: [{key: "request.headers[x]", values: ["1"]}]', { headers: { x: ['1', '2'] } }, '403 unknown'],
    ['when: [{key: source.namespace, values: [web]}, {key: destination.port, values: ["1"]}]', {}, '403'],
    ['when: [{key: source.principal, values: ["*/sa/default"]}]', {}, '200'],
    ['when: [{key: "experimental.envoy.filters.x[y]", values: ["1"]}]', {}, '403 unknown'],
    ['when: [{key: "request.auth.claims[groups]", values: [g]}]', {}, '403'],
  ])('GIVEN %s WHEN %j THEN the answer is %s', (rule, call, expected) => {
    expect(answer(allow(`{${rule}}`), call)).toBe(expected);
  });

  test.each([
    [
      'from: [{source: {principals: ["*/sa/buyer"]}}]',
      {},
      'principals is "cluster.local/ns/web/sa/default", wanted "*/sa/buyer"',
    ],
    ['from: [{source: {namespaces: [web]}}]', { from: 'web/plain' }, 'namespaces needs mutual TLS, wanted "web"'],
    [
      'from: [{source: {namespaces: [shop]}}, {source: {notNamespaces: [web, x]}}]',
      {},
      'namespaces is "web", wanted "shop"; namespaces is "web", not wanted "web" or "x"',
    ],
    ['to: [{operation: {methods: [POST, PUT]}}]', {}, 'methods is "GET", wanted "POST" or "PUT"'],
    ['to: [{operation: {methods: [GET], paths: [/b]}}]', {}, 'paths is "/", wanted "/b"'],
    ['when: [{key: "request.headers[x]", values: ["1"]}]', {}, 'request.headers[x] is missing, wanted "1"'],
    ['when: [{key: "request.auth.claims[a]", values: ["1"]}]', {}, 'request.auth.claims[a] needs a token, wanted "1"'],
    ['to: [{operation: {methods: [GET]}}]', { text: 'tcp://a:81' }, 'it asks for methods, and only bytes are seen'],
  ])(
    'GIVEN %s WHEN %j THEN it is said why it does not allow it: %s',
    (rule, { from = 'web/client', text = 'http://a.web/' }: { from?: string; text?: string }, expected) => {
      const [end] = outcomeOf(yaml(BASE, allow(`{${rule}}`)), from, text).ends;
      expect(end?.steps.filter(({ verdict }) => verdict === 'no match').map((step) => step.text)).toEqual([
        `AuthorizationPolicy web/p rules[0]: ${expected}`,
      ]);
    },
  );

  test('GIVEN names of the mesh THEN they stand for each other', () => {
    const mesh = (value: string) =>
      meshOf(yaml(BASE, allow(`{from: [{source: {principals: ["${value}/ns/web/sa/default"]}}]}`)), {
        meshConfig: { trustDomain: 'new', trustDomainAliases: ['old'] },
      });
    const statuses = ['new', 'old', 'cluster.local', '*', 'other'].map((value) =>
      endsOf(outcomeOf(mesh(value), 'web/client', 'http://a'))[0]?.includes('403'),
    );
    expect(statuses).toEqual([false, false, false, false, true]);
  });

  test('GIVEN a TCP port THEN what asks for HTTP allows nothing, and denies as if it did not ask', () => {
    const call = { text: 'tcp://a:81' };
    expect(answer(allow('{to: [{operation: {methods: [GET]}}]}'), call)).toBe(
      'AuthorizationPolicy web/p allows only others: the connection is closed',
    );
    expect(answer(deny('{to: [{operation: {methods: [GET]}}]}'), call)).toBe(
      'AuthorizationPolicy web/p denies it: the connection is closed',
    );
    expect(answer(deny('{to: [{operation: {ports: ["1"], methods: [GET]}}]}'), call)).toBe('200');
    expect(answer(allow('{from: [{source: {namespaces: [web]}}]}'), call)).toBe('200');
  });
});

describe('tokens', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (claims: object) => `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;
  const rules = (list: string) => istio('RequestAuthentication', 'web/r', `{jwtRules: [${list}]}`);
  const bearer = (claims: object) => ({ headers: { authorization: `Bearer ${token(claims)}` } });
  const ISSUER = rules('{issuer: me, jwksUri: "https://me/keys"}');
  const required = allow('{from: [{source: {requestPrincipals: [me/*]}}]}');

  test.each([
    ['no token', ISSUER, {}, '200'],
    ['a text that is none', ISSUER, { headers: { authorization: 'Bearer x' } }, '401'],
    ['another scheme', ISSUER, { headers: { authorization: 'Basic x' } }, '200'],
    ['a token of the issuer', ISSUER, bearer({ iss: 'me', sub: 's' }), '200 assumed'],
    ['a token of another issuer', ISSUER, bearer({ iss: 'you' }), '401'],
    ['a token for others', rules('{issuer: me, audiences: [x]}'), bearer({ iss: 'me', aud: ['y'] }), '403'],
    [
      'a token that is not signed by a key that is given',
      rules('{issuer: me, jwks: \'{"keys": []}\'}'),
      bearer({ iss: 'me' }),
      '401',
    ],
    ['no token where one is required', yaml(ISSUER, required), {}, '403'],
    ['a token where one is required', yaml(ISSUER, required), bearer({ iss: 'me', sub: 's' }), '200 assumed'],
    ['claims that are given', yaml(ISSUER, required), { claims: { sub: 's' } }, '200'],
    ['claims of another issuer', ISSUER, { claims: { iss: 'you' } }, '401'],
    [
      'claims that a condition asks for',
      yaml(ISSUER, allow('{when: [{key: "request.auth.claims[a][b]", values: [c]}]}')),
      { claims: { sub: 's', a: { b: ['x', 'c'] } } },
      '200',
    ],
    ['claims where nobody looks at tokens', required, { claims: { iss: 'me', sub: 's' } }, '403'],
    [
      'a token in the query',
      rules('{issuer: me, fromParams: [t]}'),
      { text: `http://a/?t=${token({ iss: 'you' })}` },
      '401',
    ],
    [
      'a token in a cookie',
      rules('{issuer: me, fromCookies: [t]}'),
      { headers: { cookie: `a=b; t=${token({ iss: 'you' })}` } },
      '401',
    ],
    [
      'a preflight',
      ISSUER,
      {
        text: 'OPTIONS http://a/',
        headers: { authorization: 'Bearer x', origin: 'o', 'access-control-request-method': 'GET' },
      },
      '200',
    ],
  ])('GIVEN %s THEN the answer is so', (_name, policies, call, expected) => {
    expect(answer(policies, call)).toBe(expected);
  });

  test('GIVEN a token THEN the application does not see it, unless it is forwarded, and sees what is asked for', () => {
    const sent = (rule: string) => {
      const found = outcomeOf(yaml(BASE, rules(rule)), 'web/client', 'http://a', bearer({ iss: 'me', num: 1 }));
      return found.ends[0]?.request.headers.map(([name]) => name);
    };
    expect(sent('{issuer: me}')).toEqual([]);
    expect(sent('{issuer: me, forwardOriginalToken: true}')).toEqual(['authorization']);
    expect(
      sent(
        '{issuer: me, outputPayloadToHeader: X-P, outputClaimToHeaders: [{header: x-n, claim: num}, {header: x-m, claim: none}]}',
      ),
    ).toEqual(['x-p', 'x-n']);
  });

  test('GIVEN a gateway THEN its policies come before its routes, and claims choose among these', () => {
    const text = yaml(
      BASE,
      'apiVersion: v1\nkind: Pod\nmetadata: {name: edge, namespace: istio-system, labels: {istio: ingressgateway}}\nspec: {containers: [{name: istio-proxy, image: auto}]}',
      istio(
        'Gateway',
        'web/g',
        '{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
      ),
      virtualService(
        'web/v',
        '{hosts: ["*"], gateways: [g], http: [{match: [{headers: {"@request.auth.claims.group": {exact: admin}}}], directResponse: {status: 299}}, {directResponse: {status: 298}}]}',
      ),
      istio(
        'RequestAuthentication',
        'istio-system/r',
        '{selector: {matchLabels: {istio: ingressgateway}}, jwtRules: [{issuer: me}]}',
      ),
      istio(
        'AuthorizationPolicy',
        'istio-system/p',
        '{action: DENY, selector: {matchLabels: {istio: ingressgateway}}, rules: [{from: [{source: {remoteIpBlocks: [1.2.3.4]}}]}]}',
      ),
    );
    const ask = (options: CallOptions) =>
      endsOf(outcomeOf(text, 'istio-system/edge', 'http://x.com', { sourceAddress: '5.6.7.8', ...options }));
    expect([
      ask({ claims: { group: 'admin' } }),
      ask({ claims: { group: ['a', 'admin'] } }),
      ask({}),
      ask({ sourceAddress: '1.2.3.4' }),
    ]).toEqual([['100% 299'], ['100% 299'], ['100% 298'], ['100% 403 RBAC']]);
    expect(proxyNamed(meshOf(text), 'istio-system/edge').kind).toBe('gateway');
  });
});
