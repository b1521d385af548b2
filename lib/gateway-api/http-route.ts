import { Chart, type Duration } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/gateway.networking.k8s.io';
import { checkApp } from '../core/app-check';
import { HttpAction, type RouteDetail } from '../istio/http-action';
import type { NonEmpty } from '../istio/non-empty';
import { type ObjectProps, objectMetadata } from '../istio/object-props';
import { RuleContext } from '../istio/rule-context';
import { backendsToWire, grantsFor } from './backends';
import { gatewayDuration } from './gateway-duration';
import { checkGrants, type NeededGrant } from './grants';
import { filtersToWire, type HTTPRouteFilters } from './http-filters';
import { type HTTPRouteMatch, matchToWire, ordered } from './http-route-match';
import { checkHostname } from './listener';
import { checkAttachments, checkServicePorts, Parents, type RouteParent } from './parents';
import { ANY, checkPrecedence } from './precedence';

/** What a rule of an HTTPRoute does with requests: it sends them to Services, or redirects them. */
export type HTTPRouteAction = HttpAction<'forward' | 'redirect', RouteDetail>;

/** What happens to requests, and what is done to them: an action alone, or with the rest. */
export interface HTTPRouteDefaultRule extends HTTPRouteFilters {
  readonly action: HTTPRouteAction;
  /** Time for the whole answer, retries included. @default - no limit */
  readonly timeout?: Duration;
  /** Time for one attempt to get an answer. @default - no limit */
  readonly backendTimeout?: Duration;
  /** Shown in access logs and metrics. */
  readonly name?: string;
}

/** A rule for some requests. */
export interface HTTPRouteRule extends HTTPRouteDefaultRule {
  /** Alternatives: the rule is for requests that one of them matches. */
  readonly match: NonEmpty<HTTPRouteMatch>;
}

/** What every route has. */
export interface RouteProps<Protocol extends 'HTTP' | 'HTTPS' | 'TLS'> extends ObjectProps {
  /**
   * What it is attached to: Gateways or their listeners, for what comes through them; Services, for those in the mesh who
   * call them. A route of another namespace than the Service's is for callers of its own namespace.
   */
  readonly parents: NonEmpty<RouteParent<Protocol>>;
}

/** @see https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec */
export interface HTTPRouteProps extends RouteProps<'HTTP' | 'HTTPS'> {
  /** The hosts, at Gateways: DNS names, or wildcards such as `*.example.com`. @default - those of the listeners */
  readonly hostnames?: NonEmpty<string>;
  /** The rules in the order in which they are asked, of which the first that matches is followed. */
  readonly rules?: NonEmpty<HTTPRouteRule>;
  /** What happens to requests that no rule is for. @default - they are answered with 404 */
  readonly otherwise?: HTTPRouteDefaultRule;
}

/**
 * Where requests go, of the Gateway API: from a Gateway, or inside of the mesh.
 *
 * Its words are those of a VirtualService where they mean the same. What differs does not compile: prefixes of characters,
 * `withoutHeader`, the source of a request, direct responses, faults, retries. The order in which rules are asked is the
 * Gateway API's own, so that rules have to be written in that order.
 *
 * @throws MeshwrightError when rules are asked in another order than the one they are written in, or never; when no listener
 *   of a Gateway takes the route; when a destination is no Service or has not the port
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 */
export class HTTPRoute extends Construct {
  /** @internal */
  readonly _parents: Parents;
  /** @internal */
  readonly _grantsNeeded: readonly NeededGrant[];

  constructor(scope: Construct, id: string, props: HTTPRouteProps) {
    super(scope, id);
    const context = new RuleContext(this, Chart.of(this).namespace);
    const hostnames = checkHostnames(props.hostnames, context);
    checkServicePorts(props.parents, context);
    this._parents = new Parents(props.parents, 'HTTPRoute', hostnames, context);
    const { rules = [] } = props;
    const otherwise = props.otherwise instanceof HttpAction ? { action: props.otherwise } : props.otherwise;
    const all = [...rules, ...(otherwise ? [otherwise] : [])];
    if (all.length === 0) throw context.error('there is neither a rule nor otherwise: give one of them');
    if (all.length > 16) throw context.error(`a route has at most 16 rules, not ${all.length}: make two of it`);
    const written = rules.map(({ match }) => match.map((each) => matchToWire(each, context)));
    const count = written.reduce((sum, matches) => sum + matches.length, 0);
    if (count > 128) throw context.error(`a route has at most 128 matches, not ${count}: make two of it`);
    checkPrecedence(
      [
        ...written.map((matches, index) => ({ label: `rule ${index + 1}`, matches: matches.map(ordered) })),
        ...(otherwise ? [{ label: 'otherwise', matches: [ANY] }] : []),
      ],
      context,
    );
    this._grantsNeeded = this._parents.hasGateway ? grantsOf(all, context) : [];
    checkApp(this, checkGrants);
    checkApp(this, checkAttachments);
    new wire.HTTPRoute(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        parentRefs: this._parents.refs(),
        hostnames: props.hostnames,
        rules: all.map((rule, index) => ruleToWire(rule, written[index], context)) as [
          wire.HTTPRouteRule,
          ...wire.HTTPRouteRule[],
        ],
      },
    });
  }
}

/** Throws for hosts that are none, or are there twice. */
export function checkHostnames(hostnames: readonly string[] = [], context: RuleContext): readonly string[] {
  for (const hostname of hostnames) checkHostname(context.construct, hostname);
  const twice = hostnames.find((each, index) => hostnames.indexOf(each) !== index);
  if (twice !== undefined) throw context.error(`hostname ${twice} is there twice: name it once`);
  if (hostnames.length > 16) throw context.error(`a route has at most 16 hostnames, not ${hostnames.length}`);
  return hostnames;
}

/** The Services of other namespaces that rules send requests or copies to. */
export function grantsOf(
  rules: readonly (Pick<HTTPRouteFilters, 'mirrors'> & {
    readonly action: HttpAction<'forward' | 'redirect', RouteDetail>;
  })[],
  context: RuleContext,
  kind = 'HTTPRoute',
): readonly NeededGrant[] {
  const entries = rules.flatMap(({ action, mirrors = [] }) => [
    ...(action._parts.destinations ?? []),
    ...mirrors.map(({ destination: { host } }) => ({ destination: { host }, options: {} })),
  ]);
  const needed = grantsFor(entries, kind, context);
  return needed.filter(
    ({ to }, index) =>
      needed.findIndex((each) => each.to.name === to.name && each.to.namespace === to.namespace) === index,
  );
}

function ruleToWire(
  rule: HTTPRouteDefaultRule,
  matches: readonly wire.HTTPRouteMatch[] | undefined,
  context: RuleContext,
): wire.HTTPRouteRule {
  const { action, timeout, backendTimeout, name, ...filters } = rule;
  const { destinations, redirect } = action._parts;
  if (redirect !== undefined) checkRedirect(rule, context);
  checkPrefixes(rule, matches, context);
  if (name !== undefined) checkHostname(context.construct, name);
  if (matches !== undefined && matches.length > 64) {
    throw context.error(`a rule has at most 64 matches, not ${matches.length}: make two rules of it`);
  }
  if (
    timeout &&
    backendTimeout &&
    backendTimeout.toMilliseconds({ integral: false }) > timeout.toMilliseconds({ integral: false })
  ) {
    throw context.error(
      `backendTimeout of ${backendTimeout.toHumanString()} is longer than the timeout of ${timeout.toHumanString()} for all attempts: make it shorter`,
    );
  }
  const list = filtersToWire(filters, redirect, context);
  return {
    name,
    matches,
    filters: list.length > 0 ? list : undefined,
    backendRefs: destinations && backendsToWire(destinations, context),
    timeouts:
      timeout || backendTimeout
        ? {
            request: timeout && gatewayDuration('timeout', timeout, context),
            backendRequest: backendTimeout && gatewayDuration('backendTimeout', backendTimeout, context),
          }
        : undefined,
  };
}

/** Throws for what would be done to requests that are not sent on. */
function checkRedirect(rule: HTTPRouteDefaultRule, context: RuleContext): void {
  const effects = (['timeout', 'backendTimeout', 'rewrite', 'mirrors'] as const).filter(
    (name) => rule[name] !== undefined,
  );
  if (rule.headers?.request !== undefined || effects.length > 0) {
    const [first = 'changes of the request'] = effects;
    throw context.error(`a request that is redirected is not sent on, so ${first} would do nothing: leave it out`);
  }
}

/** Throws where the beginning of a path is to be replaced that the rule does not match. */
function checkPrefixes(
  { action, rewrite }: HTTPRouteDefaultRule,
  matches: readonly wire.HTTPRouteMatch[] | undefined,
  context: RuleContext,
): void {
  const replaced = rewrite?.replacePrefixMatch ?? action._parts.redirect?.pathPrefix;
  if (replaced === undefined || matches === undefined) return;
  const [match] = matches;
  if (matches.length === 1 && (match?.path?.type ?? 'PathPrefix') === 'PathPrefix') return;
  throw context.error(
    `the prefix of the path is replaced by ${replaced}, so the rule needs exactly one match, with a pathPrefix: make a rule of each, or replace the full path`,
  );
}
