import { describe, expect, test } from '@jest/globals';
import { Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  CustomResourceDefinitions,
  PersistentVolumeClaim,
  Role,
  RoleBinding,
  ServiceAccount,
} from '.';

const render = (build: (chart: Construct) => void, namespace: string | undefined = 'lab') => {
  const chart = new Chart(Testing.app(), 'chart', { namespace });
  build(chart);
  return Testing.synth(chart);
};

const subjects = [{ name: 'prometheus', namespace: 'lab' }] as const;

describe('ClusterRole', () => {
  test('GIVEN rules and accounts THEN a role and its binding, in no namespace', () => {
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }] as const;
    expect(render((chart) => new ClusterRole(chart, 'prometheus', { rules, subjects }))).toEqual([
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'prometheus' },
        rules,
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'prometheus' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'prometheus' },
        subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: 'lab' }],
      },
    ]);
  });

  test('GIVEN a rule that grants everything THEN it is reported', () => {
    const build = (chart: Construct) =>
      new ClusterRole(chart, 'all', { rules: [{ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] }], subjects });
    expect(() => render(build)).toThrow(
      '[chart/all] a rule grants everything by "*": name the groups, resources and verbs it needs',
    );
  });
});

describe('roles and who has them', () => {
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] as const;
  const RBAC = 'rbac.authorization.k8s.io';

  test('GIVEN no subjects THEN nobody is granted the rules yet; several bindings can', () => {
    const objects = render((chart) => {
      const account = new ServiceAccount(chart, 'watcher', { annotations: { 'example.com/role': 'reader' } });
      const role = new ClusterRole(chart, 'reader', { rules, labels: { a: 'b' } });
      new ClusterRoleBinding(chart, 'everybody', { role, subjects: [{ group: 'system:authenticated' }] });
      new RoleBinding(chart, 'here', { role, subjects: [account, { user: 'jane' }] });
      new RoleBinding(chart, 'leases', { role: { kind: 'Role', name: 'lease' }, subjects: [account] });
    });
    const own = { kind: 'ServiceAccount', name: 'watcher', namespace: 'lab' };
    const to = (kind: string, name: string) => ({ apiGroup: RBAC, kind, name });
    expect(objects.map(({ apiVersion: _, ...others }) => others)).toEqual([
      {
        kind: 'ServiceAccount',
        metadata: { name: 'watcher', namespace: 'lab', annotations: { 'example.com/role': 'reader' } },
      },
      { kind: 'ClusterRole', metadata: { name: 'reader', labels: { a: 'b' } }, rules },
      {
        kind: 'ClusterRoleBinding',
        metadata: { name: 'everybody' },
        roleRef: to('ClusterRole', 'reader'),
        subjects: [{ kind: 'Group', apiGroup: RBAC, name: 'system:authenticated' }],
      },
      {
        kind: 'RoleBinding',
        metadata: { name: 'here', namespace: 'lab' },
        roleRef: to('ClusterRole', 'reader'),
        subjects: [own, { kind: 'User', apiGroup: RBAC, name: 'jane' }],
      },
      {
        kind: 'RoleBinding',
        metadata: { name: 'leases', namespace: 'lab' },
        roleRef: to('Role', 'lease'),
        subjects: [own],
      },
    ]);
  });

  test('GIVEN labels of other roles THEN it has what they grant', () => {
    const [role] = render((chart) => new ClusterRole(chart, 'all', { aggregate: [{ 'example.com/to': 'all' }] }));
    expect(role).toMatchObject({
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'example.com/to': 'all' } }] },
      rules: [],
    });
  });

  test('GIVEN an account of a chart without a namespace THEN it is reported', () => {
    const chart = new Chart(Testing.app(), 'chart');
    const account = new ServiceAccount(chart, 'a');
    expect(() => new ClusterRoleBinding(chart, 'b', { role: { name: 'view' }, subjects: [account] })).toThrow(
      '[chart/b] cannot tell the namespace of ServiceAccount "a": give its chart one, or name it by { name, namespace }',
    );
  });
});

describe('Role', () => {
  const rules = [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'update'] }] as const;

  test('GIVEN a chart with a namespace THEN role and binding are in it', () => {
    const objects = render((chart) => new Role(chart, 'lease', { rules, subjects }));
    expect(objects.map(({ kind, metadata }) => [kind, metadata])).toEqual([
      ['Role', { name: 'lease', namespace: 'lab' }],
      ['RoleBinding', { name: 'lease', namespace: 'lab' }],
    ]);
  });

  test('GIVEN a chart without a namespace THEN it is reported', () => {
    const chart = new Chart(Testing.app(), 'chart');
    expect(() => new Role(chart, 'lease', { rules, subjects })).toThrow(
      '[chart/lease] a Role belongs to a namespace: give its chart one, or use ClusterRole',
    );
  });
});

describe('ConfigMap', () => {
  test('GIVEN texts THEN they are its data, and the checksum follows them', () => {
    const chart = new Chart(Testing.app(), 'chart');
    const config = new ConfigMap(chart, 'config', { data: { 'a.yaml': 'a: 1\n', b: '' } });
    const same = new ConfigMap(chart, 'same', { data: { b: '', 'a.yaml': 'a: 1\n' } });
    const other = new ConfigMap(chart, 'other', { data: { b: '', 'a.yaml': 'a: 2\n' } });
    expect(config.checksum).toMatch(/^[0-9a-f]{16}$/);
    expect(same.checksum).toBe(config.checksum);
    expect(other.checksum).not.toBe(config.checksum);
    expect(Testing.synth(chart)[0]).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config' },
      data: { 'a.yaml': 'a: 1\n', b: '' },
    });
  });

  test.each(['a/b', '..', '..data', '', 'é'])('GIVEN the key %j THEN it is reported', (key) => {
    expect(() => render((chart) => new ConfigMap(chart, 'config', { data: { [key]: '' } }))).toThrow(
      `key "${key}" is no name of a file`,
    );
  });

  test('GIVEN more than 1 MiB THEN it is reported; GIVEN exactly that THEN not', () => {
    const build = (size: number) => () =>
      render((chart) => new ConfigMap(chart, 'config', { data: { k: 'x'.repeat(size) } }));
    expect(build(1024 * 1024)).toThrow('1048577 bytes are more than the 1 MiB of a ConfigMap');
    expect(build(1024 * 1024 - 1)).not.toThrow();
  });
});

describe('PersistentVolumeClaim', () => {
  test('GIVEN a size THEN it claims that much for one node', () => {
    expect(render((chart) => new PersistentVolumeClaim(chart, 'data', { size: '10Gi' }))).toEqual([
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', namespace: 'lab' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      },
    ]);
  });
});

describe('CustomResourceDefinitions', () => {
  test('GIVEN what an import wrote THEN a definition for each kind, in no namespace', () => {
    const schema = { type: 'object', properties: { spec: { type: 'object' } } };
    const imported = {
      group: 'example.com',
      kinds: [
        {
          kind: 'Widget',
          plural: 'widgets',
          names: { shortNames: ['w'] },
          scope: 'Namespaced',
          versions: [
            {
              name: 'v1',
              schema: 'Widget.v1',
              served: true,
              storage: true,
              deprecated: false,
              statusSubresource: true,
              printerColumns: [{ name: 'Phase', type: 'string', jsonPath: '.status.phase' }],
            },
          ],
        },
      ],
      schemas: { 'Widget.v1': schema },
    };
    expect(render((chart) => new CustomResourceDefinitions(chart, 'widgets', { imported }))).toEqual([
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'widgets.example.com' },
        spec: {
          group: 'example.com',
          names: { kind: 'Widget', plural: 'widgets', shortNames: ['w'] },
          scope: 'Namespaced',
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: schema },
              subresources: { status: {} },
              additionalPrinterColumns: [{ name: 'Phase', type: 'string', jsonPath: '.status.phase' }],
            },
          ],
        },
      },
    ]);
  });
});
