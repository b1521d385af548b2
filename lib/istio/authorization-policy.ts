import { Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/security.istio.io';
import { type AuthorizationRule, authorizationRuleToWire } from './authorization-rule';
import type { NonEmpty } from './non-empty';
import { type ObjectProps, objectMetadata } from './object-props';
import { type PolicyScope, scopeToWire, selectedLabels } from './workload-selector';

type Rules = NonEmpty<AuthorizationRule>;

/**
 * What a policy does. Of all that are for a pod, CUSTOM ones are asked first, then DENY, then ALLOW; as soon as there is
 * one of ALLOW, what none allows is denied.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy-Action
 */
export class AuthorizationAction {
  /** Allows what a rule is for, and by that denies everything else. */
  static allow(rules: Rules): AuthorizationAction {
    return new AuthorizationAction('ALLOW', rules);
  }

  /** Allows nothing, so that only what other policies allow gets through: the start of a list of what is allowed. */
  static allowNothing(): AuthorizationAction {
    return new AuthorizationAction('ALLOW', []);
  }

  /** Allows everything that no other policy denies. */
  static allowEverything(): AuthorizationAction {
    return new AuthorizationAction('ALLOW', 'every request');
  }

  /** Denies what a rule is for. Without rules it would do nothing, so there must be one. */
  static deny(rules: Rules): AuthorizationAction {
    return new AuthorizationAction('DENY', rules);
  }

  /** Denies everything, whatever other policies allow. */
  static denyEverything(): AuthorizationAction {
    return new AuthorizationAction('DENY', 'every request');
  }

  /** Notes what a rule is for in the audit log, if an extension provides one. */
  static audit(rules: Rules): AuthorizationAction {
    return new AuthorizationAction('AUDIT', rules);
  }

  /** Asks an authorizer about what a rule is for, one that the mesh's configuration names as an extension provider. */
  static custom(provider: { readonly name: string }, rules: Rules): AuthorizationAction {
    return new AuthorizationAction('CUSTOM', rules, provider.name);
  }

  /** As `allow`, by rules that are asked for when the manifest is written, when all constructs are there. @internal */
  static _allowWhenWritten(rules: () => Rules): AuthorizationAction {
    return new AuthorizationAction('ALLOW', rules);
  }

  private constructor(
    private readonly action: NonNullable<wire.AuthorizationPolicySpec['action']>,
    private readonly rules: readonly AuthorizationRule[] | (() => Rules) | 'every request',
    private readonly provider?: string,
  ) {}

  /** What it does, in Istio's word. @internal */
  get _name(): string {
    return this.action;
  }

  /** What it is for, as far as that is not every request. @internal */
  get _rules(): readonly AuthorizationRule[] {
    if (this.rules === 'every request') return [];
    return typeof this.rules === 'function' ? this.rules() : this.rules;
  }

  /** As the API server reads it. @internal */
  _toWire(construct: Construct): Pick<wire.AuthorizationPolicySpec, 'action' | 'provider' | 'rules'> {
    const { namespace } = Chart.of(construct);
    const { action, provider, rules } = this;
    const written = (all: readonly AuthorizationRule[]) =>
      all.map((rule) => authorizationRuleToWire(construct, rule, namespace));
    return {
      action,
      provider: provider === undefined ? undefined : { name: provider },
      rules:
        rules === 'every request'
          ? [{}]
          : typeof rules === 'function'
            ? Lazy.any({ produce: () => written(rules()) })
            : rules.length === 0
              ? undefined
              : written(rules),
    };
  }
}

/** @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy */
export type AuthorizationPolicyProps = ObjectProps & PolicyScope & { readonly action: AuthorizationAction };

/**
 * Who may ask for what.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class AuthorizationPolicy extends Construct {
  /** @internal */
  readonly _action: AuthorizationAction;
  /** @internal */
  readonly _selectedLabels: Readonly<Record<string, string>> | undefined;
  /** @internal */
  readonly _whyNotInAmbient: string | undefined;

  constructor(scope: Construct, id: string, props: AuthorizationPolicyProps) {
    super(scope, id);
    this._action = props.action;
    this._selectedLabels = props.selector && selectedLabels(this, props.selector);
    this._whyNotInAmbient = props.targetRefs === undefined ? whyNotOfConnections(props.action) : undefined;
    new wire.AuthorizationPolicy(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: { ...scopeToWire(this, props), ...props.action._toWire(this) },
    });
  }
}

/** Why a policy is not for ztunnels, which know of connections alone; undefined if it is. */
function whyNotOfConnections({ _name: name, _rules: rules }: AuthorizationAction): string | undefined {
  const what = name === 'AUDIT' || name === 'CUSTOM' ? `no ${name}` : rules.flatMap(httpConditionsIn)[0];
  if (what === undefined) return undefined;
  return `ztunnels know ${what}${name === 'ALLOW' ? ', so that what it allows is denied' : ''}: give targetRefs, to a Service that has a waypoint or to the waypoint`;
}

/** Conditions of a rule that need HTTP. */
function httpConditionsIn({ from, to, when }: AuthorizationRule): readonly string[] {
  const fields = [...(from ?? []), ...(to ?? [])].flatMap((part) => Object.keys(part));
  return [
    ...fields.filter((name) => /^(not)?(hosts|methods|paths|requestPrincipals|remoteIpBlocks)$/i.test(name)),
    ...(when ?? [])
      .map(({ key }) => key)
      .filter((key) => !/^(source\.(ip|namespace|principal|serviceAccount)|destination\.)/.test(key)),
  ].map((name) => `nothing of ${name}`);
}
