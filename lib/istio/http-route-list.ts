import type * as wire from '../../imports/networking.istio.io';
import type { GatewayBinding } from './gateway-binding';
import type { Host } from './host';
import { HttpAction } from './http-action';
import { effectsToWire, type HttpForwardEffects } from './http-effects';
import type { HttpMatch } from './http-match';
import { checkHttpReachable } from './reachable';
import type { RuleContext } from './rule-context';

/** Any rule, without the types that keep effects to the actions that have them. */
interface AnyRule extends HttpForwardEffects {
  readonly action: HttpAction;
}
type AnyMatchingRule = AnyRule & { readonly match: readonly HttpMatch[]; readonly neverReached?: true };

/** Routes, without those types. */
interface AnyRoutes {
  readonly rules?: readonly AnyMatchingRule[];
  readonly otherwise?: HttpAction | AnyRule;
  readonly neverReached?: readonly (AnyRule | AnyMatchingRule)[];
}

/** The rules of HTTP of a VirtualService, which can grow, and the one for what is left. */
export class HttpRouteList {
  private rules: readonly AnyMatchingRule[] = [];
  private readonly otherwise: AnyRule | undefined;
  private readonly neverReached: readonly (AnyRule | AnyMatchingRule)[];

  constructor(
    routes: AnyRoutes,
    private readonly context: RuleContext,
    /** What the VirtualService is bound to; undefined for a delegate, which others bind. */
    private readonly binding?: GatewayBinding,
  ) {
    const { otherwise, rules = [], neverReached = [] } = routes;
    this.neverReached = neverReached;
    this.otherwise = otherwise instanceof HttpAction ? { action: otherwise } : otherwise;
    this.replace(rules);
  }

  add(rule: AnyMatchingRule): void {
    this.replace([...this.rules, rule]);
  }

  /** The hosts that requests are sent to, by rules that are reached. */
  get destinations(): readonly Host[] {
    return [...this.rules, ...(this.otherwise ? [this.otherwise] : [])].flatMap(({ action }) => action._hosts);
  }

  /** As the API server reads it. @internal */
  _toWire(): wire.HTTPRoute[] | undefined {
    const routes = this.rules.map((rule) => this.matchingToWire(rule));
    if (this.otherwise) routes.push(ruleToWire(this.otherwise, this.context));
    for (const rule of this.neverReached) {
      routes.push('match' in rule ? this.matchingToWire(rule) : ruleToWire(rule, this.context));
    }
    return routes.length > 0 ? routes : undefined;
  }

  /** Rendered once at once, so that a mistake is reported where it is made. */
  private replace(rules: readonly AnyMatchingRule[]): void {
    const before = this.rules;
    this.rules = rules;
    try {
      const following = { otherwise: this.otherwise, neverReached: this.neverReached.length };
      checkHttpReachable(rules, following, this.context);
      this._toWire();
    } catch (error) {
      this.rules = before;
      throw error;
    }
  }

  private matchingToWire({ match, neverReached: _, ...rule }: AnyMatchingRule): wire.HTTPRoute {
    for (const conditions of match) {
      this.binding?.checkMatchGateways(conditions.gateways);
      this.binding?.checkSource(conditions._source);
      this.binding?.checkMatchPort(conditions._port);
      if (conditions.needsClaims && !this.binding?.isOfGatewaysOnly) {
        throw this.context.error(
          'claims of tokens are matched at gateways only: bind the VirtualService to gateways, without MESH',
        );
      }
    }
    return { match: match.map((conditions) => conditions._toWire(this.context)), ...ruleToWire(rule, this.context) };
  }
}

function ruleToWire({ action, ...effects }: AnyRule, context: RuleContext): wire.HTTPRoute {
  return { ...effectsToWire(effects, context), ...action._toWire(context) };
}
