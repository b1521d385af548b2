import { describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart, Duration, JsonPatch } from 'cdk8s';
import { ConfigMap, EnvFieldPaths, EnvValue, Secret } from 'cdk8s-plus-27';
import { Microservice } from './microservice';
import type { MicroserviceVersionProps } from './microservice-version';
import { Mount } from './mount';
import { Port } from './port';
import { Probe } from './probe';

const image = 'example.com/reviews:1.0.0';

const chart = (namespace?: string) => new Chart(new App(), 'shop', { namespace });

/** The Deployment of a microservice with one version. */
function deployment(props: Partial<MicroserviceVersionProps>, ports: readonly Port[] = [Port.http(9080)]) {
  const [first, ...rest] = ports;
  const versions = { v1: { image, ...props } };
  const service = first
    ? new Microservice(chart(), 'reviews', { ports: [first, ...rest], versions })
    : new Microservice(chart(), 'reviews', { versions });
  return service.version('v1').deployment.toJson();
}

const podSpec = (props: Partial<MicroserviceVersionProps>, ports?: readonly Port[]) =>
  deployment(props, ports).spec.template.spec;
const container = (props: Partial<MicroserviceVersionProps>, ports?: readonly Port[]) =>
  podSpec(props, ports).containers[0];

const hardenedPod = {
  automountServiceAccountToken: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 10001,
    runAsGroup: 10001,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
const hardenedContainer = {
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
};
const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } };

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
      '[shop/reviews] version "v1" is no subset: with one version there is no DestinationRule; add `destinationRule: {}` to the props, or route to the microservice as a whole';
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
      { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
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

describe('a probe', () => {
  const probe = (readinessProbe: Probe, ports?: readonly Port[]) => container({ readinessProbe }, ports).readinessProbe;

  test('asks the first port that the container listens on', () => {
    const ports = [Port.http(80, { targetPort: 9080 }), Port.tcp(81)];
    expect(probe(Probe.http({ path: '/health' }), ports)).toEqual({ httpGet: { path: '/health', port: 9080 } });
    expect(probe(Probe.tcp(), ports)).toEqual({ tcpSocket: { port: 9080 } });
    expect(probe(Probe.grpc({ service: 'x' }), ports)).toEqual({ grpc: { port: 9080, service: 'x' } });
    expect(probe(Probe.command(['true']), [])).toEqual({ exec: { command: ['true'] } });
  });

  test('speaks TLS to a port that does', () => {
    expect(probe(Probe.http({ path: '/' }), [Port.https(8443)])).toEqual({
      httpGet: { path: '/', port: 8443, scheme: 'HTTPS' },
    });
    expect(probe(Probe.http({ path: '/', port: 8080 }), [Port.https(8443)])).toEqual({
      httpGet: { path: '/', port: 8080 },
    });
  });

  test('has its times in seconds', () => {
    const options = {
      initialDelay: Duration.seconds(5),
      period: Duration.minutes(1),
      timeout: Duration.seconds(2),
      failureThreshold: 5,
    };
    expect(probe(Probe.tcp({ port: 1, ...options }))).toEqual({
      tcpSocket: { port: 1 },
      initialDelaySeconds: 5,
      periodSeconds: 60,
      timeoutSeconds: 2,
      failureThreshold: 5,
    });
  });

  test('is there for life, readiness and start', () => {
    const all = container({ livenessProbe: Probe.tcp(), readinessProbe: Probe.tcp(), startupProbe: Probe.tcp() });
    const { livenessProbe, readinessProbe, startupProbe } = all;
    expect([livenessProbe, readinessProbe, startupProbe]).toEqual(Array(3).fill({ tcpSocket: { port: 9080 } }));
  });

  test('refuses a missing port, a relative path and no failures', () => {
    expect(() => probe(Probe.tcp(), [])).toThrow('a probe needs a port, and the microservice has none');
    expect(() => probe(Probe.tcp({ port: 0 }))).toThrow('port of a probe must be a whole number from 1 to 65535');
    expect(() => probe(Probe.http({ path: 'health' }))).toThrow('path of a probe "health" must start with "/"');
    expect(() => probe(Probe.tcp({ failureThreshold: 0 }))).toThrow('failureThreshold must be a whole number from 1');
  });
});

describe('the file system', () => {
  const files = (props: Partial<MicroserviceVersionProps>) => {
    const spec = podSpec(props);
    return { volumes: spec.volumes, volumeMounts: spec.containers[0].volumeMounts };
  };

  test('has no volumes by default', () => {
    expect(Object.keys(podSpec({}))).not.toContain('volumes');
    expect(Object.keys(container({}))).not.toContain('volumeMounts');
  });

  test('is writable where it is said to be', () => {
    expect(files({ writable: ['/tmp', '/var/www'] })).toEqual({
      volumes: [
        { name: 'tmp', emptyDir: {} },
        { name: 'var-www', emptyDir: {} },
      ],
      volumeMounts: [
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'var-www', mountPath: '/var/www' },
      ],
    });
  });

  test('has ConfigMaps, Secrets and disks; a ConfigMap that is mounted twice is one volume', () => {
    expect(
      files({
        mounts: [
          Mount.configMap({ name: 'web' }, { path: '/etc/web/a.conf', key: 'a.conf' }),
          Mount.configMap({ name: 'web' }, { path: '/etc/web/b.conf', key: 'b.conf' }),
          Mount.secret({ name: 'web' }, { path: '/etc/tls' }),
          Mount.persistentVolumeClaim({ name: 'data' }, { path: '/data' }),
          Mount.persistentVolumeClaim({ name: 'shared' }, { path: '/shared', readOnly: true }),
          Mount.emptyDir({ path: '/cache', inMemory: true, sizeLimit: '16Mi' }),
        ],
      }),
    ).toEqual({
      volumes: [
        { name: 'web', configMap: { name: 'web' } },
        { name: 'web-2', secret: { secretName: 'web' } },
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'shared', persistentVolumeClaim: { claimName: 'shared', readOnly: true } },
        { name: 'cache', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
      ],
      volumeMounts: [
        { name: 'web', mountPath: '/etc/web/a.conf', subPath: 'a.conf', readOnly: true },
        { name: 'web', mountPath: '/etc/web/b.conf', subPath: 'b.conf', readOnly: true },
        { name: 'web-2', mountPath: '/etc/tls', readOnly: true },
        { name: 'data', mountPath: '/data' },
        { name: 'shared', mountPath: '/shared', readOnly: true },
        { name: 'cache', mountPath: '/cache' },
      ],
    });
  });

  test('belongs to the group of the container where it is a disk', () => {
    const mounts = [Mount.persistentVolumeClaim({ name: 'data' }, { path: '/data' })];
    expect(podSpec({ mounts, runAsGroup: 2000 }).securityContext.fsGroup).toBe(2000);
  });

  test('has one thing in one place', () => {
    const mounts = [Mount.configMap({ name: 'web' }, { path: '/tmp' })];
    expect(() => files({ writable: ['/tmp'], mounts })).toThrow(
      '[shop/reviews/v1] two mounts at "/tmp": keep one of them',
    );
  });

  test.each(['tmp', '/', '/tmp/', '/a:b', '/a/../b', '//a', '/a/.'])('refuses the path "%s"', (path) => {
    expect(() => files({ writable: [path] })).toThrow(`path of a mount "${path}" must be absolute`);
  });
});

describe('hardening', () => {
  const security = (props: Partial<MicroserviceVersionProps>, ports?: readonly Port[]) => {
    const { metadata, spec } = deployment(props, ports);
    const pod = spec.template.spec;
    return {
      annotations: metadata.annotations,
      token: pod.automountServiceAccountToken,
      pod: pod.securityContext,
      container: pod.containers[0].securityContext,
    };
  };
  const hardened = {
    annotations: undefined,
    token: false,
    pod: hardenedPod.securityContext,
    container: hardenedContainer.securityContext,
  };

  test('is the default', () => {
    expect(security({})).toEqual(hardened);
  });

  test('takes another user, whose number is also the group', () => {
    expect(security({ runAsUser: 1000 }).pod).toEqual({ ...hardened.pod, runAsUser: 1000, runAsGroup: 1000 });
    expect(security({ runAsUser: 1000, runAsGroup: 0 }).pod).toEqual({
      ...hardened.pod,
      runAsUser: 1000,
      runAsGroup: 0,
    });
  });

  test.each(['runAsUser', 'runAsGroup'])('refuses the sidecar as %s', (prop) => {
    expect(() => security({ [prop]: 1337 })).toThrow(
      `[shop/reviews/v1] ${prop} 1337 is the sidecar's, so traffic of the app would pass by it: give another, such as 10001`,
    );
    expect(() => security({ [prop]: -1 })).toThrow(`${prop} must be a whole number from 0 to 2147483647, not -1`);
  });

  test('refuses root without a reason', () => {
    expect(() => security({ runAsUser: 0 })).toThrow(
      'runAsUser 0 is root: give another user, or the reason in `relax.root`',
    );
    expect(() => security({ relax: { root: ' ' } })).toThrow(
      '[shop/reviews/v1] `relax.root` needs a reason: say why, for those who review the manifest',
    );
  });

  test('lets the container run as the user of its image', () => {
    expect(security({ relax: { root: 'the image starts as root' } })).toEqual({
      ...hardened,
      annotations: { 'meshwright.dev/relaxed-root': 'the image starts as root' },
      pod: { seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(security({ runAsUser: 0, relax: { root: 'because' } }).pod).toEqual({
      runAsUser: 0,
      runAsGroup: 0,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('lets the container write to its image', () => {
    expect(security({ relax: { writableRootFilesystem: 'unpacks itself' } })).toEqual({
      ...hardened,
      annotations: { 'meshwright.dev/relaxed-writable-root-filesystem': 'unpacks itself' },
      container: { ...hardened.container, readOnlyRootFilesystem: false },
    });
  });

  test('gives capabilities', () => {
    expect(security({ relax: { capabilities: { add: ['CHOWN', 'SETUID'], why: 'drops root by itself' } } })).toEqual({
      ...hardened,
      annotations: { 'meshwright.dev/relaxed-capabilities': 'CHOWN, SETUID: drops root by itself' },
      container: { ...hardened.container, capabilities: { drop: ['ALL'], add: ['CHOWN', 'SETUID'] } },
    });
    expect(() => security({ relax: { capabilities: { add: ['CHOWN'], why: '' } } })).toThrow(
      '`relax.capabilities` needs a reason',
    );
    expect(() => security({ relax: { capabilities: { add: ['SYS_ADMIN'], why: 'mounts' } } })).toThrow(
      'capability SYS_ADMIN implies privilege escalation',
    );
  });

  test('gives the rest', () => {
    expect(
      security({ relax: { privilegeEscalation: 'sudo', seccomp: 'perf', serviceAccountToken: 'reads pods' } }),
    ).toEqual({
      annotations: {
        'meshwright.dev/relaxed-privilege-escalation': 'sudo',
        'meshwright.dev/relaxed-seccomp': 'perf',
        'meshwright.dev/relaxed-service-account-token': 'reads pods',
      },
      token: true,
      pod: { ...hardened.pod, seccompProfile: { type: 'Unconfined' } },
      container: { ...hardened.container, allowPrivilegeEscalation: true },
    });
  });

  test('opens low ports to users other than root, from the lowest on', () => {
    const sysctls = [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }];
    expect(security({}, [Port.https(443), Port.http(80)]).pod).toEqual({ ...hardened.pod, sysctls });
    expect(security({}, [Port.http(80, { targetPort: 8080 })])).toEqual(hardened);
    const relax = { root: 'because', capabilities: { add: ['NET_BIND_SERVICE'], why: 'because' } } as const;
    expect(security({ relax }, [Port.http(80)]).pod).toEqual({ seccompProfile: { type: 'RuntimeDefault' } });
  });
});

test('a pod has the time and the Secrets it is given', () => {
  expect(
    podSpec({ terminationGracePeriod: Duration.minutes(1), imagePullSecrets: [{ name: 'registry' }] }),
  ).toMatchObject({
    terminationGracePeriodSeconds: 60,
    imagePullSecrets: [{ name: 'registry' }],
  });
});
