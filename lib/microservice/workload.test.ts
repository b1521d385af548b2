import { describe, expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { Port } from '../kubernetes/port';
import { Autoscaling } from './autoscaling';
import { DisruptionBudget } from './disruption-budget';
import { Microservice } from './microservice';
import { chart, image } from './microservice.testing';
import type { MicroserviceVersionProps } from './microservice-version';
import { Workload } from './workload';

const version = (props: Partial<MicroserviceVersionProps>) =>
  new Microservice(chart('shop'), 'db', { port: Port.tcp(5432), versions: { v1: { image, ...props } } }).version('v1');
const workload = (props: Partial<MicroserviceVersionProps>) => version(props).workload.toJson();
const objectsOf = (props: Partial<MicroserviceVersionProps>) => Chart.of(version(props)).toJson();

describe('a Deployment', () => {
  test('GIVEN how it replaces pods THEN it says so', () => {
    const options = { maxSurge: '50%', maxUnavailable: 0, minReady: Duration.seconds(5) } as const;
    expect(
      workload({ workload: Workload.deployment({ ...options, progressDeadline: Duration.minutes(2) }) }),
    ).toMatchObject({
      kind: 'Deployment',
      spec: {
        replicas: 1,
        minReadySeconds: 5,
        progressDeadlineSeconds: 120,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } },
      },
    });
  });

  test('GIVEN what cannot be THEN that is refused', () => {
    const none = Workload.deployment({ maxSurge: 0, maxUnavailable: '0%' });
    expect(() => workload({ workload: none })).toThrow('are both 0');
    expect(() => workload({ workload: Workload.deployment({ maxSurge: 1.5 }) })).toThrow('maxSurge must be');
    expect(() => workload({ workload: Workload.deployment({ maxSurge: 1 }), strategy: 'Recreate' })).toThrow(
      'with strategy Recreate all pods end first',
    );
  });
});

describe('a StatefulSet', () => {
  test('GIVEN claims THEN each pod has its disks, and the Service names it', () => {
    const claims = { data: { path: '/data', size: '10Gi', storageClassName: 'fast' } } as const;
    const { kind, metadata, spec } = workload({
      replicas: 3,
      workload: Workload.statefulSet({ claims, parallel: true, partition: 1 }),
    });
    expect({ kind, name: metadata.name }).toEqual({ kind: 'StatefulSet', name: 'db-v1' });
    expect(spec).toMatchObject({
      replicas: 3,
      serviceName: 'db',
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      selector: { matchLabels: { app: 'db', version: 'v1' } },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: 'fast',
            resources: { requests: { storage: '10Gi' } },
          },
        },
      ],
    });
    expect(spec.template.spec.containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }]);
    expect(spec.template.spec.securityContext.fsGroup).toEqual(10001);
  });

  test('GIVEN a headless Service THEN it has no address', () => {
    const service = (serviceType: 'Headless', port: Port) =>
      new Microservice(chart(), 'db', { port, serviceType, versions: { v1: { image } } }).service.toJson().spec;
    expect(service('Headless', Port.tcp(5432))).toEqual({
      clusterIP: 'None',
      selector: { app: 'db' },
      ports: [{ name: 'tcp', port: 5432 }],
    });
    expect(() => service('Headless', Port.tcp(5432, { nodePort: 30000 }))).toThrow('Headless has no node ports');
  });

  test('GIVEN what is for Deployments THEN that is refused', () => {
    expect(() => workload({ workload: Workload.statefulSet(), strategy: 'Recreate' })).toThrow('that of Deployments');
    expect(() => workload({ workload: Workload.statefulSet({ partition: -1 }) })).toThrow('partition');
  });
});

describe('a DaemonSet', () => {
  test('GIVEN one THEN it says nothing about replicas', () => {
    expect(workload({ workload: Workload.daemonSet({ maxUnavailable: '10%' }) })).toMatchObject({
      kind: 'DaemonSet',
      spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } } },
    });
    expect(Object.keys(workload({ workload: Workload.daemonSet() }).spec)).toEqual(['selector', 'template']);
    expect(() => workload({ workload: Workload.daemonSet(), replicas: 2 })).toThrow('a pod on each node');
  });
});

describe('an autoscaler', () => {
  test('GIVEN limits THEN it goes by the CPU time, and the manifest says nothing about replicas', () => {
    const objects = objectsOf({ autoscaling: Autoscaling.horizontal({ min: 2, max: 5 }) });
    expect(objects.find(({ kind }) => kind === 'Deployment').spec.replicas).toBeUndefined();
    expect(objects.find(({ kind }) => kind === 'HorizontalPodAutoscaler')).toMatchObject({
      apiVersion: 'autoscaling/v2',
      metadata: { name: 'db-v1', namespace: 'shop' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'db-v1' },
        minReplicas: 2,
        maxReplicas: 5,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        ],
      },
    });
  });

  test('GIVEN KEDA THEN there is a ScaledObject', () => {
    const trigger = { type: 'prometheus', metadata: { query: 'up', threshold: '1', serverAddress: 'http://p:9090' } };
    const objects = objectsOf({
      workload: Workload.statefulSet(),
      autoscaling: Autoscaling.keda({ min: 0, max: 5, triggers: [trigger], cooldownPeriod: 60 }),
    });
    expect(objects.find(({ kind }) => kind === 'ScaledObject')).toEqual({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'db-v1', namespace: 'shop' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db-v1' },
        minReplicaCount: 0,
        maxReplicaCount: 5,
        cooldownPeriod: 60,
        triggers: [trigger],
      },
    });
  });

  test('GIVEN limits that cannot be, or replicas as well THEN that is refused', () => {
    const horizontal = Autoscaling.horizontal({ min: 3, max: 2 });
    expect(() => version({ autoscaling: horizontal })).toThrow('not 3 and 2');
    expect(() => version({ autoscaling: Autoscaling.horizontal({ min: 0, max: 2 }) })).toThrow('`min` from 1');
    expect(() => version({ autoscaling: Autoscaling.horizontal({ max: 2, cpu: 0 }) })).toThrow('cpu must be');
    expect(() => version({ replicas: 2, autoscaling: Autoscaling.horizontal({ max: 2 }) })).toThrow('leave `replicas`');
  });
});

test('GIVEN a disruption budget THEN it is for the pods of the version', () => {
  const objects = objectsOf({ replicas: 3, disruptionBudget: DisruptionBudget.maxUnavailable(1) });
  expect(objects.find(({ kind }) => kind === 'PodDisruptionBudget')).toMatchObject({
    metadata: { name: 'db-v1' },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: { app: 'db', version: 'v1' } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
  expect(() => objectsOf({ disruptionBudget: DisruptionBudget.minAvailable('x%' as '1%') })).toThrow('minAvailable');
});
