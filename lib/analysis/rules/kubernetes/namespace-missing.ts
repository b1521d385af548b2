import { remembered } from '../../../kube/remembered';
import { closest, isSlip } from '../../../kube/suggestion';
import type { Severity } from '../../../model/finding';
import { applicationsOf } from '../../../world/applications';
import { type Entity, idKey } from '../../../world/entity';
import { NAMESPACE } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import type { World } from '../../../world/world';
import type { Rule } from '../../rule';

const example = (namespace: string) => `
apiVersion: v1
kind: Namespace
metadata: {name: storefront}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: ${namespace}}
data: {LEVEL: info}
`;

export const namespaceMissing: Rule = {
  id: 'K8S_NAMESPACE_MISSING',
  severity: 'warning',
  kinds: [NAMESPACE],
  docs: {
    says: 'objects in a namespace that has no manifest, though others have',
    why: 'The API server refuses objects of a namespace that does not exist. It is a warning where the name looks like a slip of the pen, an error where the manifests are complete, and a note otherwise.',
    fix: 'Write the namespace that was meant, or add its manifest.',
    symptoms: ['namespaces not found'],
    see: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
    wrong: example('storefrnt'),
    right: example('storefront'),
  },

  check({ given: world }, report) {
    const given = world
      .entitiesOf(NAMESPACE)
      .map(({ id }) => id.name)
      .sort();
    for (const [namespace, entities] of missingIn(world)) {
      const near = closest(namespace, given);
      const isMeant = near !== undefined && isSlip(namespace, near);
      const severity: Severity = world.settings.complete === true ? 'error' : isMeant ? 'warning' : 'note';
      const [first, ...others] = entities.sort(inOrder);
      if (first === undefined) continue;
      const target = near === undefined ? undefined : world.get(NAMESPACE, { namespace: '', name: near });
      report(first, ['metadata', 'namespace'], {
        severity,
        message: `there is no Namespace ${namespace} among the manifests: until somebody makes it, ${others.length === 0 ? 'the object is' : `${entities.length} objects are`} refused`,
        fix: isMeant
          ? `did you mean ${near}?`
          : 'add the Namespace, or say under external in meshwright.yaml that it exists',
        related:
          isMeant && target !== undefined ? [{ entity: target, path: ['metadata', 'name'], message: 'is alike' }] : [],
      });
    }
  },
};

/** The objects that say that they are in a namespace which is not known to exist, by namespace. */
function missingIn(world: World): ReadonlyMap<string, Entity[]> {
  const found = new Map<string, Entity[]>();
  const made = new Set(
    applicationsOf(world)
      .filter(({ syncOptions }) => syncOptions.includes('CreateNamespace=true'))
      .map(({ namespace }) => namespace),
  );
  const known = new Map<string, boolean>();
  for (const entity of world.entities) {
    const { namespace } = entity.id;
    if (namespace === '' || entity.manifest.resource.namespace !== namespace || made.has(namespace)) continue;
    if (remembered(known, namespace, () => exists(world, namespace)) || isLive(entity) || world.isRaw(entity)) continue;
    const each = found.get(namespace);
    if (each === undefined) found.set(namespace, [entity]);
    else each.push(entity);
  }
  return found;
}

function exists(world: World, name: string): boolean {
  return world.exists({ group: '', kind: 'Namespace', namespace: '', name }) === 'yes';
}

/** By file and object: whatever the order in which they stand. */
function inOrder(a: Entity, b: Entity): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

function keyOf({ id, manifest }: Entity): string {
  return `${manifest.file}\0${idKey(id)}`;
}
