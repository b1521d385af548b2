import { describe, expect, test } from '@jest/globals';
import { App, Chart, Duration } from 'cdk8s';
import { ChaosBladeOperator, type ChaosBladeOperatorProps } from './operator';

function render(props: Partial<ChaosBladeOperatorProps> = {}) {
  const chart = new Chart(new App(), 'chart', { namespace: 'chaos' });
  new ChaosBladeOperator(chart, 'chaosblade-operator', { version: '1.8.0', ...props });
  const objects = chart.toJson();
  const one = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  return { objects, one };
}

const hardened = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};
const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } };

describe("ChaosBlade's operator", () => {
  test('GIVEN a version THEN there is all that experiments need, and nothing listens for webhooks', () => {
    expect(
      render().objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '-'}/${metadata.name}`),
    ).toEqual([
      'ServiceAccount chaos/chaosblade',
      'ClusterRole -/chaosblade',
      'ClusterRoleBinding -/chaosblade',
      'Role chaos/chaosblade',
      'RoleBinding chaos/chaosblade',
      'Deployment chaos/chaosblade-operator',
      'Service chaos/chaosblade-operator',
      'ServiceAccount chaos/chaosblade-tool',
      'DaemonSet chaos/chaosblade-tool',
    ]);
  });

  test('GIVEN a version THEN the Deployment is hardened', () => {
    expect(render().one('Deployment', 'chaosblade-operator').spec).toEqual({
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { name: 'chaosblade-operator' } },
      template: {
        metadata: {
          labels: {
            name: 'chaosblade-operator',
            'part-of': 'chaosblade',
            version: '1.8.0',
            'sidecar.istio.io/inject': 'false',
          },
          annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' },
        },
        spec: {
          serviceAccountName: 'chaosblade',
          automountServiceAccountToken: true,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 10001,
            runAsGroup: 10001,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          initContainers: [
            {
              name: 'chaosblade-tool',
              image: 'ghcr.io/chaosblade-io/chaosblade-tool:1.8.0',
              command: ['cp', '-R', '/opt/chaosblade', '/home'],
              resources,
              securityContext: hardened,
              volumeMounts: [{ name: 'chaosblade', mountPath: '/home' }],
            },
          ],
          containers: [
            {
              name: 'chaosblade-operator',
              image: 'ghcr.io/chaosblade-io/chaosblade-operator:1.8.0',
              command: ['chaosblade-operator'],
              args: [
                '--chaosblade-image-repository=ghcr.io/chaosblade-io/chaosblade-tool',
                '--chaosblade-version=1.8.0',
                '--chaosblade-image-pull-policy=IfNotPresent',
                '--log-level=info',
                '--daemonset-enable',
                '--remove-blade-interval=72h',
                '--chaosblade-namespace=chaos',
              ],
              env: [
                { name: 'WATCH_NAMESPACE' },
                { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
                { name: 'OPERATOR_NAME', value: 'chaosblade-operator' },
              ],
              ports: [{ name: 'http-metrics', containerPort: 8080 }],
              readinessProbe: { tcpSocket: { port: 8080 } },
              resources,
              securityContext: hardened,
              volumeMounts: [
                { name: 'chaosblade', mountPath: '/opt' },
                { name: 'tmp', mountPath: '/tmp' },
              ],
            },
          ],
          volumes: [
            { name: 'chaosblade', emptyDir: {} },
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    });
  });

  test('GIVEN a version THEN the rights are those it uses', () => {
    const { one } = render();
    expect(one('ClusterRole', 'chaosblade').rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'update', 'patch', 'delete'] },
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      {
        apiGroups: ['chaosblade.io'],
        resources: ['chaosblades'],
        verbs: ['get', 'list', 'watch', 'update', 'patch', 'delete'],
      },
      { apiGroups: ['chaosblade.io'], resources: ['chaosblades/status'], verbs: ['get', 'update', 'patch'] },
    ]);
    expect(one('Role', 'chaosblade').rules).toEqual([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
      {
        apiGroups: [''],
        resources: ['configmaps'],
        verbs: ['get', 'delete'],
        resourceNames: ['chaosblade-operator-lock'],
      },
    ]);
    expect(one('ClusterRoleBinding', 'chaosblade').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'chaosblade', namespace: 'chaos' },
    ]);
  });

  test('GIVEN a version THEN the tool runs on every node, privileged, with reasons and without a token', () => {
    const { metadata, spec } = render().one('DaemonSet', 'chaosblade-tool');
    const pod = spec.template.spec;
    expect(Object.keys(metadata.annotations)).toEqual(
      ['host-network', 'host-path', 'host-pid', 'limits', 'privileged', 'root', 'writable-root-filesystem'].map(
        (name) => `meshwright.dev/relaxed-${name}`,
      ),
    );
    expect(pod).toMatchObject({
      serviceAccountName: 'chaosblade-tool',
      automountServiceAccountToken: false,
      hostNetwork: true,
      hostPID: true,
      tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }],
    });
    expect(pod.containers[0].securityContext).toEqual({ privileged: true, runAsUser: 0 });
    expect(pod.containers[0].volumeMounts).toEqual([
      { name: 'chaosblade-db-volume', mountPath: '/opt/chaosblade/chaosblade.dat' },
      { name: 'hosts', mountPath: '/etc/hosts' },
      { name: 'netns', mountPath: '/var/run/netns' },
      { name: 'sys', mountPath: '/host-sys' },
      { name: 'containerd', mountPath: '/run/containerd' },
      { name: 'containerd-lib', mountPath: '/var/lib/containerd' },
      { name: 'containerd-etc', mountPath: '/etc/containerd' },
    ]);
    expect(pod.volumes[0]).toEqual({
      name: 'chaosblade-db-volume',
      hostPath: { path: '/var/run/chaosblade.dat', type: 'FileOrCreate' },
    });
  });

  test('GIVEN nodes with Docker THEN its files are mounted instead', () => {
    const [container] = render({ runtimes: ['docker'] }).one('DaemonSet', 'chaosblade-tool').spec.template.spec
      .containers;
    const paths = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
    expect(paths.slice(4)).toEqual(['/var/run/docker.sock', '/var/lib/docker', '/etc/docker']);
    expect(container.env).toContainEqual({ name: 'DOCKER_API_VERSION', value: '1.14.0' });
  });

  test('GIVEN a certificate THEN there is a webhook, for namespaces without sidecars that ask for it', () => {
    // GIVEN
    const { one } = render({ webhook: { certificate: { name: 'cert' } }, removeBladeInterval: Duration.hours(1) });
    // THEN
    expect(one('MutatingWebhookConfiguration', 'chaosblade-operator')).toEqual({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'chaosblade-operator' },
      webhooks: [
        {
          name: 'chaosblade-operator.chaos.svc',
          admissionReviewVersions: ['v1beta1'],
          clientConfig: {
            service: { name: 'chaosblade-webhook-server', namespace: 'chaos', path: '/mutating-pods' },
          },
          failurePolicy: 'Ignore',
          namespaceSelector: {
            matchLabels: { 'chaosblade.io/io-faults': 'enabled' },
            matchExpressions: [
              { key: 'istio-injection', operator: 'NotIn', values: ['enabled'] },
              { key: 'istio.io/rev', operator: 'DoesNotExist' },
            ],
          },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] }],
          sideEffects: 'None',
        },
      ],
    });
    expect(one('Service', 'chaosblade-webhook-server').spec).toEqual({
      selector: { name: 'chaosblade-operator' },
      ports: [{ name: 'https-webhook', port: 443, targetPort: 9443 }],
    });
    const pod = one('Deployment', 'chaosblade-operator').spec.template.spec;
    expect(pod.containers[0].args).toEqual(expect.arrayContaining(['--webhook-enable', '--remove-blade-interval=1h']));
    expect(pod.volumes[2]).toEqual({ name: 'cert', secret: { secretName: 'cert' } });
  });

  test.each<readonly [string, () => unknown, string]>([
    [
      'no namespace',
      () => new ChaosBladeOperator(new Chart(new App(), 'c'), 'x', { version: '1.8.0' }),
      'has no namespace',
    ],
    ['no version', () => render({ version: 'latest' }), 'moves with every release'],
    ['a Secret', () => render({ webhook: { certificate: { name: 'A' } } }), 'name of the Secret "A" must be'],
  ])('GIVEN %s that cannot be THEN it is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
