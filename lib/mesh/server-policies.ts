import type { AuthorizationPolicySpec, RequestAuthenticationSpec } from '../../imports/security.istio.io';
import type { Labels, Sound } from '../world/entity';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION } from '../world/kinds';
import type { MeshConfig } from './mesh-config';
import { type NamespacedObjects, SelectingObjects } from './namespaced-objects';
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

/** The policies of workloads' proxies. */
export class ServerPolicies {
  private readonly authorization: SelectingObjects<AuthorizationPolicySpec>;
  private readonly authentication: SelectingObjects<RequestAuthenticationSpec>;

  constructor(
    objects: NamespacedObjects,
    private readonly config: MeshConfig,
  ) {
    this.authorization = new SelectingObjects(objects, AUTHORIZATION_POLICY, selectorOf);
    this.authentication = new SelectingObjects(objects, REQUEST_AUTHENTICATION, selectorOf);
  }

  /** @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
  authorizationPolicies({ namespace, labels }: MeshProxy): AuthorizationPolicies {
    const all = this.authorization.inEither(namespace, this.config.rootNamespace, labels);
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
  requestAuthentications({ namespace, labels }: MeshProxy): readonly Sound<RequestAuthenticationSpec>[] {
    return this.authentication.inEither(namespace, this.config.rootNamespace, labels);
  }
}

/** What selects pods says so for all namespaces in the root one, for its own elsewhere; what targets others is not here. */
function selectorOf({
  targetRef,
  targetRefs = [],
  selector,
}: AuthorizationPolicySpec | RequestAuthenticationSpec): Labels | undefined {
  return targetRef !== undefined || targetRefs.length > 0 ? undefined : (selector?.matchLabels ?? {});
}
