import type { AuthorizationPolicySpec, RequestAuthenticationSpec } from '../../imports/security.istio.io';
import type { Labels, Sound } from '../world/entity';
import type { Kind } from '../world/kind';
import { AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION } from '../world/kinds';
import { byCreation } from './creation-order';
import type { MeshConfig } from './mesh-config';
import { type NamespacedObjects, SelectingObjects } from './namespaced-objects';
import { GATEWAY_NAME, isTargeting, targetsGatewayOf } from './policy-targets';
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
    private readonly objects: NamespacedObjects,
    private readonly config: MeshConfig,
  ) {
    this.authorization = new SelectingObjects(objects, AUTHORIZATION_POLICY, selectorOf);
    this.authentication = new SelectingObjects(objects, REQUEST_AUTHENTICATION, selectorOf);
  }

  /** @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
  authorizationPolicies(proxy: MeshProxy): AuthorizationPolicies {
    return byAction(this.ofProxy(proxy, AUTHORIZATION_POLICY, this.authorization));
  }

  /** The RequestAuthentications of a workload: all of their rules count together. */
  requestAuthentications(proxy: MeshProxy): readonly Sound<RequestAuthenticationSpec>[] {
    return this.ofProxy(proxy, REQUEST_AUTHENTICATION, this.authentication);
  }

  /** Those that select a proxy's pods, and those that name the Gateway of the Gateway API whose pods they are. */
  private ofProxy<S extends AnyPolicy>(
    { namespace, labels }: MeshProxy,
    kind: Kind<S>,
    selecting: SelectingObjects<S>,
  ): readonly Sound<S>[] {
    const selected = selecting.inEither(namespace, this.config.rootNamespace, labels);
    if (labels[GATEWAY_NAME] === undefined) return selected;
    const named = this.objects.in(kind, namespace).filter(({ spec }) => targetsGatewayOf(spec, labels));
    return named.length === 0 ? selected : [...selected, ...named].sort(byCreation);
  }
}

/** Policies by what they do, in their order. */
export function byAction(all: readonly Sound<AuthorizationPolicySpec>[]): AuthorizationPolicies {
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

type AnyPolicy = AuthorizationPolicySpec | RequestAuthenticationSpec;

/** What selects pods says so for all namespaces in the root one, for its own elsewhere; what names others does not. */
function selectorOf(spec: AnyPolicy): Labels | undefined {
  return isTargeting(spec) ? undefined : (spec.selector?.matchLabels ?? {});
}
