import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { App } from '../core/app';
import { DestinationRule } from '../istio/destination-rule';
import { Mount } from '../kubernetes/mount';
import { Port } from '../kubernetes/port';
import { Microservice } from './microservice';
import { chart, image } from './microservice.testing';

describe('a microservice that is not hardened', () => {
  test('says only what is given', () => {
    // GIVEN
    const scope = chart('shop');

    // WHEN
    const details = new Microservice(scope, 'details', {
      port: Port.http(9080),
      serviceLabels: { service: 'details' },
      serviceAccountName: 'bookinfo-details',
      serviceAccountLabels: { account: 'details' },
      defaults: { hardening: 'none', resources: { defaults: false }, containerPorts: 'unnamed' },
      destinationRule: 'none',
      versions: {
        v1: { image },
        v2: {
          image,
          runAsUser: 1000,
          resources: { defaults: false, requests: { cpu: '100m' }, limits: { cpu: 1, memory: '64Mi' } },
          containerPorts: 'none',
          mounts: [Mount.emptyDir({ path: '/opt/output', name: 'wlp-output' })],
        },
      },
    });

    // THEN
    const deployment = (version: string, container: object, pod: object = {}) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `details-${version}`, namespace: 'shop', labels: { app: 'details', version } },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: 'details', version } },
        template: {
          metadata: { labels: { app: 'details', version } },
          spec: {
            serviceAccountName: 'bookinfo-details',
            containers: [{ name: 'details', image, ...container }],
            ...pod,
          },
        },
      },
    });
    expect(scope.toJson()).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'bookinfo-details', namespace: 'shop', labels: { account: 'details' } },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'details', namespace: 'shop', labels: { service: 'details', app: 'details' } },
        spec: { selector: { app: 'details' }, ports: [{ name: 'http', port: 9080 }] },
      },
      deployment('v1', { ports: [{ containerPort: 9080 }] }),
      deployment(
        'v2',
        {
          resources: { requests: { cpu: '100m' }, limits: { cpu: '1', memory: '64Mi' } },
          volumeMounts: [{ name: 'wlp-output', mountPath: '/opt/output' }],
        },
        { securityContext: { runAsUser: 1000 }, volumes: [{ name: 'wlp-output', emptyDir: {} }] },
      ),
    ]);
    expect(details.version('v2').writablePaths).toEqual(['/']);
    expect(() => details.version('v2').subset).toThrow('version "v2" is no subset: there is no DestinationRule');
  });

  test('GIVEN the account of the namespace THEN none is made, and the pods say nothing', () => {
    const scope = chart('shop');
    const { serviceAccount, version } = new Microservice(scope, 'a', {
      serviceAccount: 'default',
      versions: { v1: { image } },
    });
    expect(serviceAccount).toEqual({ name: 'default', metadata: { namespace: 'shop' } });
    expect(scope.toJson().map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(scope.toJson()[0].spec.template.spec.serviceAccountName).toBeUndefined();
    expect(version).toBeDefined();
  });

  test('GIVEN what contradicts itself THEN it says so', () => {
    const scope = chart('shop');
    const versions = { v1: { image } };
    expect(
      () => new Microservice(scope, 'a', { serviceAccount: 'default', serviceAccountName: 'b', versions }),
    ).toThrow(
      '[shop/a] the account of the namespace is as it is: leave out `serviceAccountName`, `serviceAccountLabels` and `serviceAccountAnnotations`',
    );
    expect(
      () => new Microservice(scope, 'b', { defaults: { hardening: 'none', relax: { root: 'why' } }, versions }),
    ).toThrow("`relax.root` relaxes nothing with `hardening: 'none'`: leave one out");
    expect(
      () =>
        new Microservice(scope, 'c', {
          versions: { v1: { image, resources: { defaults: false, requests: { cpu: 2 }, limits: { cpu: 1 } } } },
        }),
    ).toThrow('the request for cpu (2) is above its limit (1)');
  });

  test('GIVEN subsets for pods elsewhere THEN nobody looks for them here', () => {
    const problems = (pods?: 'elsewhere') => {
      const app = new App();
      const scope = new Chart(app, 'shop', { namespace: 'shop' });
      const ratings = new Microservice(scope, 'ratings', { port: Port.http(9080), versions: { v1: { image } } });
      const subsets = { v2: { labels: { version: 'v2' }, pods } };
      new DestinationRule(scope, 'rule', { host: ratings, subsets });
      return () => app.render();
    };
    expect(problems()).toThrow('subset "v2" is for pods of ratings.shop.svc.cluster.local with version=v2');
    expect(problems('elsewhere')).not.toThrow();
  });
});
