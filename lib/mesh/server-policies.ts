import type { AuthorizationPolicySpec, RequestAuthenticationSpec } from '../../imports/security.istio.io';
import { hasLabels } from '../kube/label-selector';
import type { Sound } from '../world/entity';
import type { Kind } from '../world/kind';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION } from '../world/kinds';
import type { MeshConfig } from './mesh-config';
import type { NamespacedObjects } from './namespaced-objects';
import type { MeshProxy } from './proxies';

/** The AuthorizationPolicies of a workload, by what they do; those of each are in the order of their creation. */
export interface AuthorizationPolicies {
  readonly custom: readonly Sound<AuthorizationPolicySpec>[];
  readonly deny: readonly Sound<AuthorizationPolicySpec>[];
  readonly allow: readonly Sound<AuthorizationPolicySpec>[];
  readonly audit: readonly Sound<AuthorizationPolicySpec>[];
  /** Those that are only tried: `istio.io/dry-run`. */
  readonly dryRun: readonly Sound<AuthorizationPolicySpec>[];
}

const DRY_RUN = 'istio.io/dry-run';

/** @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export function authorizationPolicies(
  objects: NamespacedObjects,
  config: MeshConfig,
  proxy: MeshProxy,
): AuthorizationPolicies {
  const all = applying(AUTHORIZATION_POLICY, objects, config, proxy);
  const enforced = all.filter(({ annotations }) => annotations[DRY_RUN] !== 'true');
  const doing = (action: string) => enforced.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
  return {
    custom: doing('CUSTOM'),
    deny: doing('DENY'),
    allow: doing('ALLOW'),
    audit: doing('AUDIT'),
    dryRun: all.filter(({ annotations }) => annotations[DRY_RUN] === 'true'),
  };
}

/** The RequestAuthentications of a workload: all of their rules count together. */
export function requestAuthentications(
  objects: NamespacedObjects,
  config: MeshConfig,
  proxy: MeshProxy,
): readonly Sound<RequestAuthenticationSpec>[] {
  return applying(REQUEST_AUTHENTICATION, objects, config, proxy);
}

/** What selects pods says so for all namespaces in the root one, for its own elsewhere; what targets others is not here. */
function applying<S extends AuthorizationPolicySpec | RequestAuthenticationSpec>(
  kind: Kind<S>,
  objects: NamespacedObjects,
  { rootNamespace }: MeshConfig,
  { namespace, labels }: MeshProxy,
): readonly Sound<S>[] {
  return objects.inEither(kind, namespace, rootNamespace).filter(({ spec }) => {
    if (spec.targetRef !== undefined || (spec.targetRefs ?? []).length > 0) return false;
    return hasLabels(labels, spec.selector?.matchLabels);
  });
}
