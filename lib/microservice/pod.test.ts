import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { EnvValue } from 'cdk8s-plus-27';
import { LifecycleHook } from '../kubernetes/lifecycle-hook';
import { Mount } from '../kubernetes/mount';
import { Port } from '../kubernetes/port';
import { Probe } from '../kubernetes/probe';
import { Spread } from '../kubernetes/scheduling';
import { EnvironmentSource } from './environment';
import { Microservice } from './microservice';
import { chart, container, deployment, hardenedContainer, image, podSpec, resources } from './microservice.testing';

describe('containers beside that of the app', () => {
  test('GIVEN init containers and further ones THEN they come in order, hardened, with files that they share', () => {
    const config = Mount.emptyDir({ name: 'config', path: '/config' });
    const { initContainers, containers, volumes } = podSpec({
      mounts: [config],
      writable: ['/tmp'],
      initContainers: [
        { name: 'fetch', image: 'example.com/fetch:1.0.0', args: ['/config'], mounts: [config], writable: ['/tmp'] },
        { name: 'tunnel', image: 'example.com/tunnel:1.0.0', sidecar: true, startupProbe: Probe.tcp({ port: 7000 }) },
      ],
      sidecars: [{ name: 'metrics', image: 'example.com/metrics:1.0.0', ports: [Port.http(9100, { name: 'm' })] }],
    });
    expect(initContainers).toEqual([
      {
        name: 'fetch',
        image: 'example.com/fetch:1.0.0',
        args: ['/config'],
        resources,
        ...hardenedContainer,
        volumeMounts: [
          { name: 'tmp', mountPath: '/tmp' },
          { name: 'config', mountPath: '/config' },
        ],
      },
      {
        name: 'tunnel',
        image: 'example.com/tunnel:1.0.0',
        restartPolicy: 'Always',
        startupProbe: { tcpSocket: { port: 7000 } },
        resources,
        ...hardenedContainer,
      },
    ]);
    expect(containers.map(({ name }: { name: string }) => name)).toEqual(['reviews', 'metrics']);
    expect(containers[1].ports).toEqual([{ name: 'http-m', containerPort: 9100 }]);
    // A directory of one container is not that of another, but for those with a name.
    expect(containers[0].volumeMounts).toEqual([
      { name: 'tmp-2', mountPath: '/tmp' },
      { name: 'config', mountPath: '/config' },
    ]);
    expect(volumes.map(({ name }: { name: string }) => name)).toEqual(['tmp', 'config', 'tmp-2']);
  });

  test('GIVEN two of one name, or an image without a tag THEN that is refused', () => {
    expect(() => podSpec({ sidecars: [{ name: 'reviews', image }] })).toThrow('two containers are named "reviews"');
    expect(() => podSpec({ initContainers: [{ name: 'a', image: 'example.com/a' }] })).toThrow(/tag/);
  });
});

describe('settings of the container', () => {
  test('GIVEN sources of variables THEN all their keys are variables', () => {
    const envFrom = [
      EnvironmentSource.configMap({ name: 'settings' }),
      EnvironmentSource.secret({ name: 'keys' }, { prefix: 'KEY_' }),
    ];
    expect(container({ envFrom, env: { A: EnvValue.fromValue('b') } })).toMatchObject({
      env: [{ name: 'A', value: 'b' }],
      envFrom: [{ configMapRef: { name: 'settings' } }, { prefix: 'KEY_', secretRef: { name: 'keys' } }],
    });
    expect(() => container({ envFrom: [EnvironmentSource.secret({ name: 'a' }, { prefix: '1' })] })).toThrow(
      '"1" is no',
    );
  });

  test('GIVEN hooks THEN they run after the start and before the end', () => {
    const preStop = LifecycleHook.sleep(5);
    expect(container({ preStop, postStart: LifecycleHook.http({ path: '/warm' }) }).lifecycle).toEqual({
      postStart: { httpGet: { path: '/warm', port: 9080 } },
      preStop: { exec: { command: ['sleep', '5'] } },
    });
    expect(container({ preStop: LifecycleHook.command(['/bye']) }).lifecycle).toEqual({
      preStop: { exec: { command: ['/bye'] } },
    });
    expect(() => container({ preStop: LifecycleHook.sleep(0) })).toThrow('sleep must be a whole number');
    expect(() => container({ preStop: LifecycleHook.http({ path: 'a' }) })).toThrow('must start with "/"');
    expect(() => container({ preStop: LifecycleHook.http({ path: '/' }) }, [])).toThrow('needs a port');
  });

  test('GIVEN fields without a setting THEN they are there as well', () => {
    expect(container({ container: { workingDir: '/app', tty: true } })).toMatchObject({
      workingDir: '/app',
      tty: true,
    });
  });
});

describe('settings of the pod', () => {
  test('GIVEN where it may run THEN the scheduler is told, and the spread counts its own pods', () => {
    const scheduling = {
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'spot', operator: 'Exists' }],
      spread: [Spread.zones(), Spread.nodes({ required: true, maxSkew: 2, minDomains: 3 })],
      priorityClassName: 'high',
    };
    const labelSelector = { matchLabels: { app: 'reviews', version: 'v1' } };
    expect(podSpec({ scheduling })).toMatchObject({
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'spot', operator: 'Exists' }],
      priorityClassName: 'high',
      topologySpreadConstraints: [
        {
          topologyKey: 'topology.kubernetes.io/zone',
          maxSkew: 1,
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector,
        },
        {
          topologyKey: 'kubernetes.io/hostname',
          maxSkew: 2,
          minDomains: 3,
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector,
        },
      ],
    });
    expect(() => podSpec({ scheduling: { spread: Spread.label('rack', { maxSkew: 0 }) } })).toThrow('maxSkew');
    expect(() => podSpec({ scheduling: { spread: Spread.zones({ minDomains: 2 }) } })).toThrow('minDomains');
  });

  test('GIVEN other names, a grace period and fields without a setting THEN they are there, and the hardening stays', () => {
    const spec = podSpec({
      hostAliases: { '10.0.0.1': ['legacy.example.com'] },
      terminationGracePeriod: Duration.minutes(1),
      pod: { dnsPolicy: 'Default', securityContext: { fsGroup: 7, sysctls: [{ name: 'net.a', value: '1' }] } },
    });
    expect(spec).toMatchObject({
      hostAliases: [{ ip: '10.0.0.1', hostnames: ['legacy.example.com'] }],
      terminationGracePeriodSeconds: 60,
      dnsPolicy: 'Default',
      securityContext: { fsGroup: 7, runAsNonRoot: true, runAsUser: 10001, sysctls: [{ name: 'net.a', value: '1' }] },
    });
  });

  test('GIVEN what is beyond the standard THEN it has a reason', () => {
    const { metadata, spec } = deployment({
      relax: {
        privileged: 'loads a module',
        privilegeEscalation: 'it may all',
        hostNetwork: 'routes',
        hostProcesses: 'ps',
      },
    });
    expect(spec.template.spec).toMatchObject({
      hostNetwork: true,
      hostPID: true,
      containers: [{ securityContext: { privileged: true, allowPrivilegeEscalation: true } }],
    });
    expect(metadata.annotations).toMatchObject({
      'meshwright.dev/relaxed-privileged': 'loads a module',
      'meshwright.dev/relaxed-host-network': 'routes',
      'meshwright.dev/relaxed-host-processes': 'ps',
    });
    expect(() => deployment({ relax: { privileged: 'because' } })).toThrow('relax.privilegeEscalation');
  });
});

describe('the address of a Service', () => {
  const versions = { v1: { image } };
  const shop = chart('shop');
  const ratings = new Microservice(shop, 'ratings', { ports: [Port.http(9080), Port.grpc(9090)], versions });

  test('GIVEN a reader of its namespace THEN it is short, elsewhere it has the namespace', () => {
    const env = {
      RATINGS: ratings.address,
      URL: ratings.address.url('http', '/ratings'),
      GRPC: ratings.address.port('grpc'),
    };
    const read = (namespace: string) => {
      const reader = new Microservice(chart(namespace), 'reviews', { versions: { v1: { image, env } } });
      return reader.version('v1').workload.toJson().spec.template.spec.containers[0].env;
    };
    expect(read('shop')).toEqual([
      { name: 'RATINGS', value: 'ratings:9080' },
      { name: 'URL', value: 'http://ratings:9080/ratings' },
      { name: 'GRPC', value: 'ratings:9090' },
    ]);
    expect(read('web')).toEqual([
      { name: 'RATINGS', value: 'ratings.shop:9080' },
      { name: 'URL', value: 'http://ratings.shop:9080/ratings' },
      { name: 'GRPC', value: 'ratings.shop:9090' },
    ]);
    expect(`${ratings.address}`).toEqual('ratings.shop.svc.cluster.local:9080');
  });

  test('GIVEN a port or a path that cannot be THEN that is refused', () => {
    expect(() => ratings.address.port(80)).toThrow('there is no port 80: the ports are 9080 (http), 9090 (grpc)');
    expect(() => ratings.address.url('http', 'a')).toThrow('must start with "/"');
    expect(() => new Microservice(chart(), 'job', { versions }).address).toThrow('there is no Service');
  });
});
