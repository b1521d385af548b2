import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import {
  AuthorizationAction,
  AuthorizationPolicy,
  type AuthorizationRule,
  EgressHosts,
  RequestAuthentication,
  Sidecar,
  Telemetry,
} from '../istio';
import { Namespace } from '../kubernetes/namespaces';
import { Port } from '../kubernetes/port';
import { Microservice } from '../microservice/microservice';
import { SharedService } from '../microservice/shared-service';
import { AllowedNamespaces, Gateway, Listener, Waypoint, type WaypointProps } from '.';
import { problem, type Shop, shop, specOf } from './fixtures';

const versions = { v1: { image: 'registry.example.com/app:1.0.0' } };
const labelsOf = (object: ApiObject) => object.toJson().metadata.labels;

describe('a waypoint', () => {
  test('GIVEN one THEN it is a Gateway that istiod makes a proxy for', () => {
    const { chart } = shop();
    const waypoint = new Waypoint(chart, 'waypoint', { labels: { team: 'shop' } });
    expect(specOf(waypoint)).toEqual({
      gatewayClassName: 'istio-waypoint',
      listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'Same' } } }],
    });
    expect(labelsOf(ApiObject.of(waypoint))).toEqual({ team: 'shop', 'istio.io/waypoint-for': 'service' });
    expect(waypoint.serviceAccount).toEqual({ name: 'waypoint', metadata: { namespace: 'shop' } });
  });

  test('GIVEN a namespace, Services and pods THEN they are enrolled by labels', () => {
    const { app, chart, other, reviews } = shop();
    const namespaces = new Chart(app, 'namespaces');
    const waypoint = new Waypoint(chart, 'waypoint', { traffic: 'all', allowedNamespaces: AllowedNamespaces.ALL });
    const enrolled = (id: string) => new Namespace(namespaces, id, { ambient: { waypoint } })._labels;
    expect(enrolled('shop')).toEqual({ 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' });
    expect(enrolled('other')).toEqual({
      'istio.io/dataplane-mode': 'ambient',
      'istio.io/use-waypoint': 'waypoint',
      'istio.io/use-waypoint-namespace': 'shop',
    });
    expect(new Namespace(namespaces, 'third', { ambient: {} })._labels).toEqual({
      'istio.io/dataplane-mode': 'ambient',
    });
    const service = new Microservice(other, 'a', { port: Port.http(80), versions, waypoint }).service;
    expect(labelsOf(service)).toEqual({
      ...{ app: 'a', 'istio.io/use-waypoint': 'waypoint', 'istio.io/use-waypoint-namespace': 'shop' },
    });
    const without = new Microservice(chart, 'b', { port: Port.http(80), versions, waypoint: 'none' }).service;
    expect(labelsOf(without)).toEqual({ app: 'b', 'istio.io/use-waypoint': 'none' });
    const shared = new SharedService(chart, 'c', { port: Port.http(9080), backends: [reviews], waypoint });
    expect(labelsOf(shared.service)).toEqual({ 'istio.io/use-waypoint': 'waypoint' });
  });

  test('GIVEN pods in and out of ambient mode THEN they keep their hardening', () => {
    const { chart } = shop();
    const pods = (id: string, ambient: boolean) =>
      new Microservice(chart, id, { port: Port.http(80), versions: { v1: { ...versions.v1, ambient } } }).version('v1');
    const template = pods('a', true).workload.toJson().spec.template;
    expect(template.metadata.labels).toEqual({ app: 'a', version: 'v1', 'istio.io/dataplane-mode': 'ambient' });
    expect(template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pods('b', false).podLabels['istio.io/dataplane-mode']).toBe('none');
    expect(
      () => new Microservice(chart, 'c', { versions: { v1: { ...versions.v1, ambient: true, inject: true } } }),
    ).toThrow('pods have a sidecar or are in ambient mode: give `inject` or `ambient`');
  });

  const enrol = (props: WaypointProps, namespace: 'shop' | 'other', what: 'namespace' | 'Service') =>
    problem(({ app, chart, other }) => {
      const waypoint = new Waypoint(chart, 'waypoint', props);
      if (what === 'namespace') new Namespace(new Chart(app, 'namespaces'), namespace, { ambient: { waypoint } });
      else new Microservice(namespace === 'shop' ? chart : other, 'a', { port: Port.http(80), versions, waypoint });
    });

  test('GIVEN a waypoint that does not take it THEN nothing is enrolled', () => {
    expect(enrol({}, 'other', 'namespace')).toBe(
      '[namespaces/other] waypoint waypoint of namespace shop takes nothing of namespace other: set its allowedNamespaces',
    );
    expect(enrol({ traffic: 'workload' }, 'shop', 'Service')).toBe(
      "[shop/a] waypoint waypoint takes requests for each workload, and a Service would go past it: give it traffic: 'service' or 'all'",
    );
    expect(enrol({ traffic: 'none' }, 'shop', 'namespace')).toContain('takes requests for nothing');
    expect(enrol({ traffic: 'workload' }, 'shop', 'namespace')).toBe('');
    expect(enrol({ allowedNamespaces: AllowedNamespaces.named(['other']) }, 'other', 'Service')).toBe('');
  });

  test('GIVEN a waypoint of somebody else THEN it is named', () => {
    const { other } = shop();
    const waypoint = Waypoint.reference({ name: 'theirs', namespace: 'edge' });
    expect(labelsOf(new Microservice(other, 'a', { port: Port.http(80), versions, waypoint }).service)).toEqual({
      ...{ app: 'a', 'istio.io/use-waypoint': 'theirs', 'istio.io/use-waypoint-namespace': 'edge' },
    });
  });

  test('GIVEN sidecars and ambient mode THEN it is one of both', () => {
    const { app } = shop();
    const both = { injection: true, ambient: {} } as unknown as { injection: true };
    expect(() => new Namespace(new Chart(app, 'namespaces'), 'shop', both)).toThrow('give `injection` or `ambient`');
    const label = { labels: { 'istio.io/dataplane-mode': 'ambient' } } as unknown as { injection: true };
    expect(() => new Namespace(new Chart(app, 'more'), 'shop', label)).toThrow(
      'label istio.io/dataplane-mode belongs to the prop `ambient`: move it there',
    );
  });
});

describe('policies in ambient mode', () => {
  test('GIVEN targets THEN they are named, and are of the same namespace', () => {
    const { chart, reviews, other } = shop();
    const waypoint = new Waypoint(chart, 'waypoint');
    const gateway = new Gateway(chart, 'edge', { listeners: { web: Listener.http() } });
    const action = AuthorizationAction.allow([{ to: [{ methods: ['GET'] }] }]);
    const policy = new AuthorizationPolicy(chart, 'p', { targetRefs: [reviews, waypoint, gateway], action });
    const group = 'gateway.networking.k8s.io';
    expect(specOf(policy).targetRefs).toEqual([
      { group: '', kind: 'Service', name: 'reviews' },
      { group, kind: 'Gateway', name: 'waypoint' },
      { group, kind: 'Gateway', name: 'edge' },
    ]);
    expect(specOf(new Telemetry(chart, 't', { targetRefs: [waypoint], metrics: {} })).targetRefs).toEqual([
      { group, kind: 'Gateway', name: 'waypoint' },
    ]);
    expect(() => new AuthorizationPolicy(other, 'p', { targetRefs: [reviews], action })).toThrow(
      'is attached to Service reviews, for which policies are in namespace shop, not in other: move it into a chart of that',
    );
  });

  const get: AuthorizationRule = { to: [{ methods: ['GET'] }] };
  const inAmbient = (build: (shop: Shop) => void, ambient = true) =>
    problem((world) => {
      const props = ambient ? { ambient: {} } : { injection: true };
      new Namespace(new Chart(world.app, 'namespaces'), 'shop', props);
      build(world);
    });

  test.each<[string, (shop: Shop) => void, string]>([
    [
      'a Sidecar',
      ({ chart }) => new Sidecar(chart, 's', { egress: [{ hosts: [EgressHosts.namespace('shop')] }] }),
      'a Sidecar is for sidecars: leave it out',
    ],
    [
      'a policy that allows methods',
      ({ chart }) => new AuthorizationPolicy(chart, 'p', { action: AuthorizationAction.allow([get]) }),
      'ztunnels know nothing of methods, so that what it allows is denied: give targetRefs',
    ],
    [
      'a policy that denies by a header',
      ({ chart }) =>
        new AuthorizationPolicy(chart, 'p', {
          action: AuthorizationAction.deny([{ when: [{ key: 'request.headers[x]', values: ['1'] }] }]),
        }),
      'ztunnels know nothing of request.headers[x]: give targetRefs',
    ],
    [
      'an audit',
      ({ chart, front }) =>
        new AuthorizationPolicy(chart, 'p', {
          action: AuthorizationAction.audit([{ from: [{ serviceAccounts: [front] }] }]),
        }),
      'ztunnels know no AUDIT: give targetRefs',
    ],
    [
      'tokens',
      ({ chart }) => new RequestAuthentication(chart, 'p', { jwtRules: [{ issuer: 'https://id.example.com' }] }),
      'ztunnels look at no tokens: give targetRefs',
    ],
  ])('GIVEN %s without targets THEN it is a mistake, and with sidecars none', (_what, build, message) => {
    expect(inAmbient(build)).toContain(`namespace shop is in ambient mode, and ${message}`);
    expect(inAmbient(build, false)).toBe('');
  });

  test('GIVEN identities and ports THEN ztunnels know them', () => {
    expect(
      inAmbient(({ chart, front, reviews }) => {
        const rule: AuthorizationRule = {
          ...{ from: [{ serviceAccounts: [front] }], to: [{ ports: [9080] }] },
          when: [{ key: 'source.namespace', values: ['shop'] }],
        };
        new AuthorizationPolicy(chart, 'p', { selector: reviews, action: AuthorizationAction.allow([rule]) });
        new AuthorizationPolicy(chart, 'q', { targetRefs: [reviews], action: AuthorizationAction.allow([get]) });
      }),
    ).toBe('');
  });

  test('GIVEN pods with sidecars in the namespace THEN it may be for these', () => {
    expect(
      inAmbient(({ chart }) => {
        new Microservice(chart, 'old', { port: Port.http(80), versions: { v1: { ...versions.v1, inject: true } } });
        new AuthorizationPolicy(chart, 'p', { action: AuthorizationAction.allow([get]) });
      }),
    ).toBe('');
  });
});
