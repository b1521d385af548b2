import type { Source } from '../../../../../imports/security.istio.io';
import { closest, isSlip } from '../../../../kube/suggestion';
import type { Mesh } from '../../../../mesh/mesh';
import { AUTHORIZATION_POLICY, NAMESPACE } from '../../../../world/kinds';
import type { Report } from '../../../rule';

/** Namespaces of sources in AuthorizationPolicies that do not exist. */
export function reportNamespaces(mesh: Mesh, report: Report): void {
  const { given, world } = mesh;
  const names = world.namespaceNames;
  for (const entity of given.all(AUTHORIZATION_POLICY)) {
    const isAllow = (entity.spec.action ?? 'ALLOW') === 'ALLOW';
    for (const [index, { from = [] }] of (entity.spec.rules ?? []).entries()) {
      for (const [at, { source }] of from.entries()) {
        for (const [field, position, name] of namespacesOf(source)) {
          if (names.some((known) => matches(known, name)) || world.exists(idOf(name)) === 'yes') continue;
          const near = closest(name, names);
          const isKnown = given.settings.complete === true;
          const isMeant = near !== undefined && isSlip(name, near);
          const consequence =
            field === 'namespaces' ? (isAllow ? 'nobody is let in by it' : 'nobody meets it') : 'it leaves nobody out';
          report(entity, ['spec', 'rules', index, 'from', at, 'source', field, position], {
            ...(isKnown ? {} : { severity: isMeant ? 'warning' : 'note' }),
            message: isKnown
              ? `no namespace is ${name}: ${consequence}`
              : `no namespace that is among the files is ${name}: unless there is one, ${consequence}`,
            fix: near === undefined ? 'write the name of a namespace' : `did you mean ${near}?`,
          });
        }
      }
    }
  }
}

function* namespacesOf(
  source: Source | undefined,
): Generator<readonly ['namespaces' | 'notNamespaces', number, string]> {
  for (const field of ['namespaces', 'notNamespaces'] as const) {
    for (const [index, name] of (source?.[field] ?? []).entries()) yield [field, index, name];
  }
}

/** As istiod compares: an asterisk anywhere stands for any characters. */
function matches(namespace: string, written: string): boolean {
  if (!written.includes('*')) return namespace === written;
  const parts = written.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(namespace);
}

function idOf(name: string) {
  return { group: NAMESPACE.group, kind: NAMESPACE.kind, namespace: '', name };
}
