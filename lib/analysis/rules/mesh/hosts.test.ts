import { describe, expect, test } from '@jest/globals';
import { deployment, documents, istio, meshNamespace, service, shop } from '../../examples';
import { telling } from '../../fixtures';
import type { Rule } from '../../rule';
import { droppedServers } from './dropped-servers';
import { duplicateEntries } from './duplicate-entries';
import { gatewayOnly } from './gateway-only';
import { mirroredHost } from './mirrored-host';
import { noRedirect } from './no-redirect';
import { plainTextToTls } from './plain-text-to-tls';
import { routeProtocols } from './route-protocols';
import { sidecarHides } from './sidecar-hides';
import { unknownHost } from './unknown-host';
import { unusedGatewayHost } from './unused-gateway-host';

const TO = 'route: [{destination: {host: reviews}}]';
const vs = (spec: string, name = 'r') => istio('VirtualService', name, spec);
const gateway = (server: string) => istio('Gateway', 'g', `selector: {istio: ingressgateway}\nservers: [${server}]`);
const server = (protocol: string, more = '', hosts = 'a.example.com') =>
  `{port: {number: 443, name: p, protocol: ${protocol}}, hosts: [${hosts}]${more}}`;
const FILES = 'serverCertificate: /c, privateKey: /k';
const app = (port: string) =>
  documents(meshNamespace(), deployment('reviews'), service('reviews', `{name: ${port}, port: 80, targetPort: 8080}`));
const entry = (spec: string, name = 'e', host = 'api.example.com') =>
  istio('ServiceEntry', name, `hosts: [${host}]\n${spec}`);
const HTTPS = 'ports: [{number: 443, name: https, protocol: HTTPS}]\nresolution: DNS';
const HTTP = 'ports: [{number: 80, name: http, protocol: HTTP}]\nresolution: DNS';
const toApi = vs(
  'hosts: [api.example.com]\nhttp: [{route: [{destination: {host: api.example.com, port: {number: 443}}}]}]',
);
const simple = (mode: string) =>
  istio('DestinationRule', 'd', `host: api.example.com\ntrafficPolicy: {tls: {mode: ${mode}}}`);
const edge = documents(
  shop('reviews'),
  deployment('edge').replace('{name: edge, image', '{name: istio-proxy, image'),
  service('edge'),
);
const mirror = (to: string) => vs(`hosts: [reviews]\nhttp: [{${TO}, mirror: {host: ${to}}}]`);

const called = documents(
  shop('reviews'),
  deployment('web').replace('ports: [{containerPort: 8080}]', 'args: ["--db=ratings.data:8080", "-x", "reviews/a"]'),
  meshNamespace('data'),
  service('ratings', '{name: http, port: 8080}', { namespace: 'data' }),
);

describe.each(
  (
    [
      [
        unknownHost,
        documents(shop('reviews'), vs(`hosts: [reviews.shop]\nhttp: [{${TO}}]`)),
        'warning VirtualService/r spec.hosts[0]: reviews.shop is no host of the mesh: no client follows these rules',
        [
          documents(shop('reviews'), vs(`hosts: [reviews.shop.svc.cluster.local, reviews]\nhttp: [{${TO}}]`)),
          documents(shop('reviews'), vs(`hosts: [shop.example.com]\nhttp: [{${TO}}]`)),
          documents(shop('reviews'), vs(`hosts: ["*.example.com"]\nhttp: [{${TO}}]`)),
          documents(shop('reviews'), vs(`hosts: [review]\ngateways: [g]\nhttp: [{${TO}}]`)),
          documents(shop('reviews'), vs(`hosts: [web.elsewhere.svc.cluster.local]\nhttp: [{${TO}}]`)),
        ],
      ],
      [
        routeProtocols,
        documents(app('redis'), vs(`hosts: [reviews]\nhttp: [{${TO}}]`)),
        'error VirtualService/r spec.http: reviews:80 is redis by its name (redis): rules of http are not looked at',
        [
          documents(app('web'), vs(`hosts: [reviews]\nhttp: [{${TO}}]`)),
          documents(app('redis'), vs(`hosts: [reviews]\ntcp: [{${TO}}]`)),
          documents(app('https'), vs(`hosts: [reviews]\ntls: [{match: [{sniHosts: [reviews]}], ${TO}}]`)),
          vs(`hosts: [api.example.com]\nhttp: [{${TO}}]`),
        ],
      ],
      [
        routeProtocols,
        documents(app('http'), vs(`hosts: [reviews]\nhttp: [{${TO}}]\ntcp: [{${TO}}]`)),
        'warning VirtualService/r spec.tcp: reviews:80 is http by its name (http): rules of tcp are not looked at',
        [],
      ],
      [
        routeProtocols,
        documents(
          gateway(server('HTTPS', `, tls: {mode: SIMPLE, ${FILES}}`)),
          vs(`hosts: [a.example.com]\ngateways: [g]\ntls: [{match: [{sniHosts: [a.example.com]}], ${TO}}]`),
        ),
        'error VirtualService/r spec.tls: Gateway shop/g opens TLS and takes HTTP at port 443: rules of tls are not looked at',
        [
          documents(
            gateway(server('HTTPS', `, tls: {mode: SIMPLE, ${FILES}}`)),
            vs(`hosts: [a.example.com]\ngateways: [g]\nhttp: [{${TO}}]`),
          ),
          documents(
            gateway(server('TLS', ', tls: {mode: PASSTHROUGH}')),
            vs(`hosts: [a.example.com]\ngateways: [g]\ntls: [{match: [{sniHosts: [a.example.com]}], ${TO}}]`),
          ),
          documents(gateway(server('TCP')), vs(`hosts: ["*"]\ngateways: [g]\ntcp: [{${TO}}]`)),
          vs(`hosts: [a.example.com]\ngateways: [elsewhere/g]\ntcp: [{${TO}}]`),
        ],
      ],
      [
        routeProtocols,
        documents(
          gateway(server('HTTPS', ', tls: {mode: PASSTHROUGH}')),
          vs(`hosts: [a.example.com]\ngateways: [g]\nhttp: [{${TO}}]`),
        ),
        'error VirtualService/r spec.http: Gateway shop/g forwards TLS unopened at port 443: rules of http are not looked at',
        [],
      ],
      [
        plainTextToTls,
        documents(entry(HTTPS), toApi),
        'warning VirtualService/r spec.http[0].route[0].destination: requests of clients of namespace shop arrive in plain text at port 443 of api.example.com, which is for TLS (https)',
        [
          documents(entry(HTTPS), toApi, simple('SIMPLE')),
          documents(entry(HTTPS), toApi.replace('http:', 'tcp:')),
          toApi,
          documents(entry(HTTP), toApi.replace('443', '80')),
        ],
      ],
      [
        gatewayOnly,
        documents(shop('reviews'), vs(`hosts: [reviews]\ngateways: [g]\nhttp: [{${TO}}]`)),
        'note VirtualService/r spec.hosts[0]: clients inside the mesh that call reviews do not follow these rules, which are for g alone',
        [
          documents(shop('reviews'), vs(`hosts: [a.example.com]\ngateways: [g]\nhttp: [{${TO}}]`)),
          documents(
            shop('reviews'),
            vs(`hosts: [reviews]\ngateways: [g]\nhttp: [{${TO}}]`),
            vs(`hosts: [reviews]\nhttp: [{${TO}}]`, 's'),
          ),
        ],
      ],
      [
        duplicateEntries,
        documents(shop('reviews'), entry(HTTP, 'e', 'reviews.shop.svc.cluster.local')),
        'warning ServiceEntry/e spec.hosts[0]: Service shop/reviews has the host reviews.shop.svc.cluster.local already: clients do not use this one, unless they are of its namespace',
        [
          documents(entry(HTTP, 'a'), entry(HTTP, 'b')),
          documents(entry(HTTP, 'a'), entry(HTTPS, 'b')),
          documents(entry(HTTP, 'a'), entry(HTTP.replace('DNS', 'NONE'), 'b', 'b.example.com')),
        ],
      ],
      [
        duplicateEntries,
        documents(entry(HTTP, 'a'), entry(HTTP.replace('DNS', 'NONE'), 'b')),
        'warning ServiceEntry/b spec.hosts[0]: ServiceEntry shop/a has api.example.com with the same port, too: clients that see both use the older one, or that of their own namespace',
        [],
      ],
      [
        mirroredHost,
        documents(edge, mirror('edge')),
        'warning VirtualService/r spec.http[0].mirror.host: edge is a gateway, which routes by Host: mirrored requests have HOST-shadow, for which it has no rule',
        [
          documents(edge, mirror('reviews')),
          documents(edge, mirror('edge'), vs(`hosts: ["*"]\ngateways: [g]\nhttp: [{${TO}}]`, 'all')),
        ],
      ],
      [
        sidecarHides,
        documents(
          called,
          istio('Sidecar', 's', 'egress: [{hosts: ["./*"]}]\noutboundTrafficPolicy: {mode: REGISTRY_ONLY}'),
        ),
        'error Sidecar/s spec.egress: shop/web-v1 calls ratings.data.svc.cluster.local, which no egress of the Sidecar lists: connections are refused (REGISTRY_ONLY)',
        [
          called,
          documents(called, istio('Sidecar', 's', 'egress: [{hosts: ["data/*"]}]')),
          documents(
            called,
            istio('Sidecar', 's', 'workloadSelector: {labels: {app: other}}\negress: [{hosts: ["./*"]}]'),
          ),
        ],
      ],
      [
        sidecarHides,
        documents(
          called,
          istio('Sidecar', 's', 'egress: [{hosts: ["./*"]}]'),
          vs('hosts: [reviews]\nhttp: [{route: [{destination: {host: ratings.data.svc.cluster.local}}]}]'),
        ),
        'note Sidecar/s spec.egress: a route sends requests to ratings.data.svc.cluster.local, which no egress of the Sidecar lists: istiod adds it for that route alone, and what else asks for it does not find it',
        [],
      ],
      [
        unusedGatewayHost,
        documents(
          gateway('{port: {number: 80, name: p, protocol: HTTP}, hosts: [a.example.com, shop/b.example.com]}'),
          vs(`hosts: [a.example.com]\ngateways: [g]\nhttp: [{${TO}}]`),
        ),
        'note Gateway/g spec.servers[0].hosts[1]: no VirtualService among the files has rules for shop/b.example.com: requests to it get 404',
        [
          gateway('{port: {number: 80, name: p, protocol: HTTP}, hosts: [a.example.com]}'),
          documents(
            gateway('{port: {number: 80, name: p, protocol: HTTP}, hosts: ["*.example.com"]}'),
            vs(`hosts: [a.example.com]\ngateways: [g]\nhttp: [{${TO}}]`),
          ),
        ],
      ],
      [
        droppedServers,
        gateway(`${server('HTTP')}, ${server('TCP').replace('name: p', 'name: q')}`),
        'error Gateway/g spec.servers[1]: port 443 takes HTTP for another server before it: this server for TCP is left out',
        [gateway(`${server('HTTP')}, ${server('HTTP', '', 'b.example.com').replace('name: p', 'name: q')}`)],
      ],
      [
        noRedirect,
        gateway(
          `${server('HTTPS', `, tls: {mode: SIMPLE, ${FILES}}`)}, ${server('HTTP').replace('443, name: p', '80, name: h')}`,
        ),
        'note Gateway/g spec.servers[1]: a.example.com is served in plain text as well as with TLS',
        [
          gateway(
            `${server('HTTPS', `, tls: {mode: SIMPLE, ${FILES}}`)}, ${server('HTTP', ', tls: {httpsRedirect: true}').replace('443, name: p', '80, name: h')}`,
          ),
          gateway(server('HTTP')),
        ],
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
