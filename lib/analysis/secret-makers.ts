import { kindKey } from '../world/kind';
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from '../world/kinds';
import type { BindingFields, RoleFields } from '../world/native-specs';
import type { World } from '../world/world';

/** Roles of every cluster that let their subjects make Secrets. */
const BUILT_IN: ReadonlySet<string> = new Set(['cluster-admin', 'admin', 'edit']);
const EVERYWHERE = '*';

const known = new WeakMap<World, ReadonlySet<string>>();

/**
 * Whether some program may make Secrets in a namespace, as its ServiceAccount is allowed to: a job that makes
 * certificates, an operator.
 */
export function mayHaveSecretsMade(world: World, namespace: string): boolean {
  let found = known.get(world);
  if (found === undefined) {
    found = namespacesOf(world);
    known.set(world, found);
  }
  return found.has(namespace) || found.has(EVERYWHERE);
}

function namespacesOf(world: World): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { id, spec } of [...world.all(ROLE_BINDING), ...world.all(CLUSTER_ROLE_BINDING)]) {
    if (!spec.subjects?.some(({ kind }) => kind === 'ServiceAccount') || !makesSecrets(world, id.namespace, spec))
      continue;
    found.add(kindKey(id) === kindKey(CLUSTER_ROLE_BINDING) ? EVERYWHERE : id.namespace);
  }
  return found;
}

function makesSecrets(world: World, namespace: string, { roleRef: { kind, name } }: BindingFields): boolean {
  if (kind === CLUSTER_ROLE.kind && BUILT_IN.has(name)) return true;
  const role =
    kind === CLUSTER_ROLE.kind
      ? world.get(CLUSTER_ROLE, { namespace: '', name })
      : world.get(ROLE, { namespace, name });
  return role?.spec?.rules?.some(allows) ?? false;
}

function allows({ apiGroups = [], resources = [], verbs = [] }: NonNullable<RoleFields['rules']>[number]): boolean {
  const has = (list: readonly string[], value: string) => list.includes(value) || list.includes('*');
  return has(apiGroups, '') && has(resources, 'secrets') && has(verbs, 'create');
}
