import { equalJson, isMap } from '../../../kube/json';
import { describeId, type Entity, idKey } from '../../../world/entity';
import { isLive } from '../../../world/live';
import type { Rule } from '../../rule';

const example = (name: string) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {LEVEL: info}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, namespace: shop}
data: {COLOUR: blue}
`;

export const duplicateObject: Rule = {
  id: 'K8S_DUPLICATE_OBJECT',
  severity: 'error',
  kinds: [],
  docs: {
    says: 'an object that stands twice in one file',
    why: '`kubectl apply` applies both, one after the other: what the first says is lost. Kustomize and Helm refuse the second. The same object in several files is taken for alternatives, such as scenarios.',
    fix: 'Give one of them another name or namespace, or put them together.',
    symptoms: ['may not add resource with an already registered id', 'already exists'],
    see: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
    wrong: example('settings'),
    right: example('colours'),
  },

  check({ given: world }, report) {
    const firsts = new Map<string, Entity>();
    for (const entity of world.severalTimes) {
      const { id, manifest } = entity;
      const { resource, file } = manifest;
      if (!hasName(entity) || isLive(entity)) continue;
      // Without a namespace it may go anywhere.
      const key = `${file}\0${idKey(id)}\0${resource.namespace ?? ''}`;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, entity);
      else {
        const isSame = equalJson(first.object, entity.object);
        report(entity, ['metadata', 'name'], {
          severity: isSame ? 'warning' : 'error',
          message: isSame
            ? `${describeId(id)} stands twice in this file, the same each time`
            : `${describeId(id)} stands twice in this file: what the first says is lost`,
          fix: isSame ? 'take one away' : 'give it another name, or put them together',
          related: [{ entity: first, path: ['metadata', 'name'], message: 'the first' }],
        });
      }
    }
  },
};

/** Names that are generated are never the same. */
function hasName({ object: { metadata } }: Entity): boolean {
  return isMap(metadata) && typeof metadata.name === 'string' && metadata.name !== '';
}
