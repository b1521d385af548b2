import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Testing } from 'cdk8s';
import { Namespace } from '../kubernetes';
import {
  AuthorizationAction,
  AuthorizationPolicy,
  ClientTls,
  DestinationRule,
  EgressHosts,
  Gateway,
  Host,
  HttpAction,
  HttpMatch,
  Server,
  ServerTls,
  Sidecar,
  VirtualService,
} from '.';

/** The specs of what is made in a namespace, by kinds. */
function specs(make: (scope: Chart, web: Namespace, secret: ApiObject) => void) {
  const scope = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const others = new Chart(Testing.app(), 'others');
  const secret = new ApiObject(others, 'secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'shop-cert' } });
  make(scope, new Namespace(others, 'web'), secret);
  return Testing.synth(scope).map(({ spec }) => spec);
}

const cart = Host.service({ name: 'cart', namespace: 'shop' });
const shop = Host.dns('shop.example.com');

describe('objects in the place of their names', () => {
  test('GIVEN namespaces THEN rules are seen there, and requests from there are matched', () => {
    const [route, policy, sidecar] = specs((scope, web) => {
      new VirtualService(scope, 'cart', {
        hosts: [cart],
        exportTo: ['.', web],
        rules: [{ match: [HttpMatch.sourceNamespace(web)], action: HttpAction.to(cart) }],
      });
      const from = [{ namespaces: [web], notNamespaces: ['dev'] }] as const;
      new AuthorizationPolicy(scope, 'callers', { action: AuthorizationAction.allow([{ from }]) });
      new Sidecar(scope, 'default', { egress: [{ hosts: [EgressHosts.namespace(web)] }] });
    });
    expect(route).toMatchObject({ exportTo: ['.', 'web'], http: [{ match: [{ sourceNamespace: 'web' }] }] });
    expect(policy.rules).toEqual([{ from: [{ source: { namespaces: ['web'], notNamespaces: ['dev'] } }] }]);
    expect(sidecar.egress).toEqual([{ hosts: ['web/*'] }]);
  });

  test('GIVEN a namespace twice, once as an object THEN it is reported', () => {
    expect(() =>
      specs((scope, web) => new DestinationRule(scope, 'cart', { host: cart, exportTo: ['web', web] })),
    ).toThrow('exportTo has "web" twice: name it once');
  });

  test('GIVEN hosts and secrets THEN servers and clients have their names', () => {
    const [gateway, rule] = specs((scope, _web, secret) => {
      const tls = ServerTls.simple({ credentialNames: [secret, 'other-cert'] });
      const mutual = ServerTls.mutual({ credentialName: secret, caCertCredentialName: secret });
      new Gateway(scope, 'edge', {
        servers: [
          Server.https({ hosts: [shop], tls }),
          Server.https({ hosts: ['a.example.com'], port: 8443, tls: mutual }),
        ],
      });
      new DestinationRule(scope, 'shop', {
        host: shop,
        trafficPolicy: { tls: ClientTls.simple({ credentialName: secret }) },
      });
    });
    expect(gateway.servers).toEqual([
      {
        hosts: ['shop.example.com'],
        port: { name: 'https', number: 443, protocol: 'HTTPS' },
        tls: { mode: 'SIMPLE', credentialNames: ['shop-cert', 'other-cert'] },
      },
      {
        hosts: ['a.example.com'],
        port: { name: 'https-8443', number: 8443, protocol: 'HTTPS' },
        tls: { mode: 'MUTUAL', credentialName: 'shop-cert', caCertCredentialName: 'shop-cert' },
      },
    ]);
    expect(rule.trafficPolicy.tls).toEqual({ mode: 'SIMPLE', credentialName: 'shop-cert' });
  });
});
