import { isMap } from '../../../kube/json';
import { apiVersionOf, versionOf } from '../../../kube/object-reference';
import type { Entity } from '../../../world/entity';
import { CUSTOM_RESOURCE_DEFINITION } from '../../../world/kinds';
import { isLive } from '../../../world/live';
import { at } from '../../../world/workload';
import type { World } from '../../../world/world';
import type { Rule } from '../../rule';

const example = (version: string) => `
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
apiVersion: example.com/${version}
kind: Widget
metadata: {name: lever, namespace: shop}
`;

export const versionNotServed: Rule = {
  id: 'K8S_VERSION_NOT_SERVED',
  severity: 'error',
  kinds: [CUSTOM_RESOURCE_DEFINITION],
  docs: {
    says: 'a custom resource in a version that its definition among the manifests does not serve',
    why: 'The API server does not know it: "no matches for kind".',
    fix: 'Write a version that is served.',
    symptoms: ['no matches for kind', 'ensure CRDs are installed first'],
    see: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/',
    wrong: example('v1beta1'),
    right: example('v1'),
  },

  check({ given: world }, report) {
    for (const [kind, { definition, versions }] of definitionsIn(world)) {
      const [group = '', name = ''] = kind.split('\0');
      if (versions.length === 0) continue;
      for (const entity of world.entitiesOf({ group, kind: name })) {
        const { apiVersion } = entity.manifest.resource;
        if (versions.includes(versionOf(apiVersion)) || isLive(entity)) continue;
        report(entity, ['apiVersion'], {
          message: `${apiVersion} is not served: no matches for kind ${name}`,
          fix: `write ${versions.map((version) => apiVersionOf(group, version)).join(' or ')}`,
          related: [{ entity: definition, path: ['spec', 'versions'], message: 'its definition' }],
        });
      }
    }
  },
};

interface Definition {
  readonly definition: Entity;
  /** Those that any of the definitions of the kind serves. */
  readonly versions: string[];
}

/** Definitions by group and kind. */
function definitionsIn(world: World): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  for (const definition of [...world.entitiesOf(CUSTOM_RESOURCE_DEFINITION)].sort(byFile)) {
    const [group, kind, versions] = [['group'], ['names', 'kind'], ['versions']].map((path) =>
      at(definition.object, ['spec', ...path]),
    );
    if (typeof group !== 'string' || typeof kind !== 'string' || !Array.isArray(versions)) continue;
    const key = `${group}\0${kind}`;
    const known = found.get(key) ?? { definition, versions: [] };
    for (const version of versions) {
      if (!isMap(version) || version.served !== true) continue;
      const served = String(version.name);
      if (!known.versions.includes(served)) known.versions.push(served);
    }
    found.set(key, known);
  }
  return found;
}

function byFile(a: Entity, b: Entity): number {
  const [x, y] = [a.manifest.file, b.manifest.file];
  return x < y ? -1 : x > y ? 1 : 0;
}
