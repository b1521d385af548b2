import { describe, expect, test } from '@jest/globals';
import { said } from './fixtures';

const route = { hosts: ['a'], http: [{ route: [{ destination: { host: 'a' } }] }] };
const annotated = (kind: string, spec: object, annotations: object) => said(kind, spec, { annotations });

describe('annotations', () => {
  test('GIVEN others THEN nothing is said', () => {
    expect(annotated('VirtualService', route, { 'example.com/a': 'b' })).toEqual([]);
  });

  test.each([
    'internal.istio.io/webhook-always-reject',
    'internal.istio.io/parents',
    'internal.istio.io/parent-namespace',
  ])('GIVEN %s THEN the object is refused, and not looked at', (name) => {
    expect(annotated('VirtualService', {}, { [name]: '' })).toEqual([
      `error metadata.annotations.${name}: ${name} is for istiod's own objects`,
    ]);
  });

  test.each<[string, string, object, string, string[]]>([
    ['of an allowing policy', 'AuthorizationPolicy', {}, 'true', []],
    ['of a denying policy', 'AuthorizationPolicy', { action: 'DENY', rules: [{}] }, 'F', []],
    [
      'that is no truth value',
      'AuthorizationPolicy',
      {},
      'yes',
      ['error metadata.annotations.istio.io/dry-run: "yes" is neither true nor false'],
    ],
    [
      'of another action',
      'AuthorizationPolicy',
      { action: 'AUDIT' },
      'true',
      [
        'error metadata.annotations.istio.io/dry-run: istio.io/dry-run is only for the actions ALLOW and DENY, not for AUDIT',
      ],
    ],
    [
      'of another kind',
      'VirtualService',
      route,
      'true',
      [
        'error metadata.annotations.istio.io/dry-run: istio.io/dry-run is only for AuthorizationPolicies, not for a VirtualService',
      ],
    ],
  ])('GIVEN a trial %s', (_what, kind, spec, value, expected) => {
    expect(annotated(kind, spec, { 'istio.io/dry-run': value })).toEqual(expected);
  });
});

describe('what depends on the metadata', () => {
  test('GIVEN a Gateway with a dot in its name THEN it is refused', () => {
    const spec = { servers: [{ port: { number: 80, name: 'a', protocol: 'HTTP' }, hosts: ['*'] }] };
    expect(said('Gateway', spec, { name: 'a.b' })).toEqual([
      'error metadata.name: "a.b" cannot be the name of a Gateway',
    ]);
    expect(said('Gateway', spec, { name: 'a-b' })).toEqual([]);
  });

  test('GIVEN a ServiceEntry that gets no address THEN a port of TCP is warned of', () => {
    const spec = { hosts: ['a.com'], resolution: 'DNS', ports: [{ number: 1, name: 'a', protocol: 'TCP' }] };
    const label = (value: string) => ({ labels: { 'networking.istio.io/enable-autoallocate-ip': value } });
    expect(said('ServiceEntry', spec, label('true'))).toEqual([]);
    expect(said('ServiceEntry', spec, label('false'))).toEqual([
      'warning spec.ports[0]: without addresses the port takes all connections of that number, to whatever address',
    ]);
  });

  test('GIVEN a host that is looked up when it is asked for THEN a waypoint only serves it outside of the mesh', () => {
    const spec = {
      hosts: ['*.a.com'],
      resolution: 'DYNAMIC_DNS',
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
    };
    const labels = { 'istio.io/use-waypoint': 'a' };
    expect(said('ServiceEntry', { ...spec, location: 'MESH_EXTERNAL' }, { labels })).toEqual([]);
    expect(said('ServiceEntry', { ...spec, location: 'MESH_INTERNAL' }, { labels })).toEqual([
      'error spec.location: with resolution DYNAMIC_DNS a waypoint only serves hosts outside of the mesh',
    ]);
  });

  test('GIVEN no namespace THEN nothing is concluded from it', () => {
    const hosts = { egress: [{ hosts: ['./*', 'default/*'] }] };
    expect(said('Sidecar', hosts, { namespace: undefined })).toEqual([]);
    expect(said('Sidecar', hosts)).toEqual(['warning spec.egress[0].hosts[1]: "default/*" is in what else is given']);
    const rule = { host: 'a', exportTo: ['.', 'default'], trafficPolicy: { tls: { mode: 'SIMPLE' } } };
    expect(said('DestinationRule', rule, { namespace: undefined })).toEqual([]);
  });
});
