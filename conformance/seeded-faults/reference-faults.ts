import { isMap, type JsonMap } from '../../lib/kube/json';
import {
  at,
  beside,
  changed,
  containersOf,
  items,
  metadataOf,
  misspelt,
  nameOf,
  ofKind,
  put,
  removed,
  type Way,
} from './edit';
import type { Change, FaultKind, LabObject } from './fault';

const WORKLOADS = ['Deployment', 'DaemonSet', 'StatefulSet'];

/** Names of objects in the pods of workloads, by a field of their volumes or containers. */
function* named(
  lab: readonly LabObject[],
  field: string,
  name: string,
): Generator<{ of: LabObject; way: Way; text: string }> {
  for (const of of ofKind(lab, ...WORKLOADS)) {
    const volumes = items(of.object, ['spec', 'template', 'spec', 'volumes']);
    const variables = containersOf(of).flatMap(({ way }) => [
      ...items(of.object, [...way, 'env']).map((each) => ({ ...each, way: [...each.way, 'valueFrom'] })),
      ...items(of.object, [...way, 'envFrom']),
    ]);
    for (const { way } of [...volumes, ...variables]) {
      const text = at(of.object, [...way, field, name]);
      if (typeof text === 'string') yield { of, way: [...way, field, name], text };
    }
  }
}

function* misspeltNames(lab: readonly LabObject[], fields: readonly (readonly [string, string])[]): Generator<Change> {
  for (const [field, name] of fields) {
    for (const { of, way, text } of named(lab, field, name)) yield changed(of, way, misspelt(text));
  }
}

/** Whether an object is named by the text of a workload around it. */
function isNamed(lab: readonly LabObject[], object: LabObject): boolean {
  const { name, namespace } = metadataOf(object.object);
  return ofKind(beside(lab, object), ...WORKLOADS).some(
    (workload) =>
      metadataOf(workload.object).namespace === namespace && JSON.stringify(workload.object).includes(`"${name}"`),
  );
}

function removedWhereNamed(kind: string): FaultKind['changes'] {
  return function* (lab) {
    for (const object of ofKind(lab, kind)) if (isNamed(lab, object)) yield removed(object);
  };
}

/** Names of objects in others. */
export const REFERENCE_FAULTS: readonly FaultKind[] = [
  {
    name: 'a ConfigMap is misspelt',
    rules: ['K8S_CONFIG_MAP_MISSING'],
    changes: (lab) =>
      misspeltNames(lab, [
        ['configMap', 'name'],
        ['configMapKeyRef', 'name'],
        ['configMapRef', 'name'],
      ]),
  },
  { name: 'a ConfigMap is gone', rules: ['K8S_CONFIG_MAP_MISSING'], changes: removedWhereNamed('ConfigMap') },
  {
    name: 'a Secret is misspelt',
    rules: ['K8S_SECRET_MISSING'],
    changes: (lab) =>
      misspeltNames(lab, [
        ['secret', 'secretName'],
        ['secretKeyRef', 'name'],
        ['secretRef', 'name'],
      ]),
  },
  {
    name: 'a key of a ConfigMap has another name',
    rules: ['K8S_KEY_MISSING'],
    *changes(lab) {
      for (const { of, way, text } of named(lab, 'configMap', 'name')) {
        const holder = at(of.object, way.slice(0, -1));
        if (isMap(holder) && !Array.isArray(holder.items) && text !== '')
          yield changed(of, [...way.slice(0, -1), 'items'], [{ key: 'no-such-key', path: 'a' }]);
      }
    },
  },
  {
    name: 'a claim of a volume is gone',
    rules: ['K8S_STORAGE_MISSING'],
    changes: removedWhereNamed('PersistentVolumeClaim'),
  },
  {
    name: 'a ServiceAccount is gone',
    rules: ['K8S_SERVICE_ACCOUNT_MISSING'],
    changes: removedWhereNamed('ServiceAccount'),
  },
  {
    name: 'a ServiceAccount is misspelt',
    rules: ['K8S_SERVICE_ACCOUNT_MISSING'],
    *changes(lab) {
      for (const of of ofKind(lab, ...WORKLOADS)) {
        const way = ['spec', 'template', 'spec', 'serviceAccountName'];
        const account = at(of.object, way);
        if (typeof account === 'string') yield changed(of, way, misspelt(account));
      }
    },
  },
  {
    name: 'a binding is for a role that does not exist',
    rules: ['K8S_ROLE_MISSING'],
    *changes(lab) {
      for (const of of ofKind(lab, 'RoleBinding', 'ClusterRoleBinding'))
        yield changed(of, ['roleRef', 'name'], misspelt(String(at(of.object, ['roleRef', 'name']))));
    },
  },
  {
    name: 'a binding is for an account of another namespace',
    rules: ['K8S_SUBJECT_MISSING'],
    *changes(lab) {
      for (const of of ofKind(lab, 'RoleBinding', 'ClusterRoleBinding')) {
        for (const { item, way } of items(of.object, ['subjects'])) {
          if (item.kind === 'ServiceAccount') yield changed(of, [...way, 'namespace'], 'weather');
        }
      }
    },
  },
  {
    name: 'a workload is put into another namespace',
    rules: [
      'K8S_SERVICE_WITHOUT_PODS',
      'K8S_SERVICE_ACCOUNT_MISSING',
      'K8S_CONFIG_MAP_MISSING',
      'FLAGGER_TARGET_MISSING',
    ],
    *changes(lab) {
      for (const of of ofKind(lab, 'Deployment')) {
        const { namespace } = metadataOf(of.object);
        yield changed(of, ['metadata', 'namespace'], namespace === 'test' ? 'weather' : 'test');
      }
    },
  },
  {
    name: 'a namespace is gone',
    rules: ['K8S_NAMESPACE_MISSING'],
    *changes(lab) {
      for (const of of ofKind(lab, 'Namespace')) {
        const { name } = metadataOf(of.object);
        const has = (object: JsonMap) => metadataOf(object).namespace === name;
        // They come with the cluster, and with Istio.
        if (name === 'default' || name === 'istio-system') continue;
        if (lab.some(({ object, scenario }) => scenario === undefined && has(object))) yield removed(of);
      }
    },
  },
  {
    name: 'an object stands twice, and not alike',
    rules: ['K8S_DUPLICATE_OBJECT'],
    *changes(lab) {
      for (const of of ofKind(lab, 'Deployment')) {
        if (of.scenario !== undefined) continue;
        const other = put(of.object, ['spec', 'replicas'], 7);
        yield { of, to: [of.object, other], says: `${nameOf(of.object)} stands twice` };
      }
    },
  },
];
