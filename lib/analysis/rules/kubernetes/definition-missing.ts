import { isMap } from '../../../kube/json';
import type { Entity } from '../../../world/entity';
import { kindKey } from '../../../world/kind';
import { CUSTOM_RESOURCE_DEFINITION } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import { at } from '../../../world/workload';
import type { Rule } from '../../rule';

const example = (kind: string) => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
---
apiVersion: example.com/v1
kind: ${kind}
metadata: {name: lever, namespace: shop}
`;

export const definitionMissing: Rule = {
  id: 'K8S_DEFINITION_MISSING',
  severity: 'note',
  kinds: [CUSTOM_RESOURCE_DEFINITION],
  docs: {
    says: 'a custom resource whose definition is not among the manifests, though others of its group are',
    why: 'Unless somebody else brings the definition, the API server does not know the kind: "no matches for kind".',
    fix: 'Add the definition, or write a kind that is defined.',
    symptoms: ['no matches for kind', 'ensure CRDs are installed first'],
    see: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/',
    wrong: example('Gadget'),
    right: example('Widget'),
  },

  check({ given }, report) {
    const groups = new Map<string, Entity>();
    const kinds = new Set<string>();
    for (const definition of [...given.entitiesOf(CUSTOM_RESOURCE_DEFINITION)].sort(inOrder)) {
      const [group, kind] = [['group'], ['names', 'kind']].map((path) => at(definition.object, ['spec', ...path]));
      if (typeof group !== 'string' || typeof kind !== 'string') continue;
      groups.set(group, groups.get(group) ?? definition);
      kinds.add(kindKey({ group, kind }));
    }
    const told = new Set<string>();
    // Of kinds that are known there is a definition somewhere.
    const undefinedKinds = given.entities.filter(
      (entity) =>
        entity.spec === undefined &&
        entity.refused !== true &&
        groups.has(entity.id.group) &&
        !kinds.has(entity.kindKey) &&
        !isLive(entity) &&
        isMap(entity.object.metadata),
    );
    for (const entity of [...undefinedKinds].sort(inOrder)) {
      const definition = groups.get(entity.id.group);
      const key = entity.kindKey;
      if (definition === undefined || told.has(key)) continue;
      told.add(key);
      report(entity, ['kind'], {
        message: `there is no definition of ${entity.id.kind} among the manifests, though there are others of ${entity.id.group}`,
        fix: 'add the definition, unless it comes from elsewhere',
        related: [{ entity: definition, path: ['spec', 'group'], message: 'is of the same group' }],
      });
    }
  },
};

/** By file and name: whatever the order in which they stand. */
function inOrder(a: Entity, b: Entity): number {
  const [x, y] = [a, b].map(({ id, manifest }) => [manifest.file, id.kind, id.namespace, id.name].join('\0'));
  return (x ?? '') < (y ?? '') ? -1 : 1;
}
