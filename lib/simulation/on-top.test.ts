import { describe, expect, test } from '@jest/globals';
import {
  destinationRule,
  istio,
  meshOf,
  namespace,
  pod,
  proxyNamed,
  service,
  virtualService,
  yaml,
} from '../mesh/fixtures';
import { judgedOf } from '../world/fixtures';
import { endsOf, outcomeOf } from './fixtures';

const BASE = [
  namespace('web'),
  pod('web/client', '{app: client}'),
  pod('web/a', '{app: a}'),
  service('web/a', 'http:80'),
];
const route = (more: string) =>
  virtualService('web/a', `{hosts: [a], http: [{${more}route: [{destination: {host: a}}]}]}`);
const tls = (mode: string) => destinationRule('web/a', `{host: a, trafficPolicy: {tls: {mode: ${mode}}}}`);
const policy = (action: string) => istio('AuthorizationPolicy', 'web/a', `{action: ${action}, rules: [{}]}`);
const peers = (mode: string) => istio('PeerAuthentication', 'web/default', `{mtls: {mode: ${mode}}}`);

describe('an object on top of a mesh that was asked', () => {
  test.each([
    [
      'VirtualService',
      route(''),
      route('fault: {abort: {httpStatus: 418, percentage: {value: 100}}}, '),
      '100% 418 FI',
    ],
    ['DestinationRule', tls('ISTIO_MUTUAL'), tls('DISABLE'), '100% a.web.svc.cluster.local:80 [a] plaintext'],
    ['AuthorizationPolicy', policy('ALLOW'), policy('DENY'), '100% 403 RBAC'],
    ['PeerAuthentication', peers('PERMISSIVE'), peers('DISABLE'), '100% a.web.svc.cluster.local:80 [a] plaintext'],
    [
      'Service',
      '',
      service('web/a', 'http:81'),
      '100% failed: outboundTrafficPolicy REGISTRY_ONLY: the connection is closed',
    ],
    ['Pod', '', pod('web/a', '{app: other}'), '100% 503 UH'],
  ])('GIVEN a %s THEN it counts, and the mesh below is as it was', (kind, before, after, expected) => {
    const config = { meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } };
    const mesh = meshOf(yaml(...BASE, ...(before === '' ? [] : [before])), config);
    const asked = () => endsOf(outcomeOf(mesh, 'web/client', 'http://a/'));
    const first = asked();
    const above = mesh.with(judgedOf(after));
    expect(endsOf(outcomeOf(above, 'web/client', 'http://a/'))).toEqual([expected]);
    expect(asked()).toEqual(first);
    expect(first).not.toEqual([expected]);
    // What does not say who there is leaves who there is.
    const isShared = proxyNamed(above, 'web/client') === proxyNamed(mesh, 'web/client');
    expect(isShared).toBe(kind !== 'Service' && kind !== 'Pod');
  });
});
