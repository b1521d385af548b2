import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import { saying, telling } from '../../fixtures';
import { certificates } from './certificates';
import { claimsWithoutTokens } from './claims-without-tokens';
import { gatewayHosts } from './gateway-hosts';
import { gatewayPorts } from './gateway-ports';
import { selectorsOfApiGateways } from './selectors-of-api-gateways';
import { sharedCertificates } from './shared-certificates';

const gateway = (servers: string, name = 'g', selector = '{app: edge}') =>
  istio('Gateway', name, `selector: ${selector}\nservers: [${servers}]`);
const http = (hosts: string, port = 80, protocol = 'HTTP', tls = '') =>
  `{port: {number: ${port}, name: p, protocol: ${protocol}}, hosts: [${hosts}]${tls}}`;
const route = (hosts: string, gateways = 'g', rules = 'http: [{route: [{destination: {host: reviews}}]}]') =>
  istio('VirtualService', 'r', `hosts: [${hosts}]\ngateways: [${gateways}]\n${rules}`);
const edge = (ports: string, pod = '') =>
  documents(
    meshNamespace('edge'),
    service('edge', ports, { namespace: 'edge' }),
    deployment('edge', { namespace: 'edge', pod }),
  );

describe('IST0132', () => {
  const told = telling(gatewayHosts);

  test('GIVEN no host that a Gateway serves THEN it is an error, and a warning where another one does', () => {
    const yaml = documents(gateway(http('a.example.com')), gateway(http('b.example.com'), 'h'));
    expect(told(documents(yaml, route('b.example.com')))).toEqual([
      'error VirtualService/r spec.gateways[0]: Gateway shop/g serves a.example.com, and not b.example.com: no request that arrives there takes these rules',
    ]);
    expect(told(documents(yaml, route('b.example.com', 'g, h')))[0]).toMatch(
      /^warning VirtualService\/r spec.gateways\[0\]/,
    );
  });

  test('GIVEN one host that nobody serves THEN it is told', () => {
    expect(told(documents(gateway(http('a.example.com')), route('a.example.com, b.example.com')))).toEqual([
      'warning VirtualService/r spec.hosts[1]: no Gateway of the VirtualService serves b.example.com: requests to it do not take these rules',
    ]);
  });

  test('GIVEN hosts for another namespace THEN they are not served', () => {
    expect(told(documents(gateway(http('edge/a.example.com')), route('a.example.com')))[0]).toMatch(
      /Gateway shop\/g serves no host for namespace shop/,
    );
  });

  test.each([
    ['a wildcard', http('"*.example.com"')],
    ['hosts for its namespace', http('./a.example.com, shop/b.example.com')],
    ['hosts for all namespaces', http('"*/a.example.com"')],
    ['bytes, where hosts do not count', http('b.example.com', 80, 'TCP')],
    ['TLS that ends there, and bytes', http('b.example.com', 443, 'TLS', ', tls: {mode: SIMPLE, credentialName: c}')],
  ])('GIVEN %s THEN nothing is reported', (_name, server) => {
    expect(told(documents(gateway(server), route('a.example.com')))).toEqual([]);
  });

  test.each([
    ['a gateway that is missing', route('a.example.com', 'missing')],
    ['sidecars besides', documents(gateway(http('a.example.com')), route('a.example.com, reviews', 'g, mesh'))],
    ['an alternative that serves it', documents(route('b.example.com'))],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(
      told({ 'a.yaml': yaml, 'x/g.yaml': gateway(http('b.example.com')), 'y/g.yaml': gateway(http('a.example.com')) }),
    ).toEqual([]);
  });
});

describe('IST0162', () => {
  const told = telling(gatewayPorts);

  test('GIVEN a port that no Service leads to THEN nobody reaches it', () => {
    const yaml = documents(
      edge('{name: http, port: 80, targetPort: 8080}, {name: https, port: 443, targetPort: 8443}'),
      gateway(http('"*"', 9090)),
    );
    expect(saying(gatewayPorts)(yaml)).toEqual([
      'a.yaml:24 warning IST0162: Service edge/edge in front of the pods has ports 80, 443: nobody reaches port 9090',
      '  fix: add port 9090 to the Service, or write one that it has',
      '  a.yaml:8: its ports',
    ]);
  });

  test('GIVEN the assumed gateway THEN it is a note', () => {
    expect(told(gateway(http('"*"', 9090), 'g', '{istio: ingressgateway}'))).toEqual([
      'note Gateway/g spec.servers[0].port.number: the gateway that istioctl installs has ports 80, 443, 15021, 15443, 31400: unless yours has 9090, nobody reaches this server',
    ]);
  });

  test.each([
    ['a port of the Service', edge('{name: http, port: 80, targetPort: 8080}'), 80],
    ['its target', edge('{name: http, port: 80, targetPort: 8080}'), 8080],
    [
      'a target by name',
      edge('{name: http, port: 80, targetPort: web}').replace('containerPort: 8080', 'containerPort: 8080, name: web'),
      8080,
    ],
    ['pods without a Service', documents(meshNamespace('edge'), deployment('edge', { namespace: 'edge' })), 9090],
    ['pods in the network of the node', edge('{name: http, port: 80}', ', hostNetwork: true'), 9090],
    ['a selector of unknown pods', meshNamespace('edge'), 9090],
  ])('GIVEN %s THEN nothing is reported', (_name, pods, port) => {
    expect(told(documents(pods, gateway(http('"*"', port))))).toEqual([]);
  });
});

describe('IST0138', () => {
  const https = (host: string, credential: string, name = 'g', port = 443) =>
    gateway(
      http(host, port, 'HTTPS', `, tls: {mode: SIMPLE, credentialName: ${credential}}`),
      name,
      '{istio: ingressgateway}',
    );

  test('GIVEN one certificate for two hosts THEN browsers mix them up', () => {
    expect(
      telling(sharedCertificates)(documents(https('a.example.com', 'c'), https('b.example.com', 'c', 'h'))),
    ).toEqual([
      'warning Gateway/h spec.servers[0].tls: Gateway shop/g has the same certificate for a.example.com: a browser that uses one connection for both hosts gets 404 for b.example.com',
    ]);
  });

  test.each([
    ['certificates of their own', https('a.example.com', 'c'), https('b.example.com', 'd', 'h')],
    ['other ports', https('a.example.com', 'c'), https('b.example.com', 'c', 'h', 9443)],
  ])('GIVEN %s THEN nothing is reported', (_name, ...yaml) => {
    expect(telling(sharedCertificates)(documents(...yaml))).toEqual([]);
  });
});

// Made for this test, and used for nothing else.
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUfw/Dk1qr/CbyR4GqUKXbY+O8YzgwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHZXhhbXBsZTAgFw0yNjExMjYwOTMyMDBaGA8yMTI2MTEwMjA5
MzIwMFowEjEQMA4GA1UEAwwHZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABHc0fSnPLn+ifVC0TSzCpmKcnleP4zp8hTRaRq90HQKcn3RKUptqH5ATreXt
bKtMS61Ejggqv++NoWgIpHTig9ajUzBRMB0GA1UdDgQWBBQn4qdmbjHJygyyMyAO
z5+iDAkBhjAfBgNVHSMEGDAWgBQn4qdmbjHJygyyMyAOz5+iDAkBhjAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIF3T0ofVN5hi7yqtKjhixVLR6agL
WjvFUpy6yI1iXgTFAiEAyVapzthjM5+yrGHc5cVxvluIIFcsFq/9DIerEqSLTlg=
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1ZA0/EnSijjJLAUr
F7NdK8cQYkspepg2oDrbXOzaQ4ehRANCAAR3NH0pzy5/on1QtE0swqZinJ5Xj+M6
fIU0WkavdB0CnJ90SlKbah+QE63l7WyrTEutRI4IKr/vjaFoCKR04oPW
-----END PRIVATE KEY-----
`;

describe('IST0161', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const found = (data: Readonly<Record<string, string>>, mode = 'SIMPLE', more = '') => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: c, namespace: edge}\ndata: ${JSON.stringify(data)}`;
    const server = http('a.example.com', 443, 'HTTPS', `, tls: {mode: ${mode}, credentialName: c}`);
    return telling(certificates)(
      documents(edge('{name: https, port: 443}'), secret, gateway(server), ...(more === '' ? [] : [more])),
    );
  };
  const PAIR = { 'tls.crt': base64(CERTIFICATE), 'tls.key': base64(KEY) };
  const AT = 'error Gateway/g spec.servers[0].tls.credentialName: Secret edge/c';

  test.each([
    [{ 'tls.crt': base64(CERTIFICATE) }, 'SIMPLE', 'has no tls.key'],
    [{ certificate: base64(CERTIFICATE) }, 'SIMPLE', 'has no tls.crt'],
    [
      { ...PAIR, 'tls.crt': base64('x') },
      'SIMPLE',
      'holds no certificate with its key (tls: failed to find any PEM data in certificate input)',
    ],
    [PAIR, 'MUTUAL', 'has no ca.crt, and there is no Secret c-cacert'],
  ])('GIVEN what cannot be read THEN clients cannot connect', (data, mode, problem) => {
    expect(found(data as Record<string, string>, mode)).toEqual([`${AT} ${problem}: clients cannot connect`]);
  });

  test('GIVEN a certificate and its key, or nothing yet, THEN nothing is reported', () => {
    expect(found(PAIR)).toEqual([]);
    expect(found({ cert: PAIR['tls.crt'], key: PAIR['tls.key'], cacert: PAIR['tls.crt'] }, 'MUTUAL')).toEqual([]);
    expect(found(PAIR, 'MUTUAL', 'apiVersion: v1\nkind: Secret\nmetadata: {name: c-cacert, namespace: edge}')).toEqual(
      [],
    );
    expect(found({})).toEqual([]);
  });
});

describe('IST0149', () => {
  const told = telling(claimsWithoutTokens);
  const byClaim = (field = 'headers') =>
    route(
      'a.example.com',
      'g',
      `http: [{match: [{${field}: {"@request.auth.claims.group": {exact: a}}}], route: [{destination: {host: reviews}}]}]`,
    );
  const tokens = (spec: string, namespace = 'edge') =>
    istio('RequestAuthentication', 't', `${spec}jwtRules: [{issuer: a, jwksUri: "https://a"}]`, namespace);
  const GIVEN = documents(shop('reviews'), edge('{name: http, port: 80}'), gateway(http('a.example.com')));

  test('GIVEN a gateway that validates no tokens THEN the route is never taken', () => {
    expect(told(documents(GIVEN, byClaim()))).toEqual([
      'error VirtualService/r spec.http[0].match[0].headers.@request.auth.claims.group: no RequestAuthentication is for gateway edge/edge-v1: no request has a claim there, and the route is never taken',
    ]);
    expect(told(documents(GIVEN, byClaim('withoutHeaders')))[0]).toMatch(/the condition always holds$/);
    expect(told(documents(gateway(http('a.example.com'), 'g', '{istio: ingressgateway}'), byClaim()))[0]).toMatch(
      /^warning .* among the files/,
    );
  });

  test.each([
    ['one that selects the pods', tokens('selector: {matchLabels: {app: edge}}\n')],
    ['one for the namespace', tokens('')],
    ['one for the mesh', tokens('', 'istio-system')],
  ])('GIVEN %s THEN nothing is reported', (_name, yaml) => {
    expect(told(documents(GIVEN, byClaim(), yaml))).toEqual([]);
  });
});

describe('IST0166', () => {
  const api = (ofClass: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: gw, namespace: shop}\nspec: {gatewayClassName: ${ofClass}, listeners: [{name: a, port: 80, protocol: HTTP}]}`;
  const policy = (labels: string) =>
    istio('AuthorizationPolicy', 'p', `selector: {matchLabels: ${labels}}\nrules: [{}]`);
  const OWN = '{gateway.networking.k8s.io/gateway-name: gw}';

  test('GIVEN a selector of a waypoint THEN it is ignored; of another Gateway it is a note', () => {
    expect(telling(selectorsOfApiGateways)(documents(api('istio-waypoint'), policy(OWN)))).toEqual([
      'warning AuthorizationPolicy/p spec.selector: waypoint Gateway shop/gw looks at no selector: the policy has no effect there',
    ]);
    expect(telling(selectorsOfApiGateways)(documents(api('istio'), policy(OWN)))).toEqual([
      'note AuthorizationPolicy/p spec.selector: the pods of Gateway shop/gw are selected by labels that Istio gives them',
    ]);
  });

  test('GIVEN a Gateway of others, or other labels, THEN nothing is reported', () => {
    expect(telling(selectorsOfApiGateways)(documents(api('nginx'), policy(OWN)))).toEqual([]);
    expect(telling(selectorsOfApiGateways)(documents(api('istio'), policy('{app: reviews}')))).toEqual([]);
  });
});
