import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readManifests } from '../model/read-manifests';
import { describeId, type Labels, qualifiedName } from './entity';
import { CONFIG_MAP, DEPLOYMENT, SERVICE, VIRTUAL_SERVICE } from './kinds';
import type { WorldSettings } from './settings';
import { type JudgedManifest, World } from './world';

const CLUSTER_KINDS = ['Namespace', 'Node', 'ClusterRole'];

/** Manifests by file, all of them sound but those that say `refused: true`. */
function judged(files: Readonly<Record<string, string>>): JudgedManifest[] {
  return Object.entries(files).flatMap(([file, text]) =>
    readManifests(file, text).manifests.map((manifest) => ({
      manifest,
      sound: manifest.object.refused !== true,
      scope: CLUSTER_KINDS.includes(manifest.resource.kind) ? ('Cluster' as const) : ('Namespaced' as const),
    })),
  );
}

function worldOf(files: string | Readonly<Record<string, string>>, settings?: WorldSettings): World {
  return World.of(judged(typeof files === 'string' ? { 'a.yaml': files } : files), settings);
}

const deployment = (name: string, labels: string, more = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: web}\n` +
  `spec: {template: {metadata: {labels: ${labels}}, spec: {containers: [{name: c}]${more}}}}\n---\n`;

describe('objects', () => {
  test('GIVEN an object without a namespace THEN it is in the default one, unless its kind belongs to none', () => {
    const text =
      'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Node\nmetadata: {name: node, namespace: x}\n';
    expect(worldOf(text).entities.map(({ id }) => describeId(id))).toEqual(['Node node', 'Service default/a']);
    expect(worldOf(text, { defaultNamespace: 'web' }).entities.map(({ id }) => qualifiedName(id))).toEqual([
      'node',
      'web/a',
    ]);
  });

  test('GIVEN kinds of which no schema is known THEN those of well-known operators are in namespaces all the same', () => {
    const judgedAs = (apiVersion: string, kind: string) =>
      readManifests('a.yaml', `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`).manifests.map(
        (manifest) => ({ manifest, sound: false, scope: undefined }),
      );
    const world = World.of([
      ...judgedAs('argoproj.io/v1alpha1', 'Rollout'),
      ...judgedAs('cert-manager.io/v1', 'ClusterIssuer'),
      ...judgedAs('example.com/v1', 'Anything'),
    ]);
    expect(world.entities.map(({ id }) => describeId(id))).toEqual([
      ...['Anything x', 'ClusterIssuer x', 'Rollout default/x'],
    ]);
  });

  test('GIVEN null for an item of a list THEN nobody reads the object', () => {
    const world = worldOf('apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [null]}\n');
    expect(world.all(SERVICE)).toEqual([]);
    expect(world.entities.map(({ refused }) => refused)).toEqual([true]);
  });

  test('GIVEN an object in several files THEN it is one, with what is nearest to the root in front', () => {
    // GIVEN
    const route = (host: string) =>
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r, namespace: web}\nspec: {hosts: [${host}]}\n`;
    const world = worldOf({
      'dist/scenarios/x.yaml': route('x'),
      'dist/a.yaml': route('a').replace('/v1', '/v1beta1'),
      'dist/b.yaml': route('b'),
    });

    // THEN
    const id = { namespace: 'web', name: 'r' };
    expect(world.get(VIRTUAL_SERVICE, id)?.spec).toEqual({ hosts: ['a'] });
    expect(world.current(VIRTUAL_SERVICE).map(({ spec }) => spec)).toEqual([{ hosts: ['a'] }]);
    expect(world.all(VIRTUAL_SERVICE).map(({ spec }) => spec.hosts?.[0])).toEqual(['a', 'b', 'x']);
  });

  test('GIVEN an object that its schema refuses THEN it exists, and nobody reads it', () => {
    const world = worldOf(
      'refused: true\napiVersion: v1\nkind: Service\nmetadata: {name: a, labels: {x: one, z: 1}}\nspec: {}\n',
    );
    expect(world.all(SERVICE)).toEqual([]);
    const found = world.get(SERVICE, { namespace: 'default', name: 'a' });
    expect([found?.spec, found?.labels]).toEqual([undefined, { x: 'one' }]);
  });

  test('GIVEN a kind without spec THEN the object is what is read, without nulls', () => {
    const world = worldOf(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: null}\ndata: {k: v, none: null}\n',
    );
    expect(world.all(CONFIG_MAP)[0]?.spec.data).toEqual({ k: 'v' });
  });
});

describe('existence', () => {
  const text = 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: web}\n';
  const service = (namespace: string, name: string) => ({ group: '', kind: 'Service', namespace, name });

  test.each([
    ['there is a manifest', 'web', 'a', {}, 'yes'],
    ['there is none in a namespace that is given', 'web', 'b', {}, 'no'],
    ['there is none of the namespace at all', 'shop', 'b', {}, 'unknown'],
    ['there is none of the namespace, and the manifests are complete', 'shop', 'b', { complete: true }, 'no'],
    ['it is said to exist', 'web', 'b', { external: { Service: ['web/b'] } }, 'yes'],
    ['all of the kind are said to exist', 'web', 'b', { external: { service: ['*'] } }, 'yes'],
    ['the namespace has more than is given', 'web', 'b', { external: { Namespace: ['web'] } }, 'unknown'],
  ])('GIVEN %s', (_name, namespace, name, settings, expected) => {
    expect(worldOf(text, settings).exists(service(namespace, name))).toBe(expected);
  });

  test('GIVEN a kind that belongs to no namespace THEN it is known when others of the kind are given', () => {
    const node = (name: string) => ({ group: '', kind: 'Node', namespace: '', name });
    expect(worldOf(text).exists(node('n'))).toBe('unknown');
    expect(worldOf('apiVersion: v1\nkind: Node\nmetadata: {name: m}\n').exists(node('n'))).toBe('no');
  });
});

describe('workloads', () => {
  test('GIVEN every kind that has pods THEN they are found by the labels of their pods', () => {
    // GIVEN
    const template = 'template: {metadata: {labels: {app: a}}, spec: {serviceAccountName: sa, containers: []}}';
    const kinds = [
      'apps/v1 Deployment',
      'apps/v1 StatefulSet',
      'apps/v1 DaemonSet',
      'apps/v1 ReplicaSet',
      'batch/v1 Job',
    ];
    const text = [
      ...[...kinds, 'v1 ReplicationController', 'argoproj.io/v1alpha1 Rollout'].map((each) => {
        const [apiVersion, kind] = each.split(' ');
        return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: w}\nspec: {${template}}\n`;
      }),
      `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: w}\nspec: {jobTemplate: {spec: {${template}}}}\n`,
      'apiVersion: v1\nkind: Pod\nmetadata: {name: w, labels: {app: a}}\nspec: {serviceAccountName: sa}\n',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: other, labels: {app: b}}\nspec: {}\n',
    ].join('---\n');

    // WHEN
    const found = worldOf(text).selected('default', { app: 'a' });

    // THEN
    expect(
      found.map(({ entity, replicas, serviceAccount }) => `${entity.id.kind} ${replicas} ${serviceAccount}`).sort(),
    ).toEqual([
      ...['CronJob 1 sa', 'DaemonSet undefined sa', 'Deployment 1 sa', 'Job 1 sa', 'Pod 1 sa', 'ReplicaSet 1 sa'],
      ...['ReplicationController 1 sa', 'Rollout 1 sa', 'StatefulSet 1 sa'],
    ]);
  });

  test('GIVEN a dump of a cluster THEN pods are counted with what owns them', () => {
    const owned = (kind: string, name: string, owner: string) =>
      `apiVersion: ${kind === 'Pod' ? 'v1' : 'apps/v1'}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: web, labels: {app: a}, ` +
      `ownerReferences: [{apiVersion: apps/v1, controller: true, ${owner}}]}\nspec: {template: {metadata: {labels: {app: a}}}}\n---\n`;
    const world = worldOf(
      deployment('a', '{app: a}') +
        owned('ReplicaSet', 'a-1', 'kind: Deployment, name: a') +
        owned('Pod', 'a-1-x', 'kind: ReplicaSet, name: a-1') +
        owned('Pod', 'b', 'kind: ReplicaSet, name: gone'),
    );
    expect(world.selected('web', { app: 'a' }).map(({ name }) => name)).toEqual(['b', 'a']);
  });

  test('GIVEN a selector THEN only pods with all its labels are selected, in its namespace only', () => {
    const world = worldOf(deployment('a', '{app: a, version: v1}') + deployment('b', '{app: a, version: v2}'));
    const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);
    expect(names(world.selected('web', { app: 'a' }))).toEqual(['a', 'b']);
    expect(names(world.selected('web', { app: 'a', version: 'v2' }))).toEqual(['b']);
    expect(names(world.selected('web', {}))).toEqual(['a', 'b']);
    expect(names(world.selected('shop', { app: 'a' }))).toEqual([]);
    const matchExpressions = [{ key: 'version', operator: 'NotIn', values: ['v1'] }];
    expect(names(world.selectedBy('web', { matchLabels: { app: 'a' }, matchExpressions }))).toEqual(['b']);
  });
});

describe('labels that controllers give', () => {
  const set =
    'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: web}\n' +
    'spec: {replicas: 2, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c}]}}}\n---\n';
  const job =
    'apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, namespace: web}\nspec: {template: {metadata: {labels: {a: b}}}}\n---\n';
  const names = (labels: Labels) =>
    worldOf(set + job + deployment('d', '{app: d}'))
      .selected('web', labels)
      .map(({ name }) => name);

  test.each<[Labels, readonly string[]]>([
    [{ 'statefulset.kubernetes.io/pod-name': 'db-1' }, ['db']],
    [{ app: 'db', 'statefulset.kubernetes.io/pod-name': 'db-0' }, ['db']],
    [{ 'statefulset.kubernetes.io/pod-name': 'db-2' }, []],
    [{ 'statefulset.kubernetes.io/pod-name': 'd-0' }, []],
    [{ 'job-name': 'j' }, ['j']],
    [{ 'job-name': 'k' }, []],
    [{ 'pod-template-hash': 'x' }, ['d']],
    [{ 'pod-template-hash': 'x', app: 'db' }, []],
    [{ other: 'x' }, []],
  ])('GIVEN %j THEN they select %j', (labels, expected) => {
    expect(names(labels)).toEqual(expected);
  });

  test('GIVEN expressions THEN they may be met', () => {
    const world = worldOf(set + deployment('d', '{app: d}'));
    const selected = (key: string, operator: string) =>
      world.selectedBy('web', { matchExpressions: [{ key, operator }] }).map(({ name }) => name);
    expect(selected('controller-revision-hash', 'Exists')).toEqual(['db']);
    expect(selected('other', 'DoesNotExist')).toEqual(['d', 'db']);
  });
});

describe('overlays', () => {
  test('GIVEN objects on top THEN they replace and add, and the world below stays as it was', () => {
    // GIVEN
    const below = worldOf({ 'a.yaml': deployment('a', '{app: a}'), 'x/a.yaml': deployment('a', '{app: x}') });

    // WHEN
    const above = below.with(judged({ 'b.yaml': deployment('a', '{app: b}') + deployment('c', '{app: c}') }));

    // THEN
    const seen = (world: World) => world.all(DEPLOYMENT).map(({ id, manifest }) => `${id.name} ${manifest.file}`);
    expect(seen(below)).toEqual(['a a.yaml', 'a x/a.yaml']);
    expect(seen(above)).toEqual(['a b.yaml', 'c b.yaml']);
    expect(above.selected('web', { app: 'b' }).map(({ name }) => name)).toEqual(['a']);
    expect(seen(above.without([{ group: 'apps', kind: 'Deployment', namespace: 'web', name: 'a' }]))).toEqual([
      'c b.yaml',
    ]);
  });

  test('GIVEN any objects THEN the world with some on top is as if it was made of all that stay', () => {
    const object = fc.record({
      file: fc.constantFrom('a.yaml', 'x/a.yaml', 'b.yaml'),
      kind: fc.constantFrom('Service', 'ConfigMap', 'Namespace'),
      namespace: fc.constantFrom('web', 'shop'),
      name: fc.constantFrom('a', 'b', 'c'),
    });
    const textOf = (objects: readonly { kind: string; namespace: string; name: string }[]) =>
      objects
        .map(({ kind, ...metadata }) => `---\napiVersion: v1\nkind: ${kind}\nmetadata: ${JSON.stringify(metadata)}\n`)
        .join('');
    const seen = (world: World) => [
      world.entities.map(({ key, manifest }) => `${manifest.file} ${key}`),
      world.entities.filter((entity) => world.isCurrent(entity)).map(({ manifest, key }) => `${manifest.file} ${key}`),
      world.namespaceNames,
      world.all(SERVICE).map(({ key }) => key),
      world.current(SERVICE).map(({ manifest, key }) => `${manifest.file} ${key}`),
    ];
    fc.assert(
      fc.property(fc.array(object, { maxLength: 6 }), fc.array(object, { maxLength: 4 }), (below, above) => {
        const judgedOf = (objects: typeof below) => objects.flatMap((each) => judged({ [each.file]: textOf([each]) }));
        const ids = new Set(World.of(judgedOf(above)).entities.map(({ key }) => key));
        const staying = judgedOf(below).filter((each) => !ids.has(World.of([each]).entities[0]?.key ?? ''));
        const together = World.of([...staying, ...judgedOf(above)]);
        expect(seen(World.of(judgedOf(below)).with(judgedOf(above)))).toEqual(seen(together));
      }),
    );
  });
});

test('GIVEN an object without a spec that its kind is nothing without THEN nobody reads it, and it exists', () => {
  const world = worldOf(
    'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: d, namespace: shop}\n',
  );
  const kind = { group: 'networking.istio.io', kind: 'DestinationRule' };
  expect(world.all(kind)).toEqual([]);
  expect(world.exists({ ...kind, namespace: 'shop', name: 'd' })).toBe('yes');
});
