import { describe, expect, test } from '@jest/globals';
import { ConfigMap, EnvFieldPaths, EnvValue, Secret } from 'cdk8s-plus-27';
import { Port } from '../kubernetes/port';
import { Microservice } from './microservice';
import { chart, container, deployment, hardenedContainer, image } from './microservice.testing';

describe('the versions', () => {
  test('take what they have in common from the defaults', () => {
    // GIVEN
    const reviews = new Microservice(chart(), 'reviews', {
      port: Port.http(9080),
      defaults: {
        env: { LOG_DIR: '/tmp', LEVEL: 'info' },
        replicas: 3,
        podAnnotations: { a: '1' },
        podLabels: { b: '1' },
      },
      versions: {
        v1: { image, replicas: undefined },
        v2: { image, env: { LEVEL: 'debug' }, replicas: 1, podAnnotations: { c: '2' }, podLabels: { d: '2' } },
      },
    });

    // WHEN
    const [v1, v2] = reviews.versions.map((version) => version.deployment.toJson().spec);

    // THEN
    expect([v1.replicas, v2.replicas]).toEqual([3, 1]);
    expect(v1.template.spec.containers[0].env).toEqual([
      { name: 'LOG_DIR', value: '/tmp' },
      { name: 'LEVEL', value: 'info' },
    ]);
    expect(v2.template.spec.containers[0].env).toEqual([
      { name: 'LOG_DIR', value: '/tmp' },
      { name: 'LEVEL', value: 'debug' },
    ]);
    expect(v2.template.metadata).toEqual({
      labels: { app: 'reviews', version: 'v2', b: '1', d: '2' },
      annotations: { a: '1', c: '2' },
    });
  });

  test('cannot have Deployments of one name', () => {
    const versions = { v1: { image, deploymentName: 'reviews' }, v2: { image, deploymentName: 'reviews' } };
    expect(() => new Microservice(chart(), 'reviews', { versions })).toThrow(
      '[shop/reviews] versions "v1" and "v2" both have a Deployment named "reviews": rename one',
    );
  });

  test('leave the number of pods to an autoscaler', () => {
    expect(Object.keys(deployment({ replicas: 'autoscaled' }).spec)).toEqual(['selector', 'template']);
    expect(deployment({ replicas: 0 }).spec.replicas).toBe(0);
  });

  test.each([-1, 1.5, Number.NaN])('refuse %d replicas', (replicas) => {
    expect(() => deployment({ replicas })).toThrow(
      `[shop/reviews/v1] replicas must be a whole number from 0, or "autoscaled", not ${replicas}`,
    );
  });

  test('say whether they get a sidecar', () => {
    const labels = (inject: boolean) => deployment({ inject }).spec.template.metadata.labels;
    expect(labels(false)).toEqual({ app: 'reviews', version: 'v1', 'sidecar.istio.io/inject': 'false' });
    expect(labels(true)['sidecar.istio.io/inject']).toBe('true');
  });

  test('keep added labels out of the selectors', () => {
    // GIVEN
    const reviews = new Microservice(chart(), 'reviews', { versions: { v1: { image } } });

    // WHEN
    reviews.addPodLabel('team', 'shop');

    // THEN
    const { spec, metadata } = reviews.version('v1').deployment.toJson();
    expect(spec.template.metadata.labels).toEqual({ app: 'reviews', version: 'v1', team: 'shop' });
    expect(spec.selector.matchLabels).toEqual({ app: 'reviews', version: 'v1' });
    expect(metadata.labels).toEqual({ app: 'reviews', version: 'v1' });
    expect(reviews.version('v1').podLabels).toEqual({ app: 'reviews', version: 'v1', team: 'shop' });
  });

  test('refuse another value for a label that selects them', () => {
    expect(() => deployment({ podLabels: { app: 'ratings' } })).toThrow(
      '[shop/reviews/v1] the pods have the label app already: "reviews", not "ratings"',
    );
  });

  test('refuse labels and annotations that the API server refuses', () => {
    expect(() => deployment({ podLabels: { team: 'a b' } })).toThrow('label team cannot have the value "a b"');
    expect(() => deployment({ podLabels: { 'a/b/c': 'x' } })).toThrow('"a/b/c" is no key of a label');
    expect(() => deployment({ podAnnotations: { 'a b': 'x' } })).toThrow('"a b" is no key of an annotation');
    expect(() => new Microservice(chart(), 'a', { versions: { 'v 1': { image, deploymentName: 'a' } } })).toThrow(
      'label version cannot have the value "v 1"',
    );
  });
});

describe('the container', () => {
  test('has what it is given', () => {
    expect(
      container({
        command: ['/bin/sh', '-c'],
        args: ['exec server'],
        imagePullPolicy: 'Always',
        resources: { requests: { cpu: 0.5, memory: '1Gi' }, limits: { cpu: 2 } },
      }),
    ).toEqual({
      name: 'reviews',
      image,
      imagePullPolicy: 'Always',
      command: ['/bin/sh', '-c'],
      args: ['exec server'],
      ports: [{ name: 'http', containerPort: 9080 }],
      resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '1Gi' } },
      ...hardenedContainer,
    });
  });

  test('has environment variables from anywhere, in the given order', () => {
    // GIVEN
    const scope = chart();
    const secret = Secret.fromSecretName(scope, 'secret', 'db');
    const configMap = ConfigMap.fromConfigMapName(scope, 'config', 'settings');

    // THEN
    expect(
      container({
        env: {
          Z: 'first',
          PASSWORD: EnvValue.fromSecretValue({ secret, key: 'password' }),
          LEVEL: EnvValue.fromConfigMap(configMap, 'level'),
          POD_IP: EnvValue.fromFieldRef(EnvFieldPaths.POD_IP),
        },
      }).env,
    ).toEqual([
      { name: 'Z', value: 'first' },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
      { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } },
      { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
    ]);
  });

  test('refuses names of environment variables that the API server refuses', () => {
    expect(() => container({ env: { '1A': 'x' } })).toThrow('"1A" is no name of an environment variable');
    expect(() => container({ env: { 'A=B': 'x' } })).toThrow('"A=B" is no name of an environment variable');
  });

  test('lists a port once that two ports of the Service lead to', () => {
    expect(
      container({}, [Port.http(80, { targetPort: 9080 }), Port.http(9080, { name: 'direct' }), Port.udp(9080)]).ports,
    ).toEqual([
      { name: 'http', containerPort: 9080 },
      { name: 'udp', containerPort: 9080, protocol: 'UDP' },
    ]);
  });

  test.each(['busybox', 'localhost:5000/busybox'])('refuses the image "%s" without a tag', (unpinned) => {
    expect(() => container({ image: unpinned })).toThrow(
      `[shop/reviews/v1] image "${unpinned}" has no tag: pin a version, such as "${unpinned}:1.0.0"`,
    );
  });

  test('refuses an image that moves', () => {
    expect(() => container({ image: 'busybox:latest' })).toThrow('moves with every release: pin a version');
  });

  test.each(['Busybox:1', 'busybox:', ' busybox:1', 'http://example.com/a:1', ''])('refuses the image "%s"', (bad) => {
    expect(() => container({ image: bad })).toThrow('is no reference to an image');
  });

  test.each([
    'busybox:1.37.0',
    'localhost:5000/a/b_c:v1',
    'docker.io/kubeguide/tomcat-app:v1',
    `registry.istio.io/release/app@sha256:${'0'.repeat(64)}`,
    `app:latest@sha256:${'0'.repeat(64)}`,
  ])('accepts the image "%s"', (good) => {
    expect(container({ image: good }).image).toBe(good);
  });

  test('refuses resources that make no sense', () => {
    expect(() => container({ resources: { requests: { cpu: 0 } } })).toThrow('requests.cpu must be cores');
    expect(() => container({ resources: { requests: { cpu: '0.5m' } } })).toThrow('requests.cpu must be cores');
    expect(() => container({ resources: { requests: { memory: '1.5Gi' } } })).toThrow('must be a whole number with Ki');
    expect(() => container({ resources: { limits: { memory: '32Mi' } } })).toThrow(
      '[shop/reviews/v1] the request for memory (64Mi) is above its limit (32Mi): raise the limit or lower the request',
    );
    expect(() => container({ resources: { requests: { cpu: 1 }, limits: { cpu: '500m' } } })).toThrow(
      'the request for cpu (1) is above its limit (500m)',
    );
  });
});
