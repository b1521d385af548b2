import { describe, expect, test } from '@jest/globals';
import { ApiObject, JsonPatch } from 'cdk8s';
import { Port } from '../kubernetes/port';
import { Microservice } from './microservice';
import { chart, hardenedContainer, hardenedPod, image, resources } from './microservice.testing';
import type { MicroserviceVersionProps } from './microservice-version';

describe('a microservice', () => {
  test('is a ServiceAccount, a Service, a Deployment for each version and a DestinationRule', () => {
    // GIVEN
    const scope = chart('bookinfo');

    // WHEN
    new Microservice(scope, 'reviews', {
      port: Port.http(9080),
      versions: { v1: { image }, v2: { image: 'example.com/reviews:2.0.0', replicas: 2 } },
    });

    // THEN
    const deploymentOf = (version: string, ofImage: string, replicas: number) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `reviews-${version}`, namespace: 'bookinfo', labels: { app: 'reviews', version } },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'reviews', version } },
        template: {
          metadata: { labels: { app: 'reviews', version } },
          spec: {
            serviceAccountName: 'reviews',
            ...hardenedPod,
            containers: [
              {
                name: 'reviews',
                image: ofImage,
                ports: [{ name: 'http', containerPort: 9080 }],
                resources,
                ...hardenedContainer,
              },
            ],
          },
        },
      },
    });
    expect(scope.toJson()).toEqual([
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'reviews', namespace: 'bookinfo' } },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'reviews', namespace: 'bookinfo', labels: { app: 'reviews' } },
        spec: { selector: { app: 'reviews' }, ports: [{ name: 'http', port: 9080 }] },
      },
      deploymentOf('v1', image, 1),
      deploymentOf('v2', 'example.com/reviews:2.0.0', 2),
      {
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        metadata: { name: 'reviews', namespace: 'bookinfo' },
        spec: {
          host: 'reviews',
          subsets: [
            { name: 'v1', labels: { version: 'v1' } },
            { name: 'v2', labels: { version: 'v2' } },
          ],
        },
      },
    ]);
  });

  test('without a port has no Service and cannot be routed to', () => {
    // GIVEN
    const scope = chart();

    // WHEN
    const client = new Microservice(scope, 'client', {
      versions: { v1: { image: 'busybox:1.37.0', command: ['sleep', 'infinity'] } },
    });

    // THEN
    expect(scope.toJson().map((object) => object.kind)).toEqual(['ServiceAccount', 'Deployment']);
    const message =
      '[shop/client] there is no Service to route to, because the microservice has no port: give it `port`';
    expect(() => client.host).toThrow(message);
    expect(() => client.service).toThrow(message);
    expect(() => client.weighted(1)).toThrow(message);
    expect(() => client.version('v1').host).toThrow(message);
    expect(() => client.version('v1').weighted(1)).toThrow(message);
  });

  test('names its objects as it is told', () => {
    // GIVEN
    const scope = chart();

    // WHEN
    const tomcat = new Microservice(scope, 'tomcat', {
      port: Port.http(8080),
      serviceName: 'tomcat-svc',
      serviceAccountName: 'web-tomcat',
      destinationRule: { name: 'tomcat-rule' },
      versions: { v1: { image, deploymentName: 'tomcat', containerName: 'server' } },
    });

    // THEN
    expect(scope.toJson().map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ServiceAccount web-tomcat',
      'Service tomcat-svc',
      'Deployment tomcat',
      'DestinationRule tomcat-rule',
    ]);
    expect(tomcat.host.name).toBe('tomcat-svc');
    expect(tomcat.version('v1').containerName).toBe('server');
    expect(tomcat.version('v1').deployment.toJson().spec.template.spec.serviceAccountName).toBe('web-tomcat');
  });

  test('takes a patch for fields that cdk8s-plus does not know', () => {
    // GIVEN
    const reviews = new Microservice(chart(), 'reviews', { port: Port.http(9080), versions: { v1: { image } } });

    // WHEN
    reviews.service.addJsonPatch(JsonPatch.add('/spec/trafficDistribution', 'PreferClose'));
    ApiObject.of(reviews.version('v1')).addJsonPatch(
      JsonPatch.add('/spec/template/spec/containers/0/securityContext/appArmorProfile', { type: 'RuntimeDefault' }),
    );

    // THEN
    expect(reviews.service.toJson().spec.trafficDistribution).toBe('PreferClose');
    expect(
      reviews.version('v1').deployment.toJson().spec.template.spec.containers[0].securityContext.appArmorProfile,
    ).toEqual({ type: 'RuntimeDefault' });
  });

  test.each(['Reviews', 'a.b', '-a', 'a'.repeat(64)])('refuses the id "%s"', (id) => {
    expect(() => new Microservice(chart(), id, { versions: { v1: { image } } })).toThrow(
      'must be 1 to 63 lower-case letters',
    );
  });

  test('refuses the name of a Service that starts with a digit', () => {
    expect(() => new Microservice(chart(), '2048', { port: Port.http(80), versions: { v1: { image } } })).toThrow(
      '[shop/2048] name of the Service "2048" must be 1 to 63',
    );
  });

  test('refuses no versions, no ports and a Service name without ports from untyped code', () => {
    expect(() => new Microservice(chart(), 'a', { versions: {} as never })).toThrow('[shop/a] `versions` is empty');
    expect(() => new Microservice(chart(), 'a', { ports: [] as never, versions: { v1: { image } } })).toThrow(
      '[shop/a] `ports` is empty',
    );
    const props = { serviceName: 'b', versions: { v1: { image } } } as never;
    expect(() => new Microservice(chart(), 'a', props)).toThrow('[shop/a] without a port there is no Service');
  });
});

describe('the Service', () => {
  const service = (...ports: [Port, ...Port[]]) =>
    new Microservice(chart(), 'reviews', { ports, versions: { v1: { image } } }).service.toJson().spec;

  test('writes of a port what differs from the defaults', () => {
    expect(service(Port.http(80, { targetPort: 8080 }), Port.udp(53), Port.http(81, { name: 'admin' }))).toEqual({
      selector: { app: 'reviews' },
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'udp', port: 53, protocol: 'UDP' },
        { name: 'http-admin', port: 81 },
      ],
    });
  });

  test('is of type NodePort when a port has one', () => {
    expect(service(Port.http(80, { nodePort: 30080 }))).toEqual({
      type: 'NodePort',
      selector: { app: 'reviews' },
      ports: [{ name: 'http', port: 80, nodePort: 30080 }],
    });
  });

  test('refuses two ports of one name', () => {
    expect(() => service(Port.http(80), Port.http(81))).toThrow(
      '[shop/reviews] ports 80 and 81 are both named "http": tell them apart with the option `name`',
    );
  });

  test('refuses a port that is there twice, but for TCP and UDP', () => {
    expect(() => service(Port.http(80), Port.tcp(80))).toThrow(
      '[shop/reviews] port 80 is there twice ("http", "tcp"): keep one',
    );
    expect(service(Port.tcp(53), Port.udp(53)).ports).toHaveLength(2);
  });

  test('refuses a port on the nodes that is there twice', () => {
    expect(() => service(Port.http(80, { nodePort: 30080 }), Port.tcp(81, { nodePort: 30080 }))).toThrow(
      '[shop/reviews] nodePort 30080 is there twice ("http", "tcp")',
    );
  });
});

describe('routing', () => {
  test('knows the host with its namespace and ports', () => {
    // GIVEN
    const reviews = new Microservice(chart('bookinfo'), 'reviews', {
      port: Port.http(9080),
      versions: { v1: { image } },
    });

    // THEN
    expect(reviews.host.nameFor('bookinfo')).toBe('reviews');
    expect(reviews.host.nameFor('istio-system')).toBe('reviews.bookinfo.svc.cluster.local');
    expect(reviews.host.ports.map(({ name, number }) => ({ name, number }))).toEqual([{ name: 'http', number: 9080 }]);
    expect(reviews.weighted(80)).toEqual({ destination: reviews.host, weight: 80, options: {} });
  });

  test('can name a version as a subset', () => {
    // GIVEN
    const reviews = new Microservice(chart(), 'reviews', {
      port: Port.http(9080),
      versions: { v1: { image }, v2: { image } },
    });

    // WHEN
    const version = reviews.version('v2');
    const weighted = version.weighted(20, { port: 9080 });

    // THEN
    expect(version.host).toBe(reviews.host);
    expect(version.subset).toBe('v2');
    expect(weighted.destination.host).toBe(reviews.host);
    expect(weighted.destination.subset).toBe('v2');
    expect([weighted.weight, weighted.options]).toEqual([20, { port: 9080 }]);
  });

  test('cannot name a version as a subset when no DestinationRule defines it', () => {
    // GIVEN
    const reviews = new Microservice(chart(), 'reviews', { port: Port.http(9080), versions: { v1: { image } } });

    // THEN
    const message =
      '[shop/reviews] version "v1" is no subset: there is no DestinationRule; add `destinationRule: {}` to the props, or route to the microservice as a whole';
    expect(() => reviews.version('v1').subset).toThrow(message);
    expect(() => reviews.version('v1').weighted(1)).toThrow(message);
  });

  test('can name a single version when a DestinationRule is asked for', () => {
    // GIVEN
    const scope = chart();
    const trafficPolicy = { connectionPool: { http: { http1MaxPendingRequests: 1 } } };

    // WHEN
    const reviews = new Microservice(scope, 'reviews', {
      port: Port.http(9080),
      destinationRule: { trafficPolicy },
      versions: { v1: { image } },
    });

    // THEN
    expect(reviews.version('v1').subset).toBe('v1');
    expect(scope.toJson().at(-1).spec).toEqual({
      host: 'reviews',
      trafficPolicy,
      subsets: [{ name: 'v1', labels: { version: 'v1' } }],
    });
  });

  test('has policies for single versions', () => {
    // GIVEN
    const scope = chart();
    const v2 = { connectionPool: { http: { http1MaxPendingRequests: 1 } } };
    const versions = { v1: { image }, v2: { image } };

    // WHEN
    new Microservice(scope, 'reviews', {
      port: Port.http(9080),
      destinationRule: { trafficPolicyByVersion: { v2 }, exportTo: ['.'] },
      versions,
    });

    // THEN
    expect(scope.toJson().at(-1).spec).toEqual({
      host: 'reviews',
      subsets: [
        { name: 'v1', labels: { version: 'v1' } },
        { name: 'v2', labels: { version: 'v2' }, trafficPolicy: v2 },
      ],
      exportTo: ['.'],
    });
    const destinationRule = { trafficPolicyByVersion: { v3: v2 } } as object;
    expect(() => new Microservice(scope, 'other', { port: Port.http(80), destinationRule, versions })).toThrow(
      'trafficPolicyByVersion has "v3": the versions are v1, v2',
    );
  });

  test('refuses versions that are no names of subsets', () => {
    expect(
      () =>
        new Microservice(chart(), 'reviews', { port: Port.http(80), versions: { v1: { image }, 'v1.1': { image } } }),
    ).toThrow('must be 1 to 63 lower-case letters');
  });

  test('tells which versions there are', () => {
    // GIVEN
    const versions: Record<string, MicroserviceVersionProps> = { v1: { image }, v2: { image } };
    const reviews = new Microservice(chart(), 'reviews', { port: Port.http(9080), versions });

    // THEN
    expect(() => reviews.version('v4')).toThrow('[shop/reviews] there is no version "v4": the versions are "v1", "v2"');
    expect(reviews.versions.map((version) => version.version)).toEqual(['v1', 'v2']);
  });
});
