import type { AuthorizationPolicySpec } from '../../imports/security.istio.io';
import type { MeshProxy } from '../mesh/proxies';
import type { AuthorizationPolicies } from '../mesh/server-policies';
import type { Place, Sound } from '../world/entity';
import type { Attributes } from './peer';
import { matchesRule, type RuleContext, whyNotRule } from './policy-matching';
import { isUnknown } from './truth';
import { nameOf, type Stop, type Trail, type Walk } from './walk';

/**
 * What the AuthorizationPolicies of a workload say: those that ask somebody else come first, then those that deny, then
 * those that allow; where there are some that allow, what none of them allows is denied.
 *
 * @returns an end, or undefined for what goes on
 */
export function authorize(walk: Walk, proxy: MeshProxy, attributes: Attributes, trail: Trail): Stop | undefined {
  const by = proxy.kind === 'ambient' ? 'ztunnel' : 'envoy';
  return enforce(walk, walk.mesh.authorizationPolicies(proxy), attributes, trail, by);
}

/** What policies say, whoever looks at them. */
export function enforce(
  walk: Walk,
  policies: AuthorizationPolicies,
  attributes: Attributes,
  trail: Trail,
  by: RuleContext['by'],
): Stop | undefined {
  const enforcer = new Enforcer(walk, attributes, trail, by);
  // Nobody is asked by a ztunnel.
  const asked = by === 'ztunnel' ? undefined : enforcer.custom(policies.custom);
  return asked ?? enforcer.deny(policies.deny) ?? enforcer.allow(policies.allow);
}

type Policy = Sound<AuthorizationPolicySpec>;

class Enforcer {
  constructor(
    private readonly walk: Walk,
    private readonly attributes: Attributes,
    private readonly trail: Trail,
    private readonly by: RuleContext['by'],
  ) {}

  custom(policies: readonly Policy[]): Stop | undefined {
    if (policies.length === 0) return undefined;
    const providers = new Set(policies.map(({ spec }) => spec.provider?.name));
    for (const policy of policies) {
      const found = this.firstRule(policy);
      if (found === undefined) continue;
      if (providers.size > 1) {
        const why = `CUSTOM policies of ${policies.map((entity) => nameOf({ entity })).join(', ')} name ${providers.size} providers, of which a workload may have one`;
        return this.refuse(why, found.place);
      }
      const { extensionProviders } = this.walk.mesh.config;
      const name = policy.spec.provider?.name ?? '';
      if (extensionProviders.size > 0 && !extensionProviders.has(name)) {
        return this.refuse(
          `${nameOf({ entity: policy })} asks provider ${name}, which MeshConfig does not have`,
          found.place,
        );
      }
      this.trail.add('server', `${nameOf({ entity: policy })} asks ${name || 'a provider'}`, found.place);
      this.walk.doubt(`${name || 'a provider'} may deny it, asked by ${nameOf({ entity: policy })}`, found.place);
    }
    return undefined;
  }

  deny(policies: readonly Policy[]): Stop | undefined {
    for (const policy of policies) {
      const found = this.firstRule(policy);
      if (found !== undefined) return this.refuse(`${nameOf({ entity: policy })} denies it`, found.place);
    }
    return undefined;
  }

  allow(policies: readonly Policy[]): Stop | undefined {
    if (policies.length === 0) return undefined;
    for (const policy of policies) {
      const found = this.firstRule(policy);
      if (found === undefined) continue;
      this.trail.add('server', `${nameOf({ entity: policy })} allows it`, found.place);
      return undefined;
    }
    for (const policy of policies) this.explainUnmet(policy);
    const names = policies.map((entity) => nameOf({ entity })).join(', ');
    const [first] = policies;
    return this.refuse(
      `${names} allow${policies.length === 1 ? 's' : ''} only others`,
      first && { entity: first, path: ['spec', 'rules'] },
    );
  }

  /** The first rule that matches, or that may match. */
  private firstRule(policy: Policy): { readonly place: Place } | undefined {
    const rules = policy.spec.rules ?? [];
    const context = this.contextOf(policy);
    for (let index = 0; index < rules.length; index++) {
      const truth = matchesRule(rules[index] ?? {}, this.attributes, context);
      if (truth === false) continue;
      const place: Place = { entity: policy, path: ['spec', 'rules', index] };
      if (truth === true) return { place };
      if (isUnknown(truth)) this.walk.doubt(`whether a rule of ${nameOf(place)} matches: ${truth.why}`, place);
    }
    return undefined;
  }

  private contextOf({ id, spec }: Policy): RuleContext {
    const { trustDomain, trustDomainAliases } = this.walk.mesh.config;
    return { trustDomain, trustDomainAliases, namespace: id.namespace, action: spec.action ?? 'ALLOW', by: this.by };
  }

  /** Why the rules of a policy do not allow it. */
  private explainUnmet(policy: Policy): void {
    for (const [index, rule] of (policy.spec.rules ?? []).entries()) {
      const place: Place = { entity: policy, path: ['spec', 'rules', index] };
      const why = whyNotRule(rule, this.attributes, this.contextOf(policy));
      this.trail.add('server', `${nameOf(place)} rules[${index}]: ${why}`, place, 'no match');
    }
  }

  private refuse(why: string, place: Place | undefined): Stop {
    const isHttp = this.attributes.request !== undefined;
    this.trail.add('server', `${why}: ${isHttp ? '403' : 'the connection is closed'}`, place);
    return isHttp
      ? { kind: 'answered', status: 403, flag: 'RBAC', why }
      : { kind: 'failed', flag: 'RBAC', why: `${why}: the connection is closed` };
  }
}
