import { describe, expect, test } from '@jest/globals';
import { PeerAuthentication } from '../istio/peer-authentication';
import { Port } from '../kubernetes/port';
import { ServiceAccount } from '../kubernetes/service-account';
import { Autoscaling } from './autoscaling';
import { DisruptionBudget } from './disruption-budget';
import { Microservice } from './microservice';
import { chart, image } from './microservice.testing';
import { SharedService } from './shared-service';
import { Workload } from './workload';

const bare = { hardening: 'none', resources: { defaults: false }, containerPorts: 'none' } as const;

/** The objects of a chart without their apiVersion, by kind. */
function objects(scope: ReturnType<typeof chart>) {
  return Object.fromEntries(scope.toJson().map(({ apiVersion: _, kind, ...others }) => [kind, others]));
}

describe('an app that is there already', () => {
  test('GIVEN a selector of its own THEN Deployment and Service select by it, and policies do', () => {
    // GIVEN
    const scope = chart('shop');
    const selector = { 'app.kubernetes.io/name': 'cart' };

    // WHEN
    const cart = new Microservice(scope, 'cart', {
      port: Port.detected(80, { targetPort: 8080, targetPortName: 'web' }),
      serviceAnnotations: { 'example.com/lb': 'internal' },
      service: { internalTrafficPolicy: 'Local' },
      serviceAccount: new ServiceAccount(scope, 'carts'),
      existing: { selector },
      defaults: bare,
      versions: { latest: { image, workloadLabels: { tier: 'back' }, workloadAnnotations: { owner: 'shop' } } },
    });
    new PeerAuthentication(scope, 'strict', { selector: cart.version('latest'), mtls: 'STRICT' });

    // THEN
    expect(objects(scope)).toEqual({
      ServiceAccount: { metadata: { name: 'carts', namespace: 'shop' } },
      Service: {
        metadata: {
          name: 'cart',
          namespace: 'shop',
          labels: selector,
          annotations: { 'example.com/lb': 'internal' },
        },
        spec: { internalTrafficPolicy: 'Local', selector, ports: [{ port: 80, targetPort: 'web' }] },
      },
      Deployment: {
        metadata: {
          name: 'cart',
          namespace: 'shop',
          labels: { tier: 'back', ...selector },
          annotations: { owner: 'shop' },
        },
        spec: {
          replicas: 1,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels: selector },
            spec: { serviceAccountName: 'carts', containers: [{ name: 'cart', image }] },
          },
        },
      },
      PeerAuthentication: {
        metadata: { name: 'strict', namespace: 'shop' },
        spec: { selector: { matchLabels: selector }, mtls: { mode: 'STRICT' } },
      },
    });
  });

  test('GIVEN labels that are given THEN objects have no others', () => {
    const scope = chart('shop');
    new Microservice(scope, 'cart', {
      port: Port.http(80),
      serviceAccount: 'default',
      existing: { labels: 'given', serviceSelector: { team: 'a' } },
      defaults: { ...bare, podLabels: { team: 'a' } },
      destinationRule: 'none',
      versions: { v1: { image }, v2: { image, disruptionBudget: DisruptionBudget.minAvailable(1, { name: 'pdb' }) } },
    });
    const found = objects(scope);
    expect(found.Service?.metadata.labels).toBeUndefined();
    expect(found.Service?.spec.selector).toEqual({ team: 'a' });
    expect(found.Deployment?.metadata).toEqual({ name: 'cart-v2', namespace: 'shop' });
    expect(found.Deployment?.spec.selector).toEqual({ matchLabels: { app: 'cart', version: 'v2' } });
    expect(found.PodDisruptionBudget?.metadata).toEqual({ name: 'pdb', namespace: 'shop' });
  });

  test('GIVEN security as it is THEN nothing else is said of it', () => {
    const scope = chart();
    new Microservice(scope, 'agent', {
      serviceAccount: 'default',
      defaults: {
        ...bare,
        hardening: {
          pod: { fsGroup: 1, runAsNonRoot: true },
          containers: { agent: { capabilities: { add: ['NET_ADMIN'] } }, init: { privileged: true } },
          hostNetwork: true,
          automountServiceAccountToken: false,
        },
        workload: Workload.daemonSet({ revisionHistoryLimit: 3 }),
        initContainers: [{ name: 'init', image: 'example.com/init', unpinned: true, resources: { defaults: false } }],
        containerPorts: [{ containerPort: 9000, hostPort: 9000 }],
      },
      versions: { v1: { image } },
    });
    const { DaemonSet } = objects(scope);
    expect(DaemonSet?.spec.revisionHistoryLimit).toBe(3);
    expect(DaemonSet?.spec.template.spec).toEqual({
      automountServiceAccountToken: false,
      hostNetwork: true,
      securityContext: { fsGroup: 1, runAsNonRoot: true },
      initContainers: [{ name: 'init', image: 'example.com/init', securityContext: { privileged: true } }],
      containers: [
        {
          name: 'agent',
          image,
          ports: [{ containerPort: 9000, hostPort: 9000 }],
          securityContext: { capabilities: { add: ['NET_ADMIN'] } },
        },
      ],
    });
  });

  test('GIVEN versions that run as others THEN each says so; disks have a policy', () => {
    const scope = chart();
    new Microservice(scope, 'db', {
      defaults: { ...bare, workload: Workload.statefulSet({ claimRetention: { whenDeleted: 'Delete' } }) },
      versions: { v1: { image, serviceAccount: { name: 'other' } } },
    });
    const { StatefulSet, ServiceAccount: account } = objects(scope);
    expect(account?.metadata.name).toBe('db');
    expect(StatefulSet?.spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Delete' });
    expect(StatefulSet?.spec.template.spec.serviceAccountName).toBe('other');
  });

  test('GIVEN names and labels of what scales it THEN they are these', () => {
    const scope = chart();
    const named = { name: 'hpa', labels: { a: 'b' }, max: 3 };
    new Microservice(scope, 'db', { versions: { v1: { image, autoscaling: Autoscaling.horizontal(named) } } });
    expect(objects(scope).HorizontalPodAutoscaler?.metadata).toEqual({ name: 'hpa', labels: { a: 'b' } });
  });

  test.each<[string, () => unknown]>([
    [
      '`existing.selector` is that of an only version, and there are v1, v2',
      () =>
        new Microservice(chart(), 'a', {
          existing: { selector: { a: 'b' } },
          versions: { v1: { image }, v2: { image } },
        }),
    ],
    [
      'the Service selects pods with team=a, which those of version "v1" have not: give it to `podLabels`',
      () =>
        new Microservice(chart(), 'a', {
          port: Port.http(80),
          existing: { serviceSelector: { team: 'a' } },
          versions: { v1: { image } },
        }),
    ],
    [
      'pods of version "latest" have no label version=latest, which a subset needs: give it to `podLabels`',
      () =>
        new Microservice(chart(), 'a', {
          port: Port.http(80),
          existing: { selector: { app: 'a' } },
          destinationRule: {},
          versions: { latest: { image } },
        }),
    ],
    [
      '`hardening.containers` has "b", and the containers are a: name one of them',
      () => new Microservice(chart(), 'a', { versions: { v1: { image, hardening: { containers: { b: {} } } } } }),
    ],
    [
      'an account that is made elsewhere is as it is: leave out `serviceAccountName`',
      () =>
        new Microservice(chart(), 'a', {
          serviceAccount: { name: 'b' },
          serviceAccountName: 'c',
          versions: { v1: { image } },
        }),
    ],
  ])('reports: %s', (message, build) => {
    expect(build).toThrow(message);
  });
});

describe('a shared Service that is there already', () => {
  test('GIVEN labels that the pods of backends have THEN none is added', () => {
    // GIVEN
    const scope = chart('shop');
    const cart = new Microservice(scope, 'cart', { port: Port.http(80), versions: { v1: { image } } });

    // WHEN
    new SharedService(scope, 'cart-v1', {
      port: Port.http(80),
      backends: [cart.version('v1')],
      selector: { app: 'cart', version: 'v1' },
      labels: { a: 'b' },
      serviceType: 'Headless',
    });

    // THEN
    expect(scope.toJson().at(-1)).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'cart-v1', namespace: 'shop', labels: { a: 'b' } },
      spec: { clusterIP: 'None', selector: { app: 'cart', version: 'v1' }, ports: [{ name: 'http', port: 80 }] },
    });
    expect(cart.version('v1').podLabels).toEqual({ app: 'cart', version: 'v1' });
  });

  test('GIVEN pods that are made elsewhere THEN their labels are enough', () => {
    const scope = chart();
    new SharedService(scope, 'rollout', { port: Port.http(80), selector: { app: 'rollout' } });
    expect(objects(scope).Service?.spec.selector).toEqual({ app: 'rollout' });
  });

  test.each<[string, object]>([
    ['selects pods with app=b, which those of backend shop/cart/v1 have not', { selector: { app: 'b' } }],
    [
      '`selector` takes the place of `label`: leave one out',
      { selector: { app: 'cart' }, label: { key: 'a', value: 'b' } },
    ],
    ['`selector` has no label, and would select all pods: give one', { selector: {}, backends: undefined }],
  ])('reports: %s', (message, props) => {
    const scope = chart();
    const cart = new Microservice(scope, 'cart', { port: Port.http(80), versions: { v1: { image } } });
    const build = () =>
      new SharedService(scope, 'b', { port: Port.http(80), backends: [cart], ...props } as ConstructorParameters<
        typeof SharedService
      >[2]);
    expect(build).toThrow(message);
  });
});
