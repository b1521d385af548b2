import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { Mount } from '../kubernetes/mount';
import { Port } from '../kubernetes/port';
import { Probe } from '../kubernetes/probe';
import { container, deployment, hardenedContainer, hardenedPod, podSpec } from './microservice.testing';
import type { MicroserviceVersionProps } from './microservice-version';

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
    expect(probe(Probe.http({ path: '/', headers: { Cookie: 'a=b' } }), [Port.http(9080)])).toEqual({
      httpGet: { path: '/', port: 9080, httpHeaders: [{ name: 'Cookie', value: 'a=b' }] },
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
