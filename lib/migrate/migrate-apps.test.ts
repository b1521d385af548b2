import { describe, expect, test } from '@jest/globals';
import { statements } from './migrating.testing';

describe('apps', () => {
  test('GIVEN labels of their own, named ports and addresses THEN each is a microservice that names others', async () => {
    const { code, migration } = await statements(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: robots
      initContainers: [{name: wait, image: "busybox:1.36", command: [sleep, "1"]}]
      containers:
      - name: web
        image: example.com/web
        env:
        - {name: CART_URL, value: "http://cart:8080/api"}
        - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        envFrom: [{secretRef: {name: keys}}]
        securityContext: {runAsNonRoot: true}
        volumeMounts: [{name: keys, mountPath: /keys, readOnly: true}]
      - {name: log, image: "example.com/log:1", ports: [{containerPort: 9000}]}
      volumes: [{name: keys, secret: {secretName: keys}}]
      nodeSelector: {disk: ssd}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop, labels: {team: a}}
spec:
  selector: {app.kubernetes.io/name: cart}
  ports: [{name: web, port: 8080, targetPort: web}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: cart, namespace: shop, labels: {app.kubernetes.io/name: cart}}
spec:
  serviceName: cart
  selector: {matchLabels: {app.kubernetes.io/name: cart}}
  template:
    metadata: {labels: {app.kubernetes.io/name: cart, version: v3}}
    spec:
      serviceAccountName: robots
      containers:
      - name: cart
        image: "example.com/cart:3"
        ports: [{name: web, containerPort: 80}]
        livenessProbe: {httpGet: {path: /, port: web}}
        volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Service
metadata: {name: cart-v3, namespace: shop}
spec:
  selector: {version: v3}
  ports: [{port: 8080, targetPort: 80}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robots, namespace: shop, annotations: {example.com/role: reader}}
`);
    expect(migration.proof).toMatchObject({ objects: 5, same: 5 });
    expect(migration.objects.filter(({ form }) => form !== 'construct')).toEqual([]);
    expect(code).toBe(`const cart = new Microservice(this, 'cart', {
  port: Port.detected(8080, { name: 'web', targetPort: 80, targetPortName: 'web' }),
  serviceLabels: { team: 'a' },
  serviceAccount: { name: 'robots' },
  existing: { selector: { 'app.kubernetes.io/name': 'cart' }, labels: 'given' },
  defaults: { resources: { defaults: false }, hardening: 'none' },
  versions: {
    v3: {
      image: 'example.com/cart:3',
      livenessProbe: Probe.http({ path: '/', port: 'web' }),
      workloadLabels: { 'app.kubernetes.io/name': 'cart' },
      workload: Workload.statefulSet({ claims: { data: { path: '/data', size: '1Gi' } } }),
      podLabels: { version: 'v3' },
    },
  },
});

new Microservice(this, 'web', {
  serviceAccount: { name: 'robots' },
  existing: { selector: { app: 'web' }, labels: 'given' },
  defaults: {
    resources: { defaults: false },
    hardening: { containers: { web: { runAsNonRoot: true } } },
  },
  versions: {
    latest: {
      image: 'example.com/web',
      unpinned: true,
      env: {
        CART_URL: cart.address.url('http', '/api'),
        NODE: { valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      },
      envFrom: [EnvironmentSource.secret({ name: 'keys' })],
      mounts: [Mount.secret({ name: 'keys' }, { path: '/keys' })],
      initContainers: [
        {
          name: 'wait',
          image: 'busybox:1.36',
          command: ['sleep', '1'],
          resources: { defaults: false },
        },
      ],
      sidecars: [
        {
          name: 'log',
          image: 'example.com/log:1',
          resources: { defaults: false },
          containerPorts: [{ containerPort: 9000 }],
        },
      ],
      scheduling: { nodeSelector: { disk: 'ssd' } },
    },
  },
});

new SharedService(this, 'cart-v3', {
  port: Port.detected(8080, { targetPort: 80 }),
  backends: [cart],
  selector: { version: 'v3' },
});

new ServiceAccount(this, 'robots', { annotations: { 'example.com/role': 'reader' } });`);
  });

  test('GIVEN what scales and guards a Deployment THEN it is part of the app; another that scales leaves it open', async () => {
    const deployment = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  strategy: {rollingUpdate: {maxSurge: 2}}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: ${name}, image: "example.com/a:1"}]}
`;
    const { code, migration } = await statements(`${deployment('a')}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a-hpa}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}
  minReplicas: 2
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: a-pdb}
spec: {minAvailable: 50%, selector: {matchLabels: {app: a}}}
---${deployment('b')}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: b}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: b}
  maxReplicaCount: 4
  triggers: [{type: cron, metadata: {desiredReplicas: "2"}}]
---${deployment('c')}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: c, finalizers: [example.com/a]}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: c}, maxReplicas: 3}
`);
    expect(migration.proof).toMatchObject({ objects: 7, same: 7 });
    expect(code).toContain(`    latest: {
      image: 'example.com/a:1',
      autoscaling: Autoscaling.horizontal({ name: 'a-hpa', min: 2, max: 5, cpu: 60 }),
      disruptionBudget: DisruptionBudget.minAvailable('50%', {
        name: 'a-pdb',
        labels: {},
        unhealthyPods: 'within-budget',
      }),
      workload: WORKLOAD,
    },`);
    expect(code).toContain(`      autoscaling: Autoscaling.keda({
        min: 0,
        max: 4,
        triggers: [{ type: 'cron', metadata: { desiredReplicas: '2' } }],
      }),`);
    expect(code).toContain(`{ image: 'example.com/a:1', replicas: 'autoscaled', workload: WORKLOAD }`);
    expect(migration.objects.map(({ source, form, reason }) => [source.reference.kind, form, reason])).toContainEqual([
      'HorizontalPodAutoscaler',
      'generated class',
      'an autoscaler of the construct has no finalizers',
    ]);
  });
});

test('GIVEN comments THEN they stand at what they are about, in whatever object', async () => {
  const { code, migration } = await statements(`
# Who buys what.
apiVersion: v1
kind: Service
metadata: {name: cart}
spec:
  selector: {app: cart}
  ports:
  # Not 80: that is the old one.
  - {name: http, port: 8080}
---
# The cart itself.
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, labels: {app: cart}}
spec:
  replicas: 3 # one for each zone
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      containers:
      - name: cart
        image: "example.com/cart:3" # built by hand
        env:
        # In seconds.
        - {name: TTL, value: "60"}
        - {name: DEBUG, value: "1"} # for now
`);
  expect(migration.proof).toMatchObject({ objects: 2, same: 2 });
  expect(code).toBe(`// The cart itself.
new Microservice(this, 'cart', {
  // Not 80: that is the old one.
  port: Port.http(8080),
  serviceAccount: 'default',
  existing: { selector: { app: 'cart' }, labels: 'given' },
  defaults: { resources: { defaults: false }, hardening: 'none', containerPorts: 'none' },
  versions: {
    latest: {
      image: 'example.com/cart:3', // built by hand
      env: {
        // In seconds.
        TTL: '60',
        // for now
        DEBUG: '1',
      },
      workloadLabels: { app: 'cart' },
      replicas: 3, // one for each zone
    },
  },
});`);
});

test('GIVEN a Canary THEN it names the app that it releases, whose pods Flagger counts', async () => {
  const { code, migration } = await statements(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: podinfo, namespace: test}
spec:
  selector: {matchLabels: {app: podinfo}}
  template:
    metadata: {labels: {app: podinfo}}
    spec: {containers: [{name: podinfod, image: "example.com/podinfo:6", ports: [{containerPort: 9898}]}]}
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: podinfo, namespace: test}
spec:
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
  service: {port: 80, targetPort: 9898}
  analysis: {interval: 1m, threshold: 5, maxWeight: 50, stepWeight: 10}
`);
  expect(migration.proof).toMatchObject({ objects: 2, same: 2 });
  expect(migration.objects.map(({ form }) => form)).toEqual(['construct', 'construct']);
  expect(code).toContain("replicas: 'autoscaled'");
  expect(code).toContain(
    `  target: CanaryTarget.of(podinfo.version('latest'), { port: Port.http(80, { targetPort: 9898 }) }),`,
  );
});

describe('roles', () => {
  test('GIVEN a role with its binding THEN they are one; others name it, and accounts are objects', async () => {
    const { code, migration } = await statements(`
apiVersion: v1
kind: ServiceAccount
metadata: {name: watcher, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: pods, namespace: shop}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: pods, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pods}
subjects: [{kind: ServiceAccount, name: watcher, namespace: shop}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: people, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pods}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: people}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: everything, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: other, namespace: kube-system}]
`);
    expect(migration.proof).toMatchObject({ objects: 5, same: 5 });
    expect(code).toBe(`const watcher = new ServiceAccount(this, 'watcher');

const pods = new Role(this, 'pods', {
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
  subjects: [watcher],
});

new RoleBinding(this, 'people', { role: pods, subjects: [{ group: 'people' }] });

new RoleBinding(this, 'everything', {
  role: { name: 'view' },
  subjects: [{ name: 'other', namespace: 'kube-system' }],
});`);
  });
});
