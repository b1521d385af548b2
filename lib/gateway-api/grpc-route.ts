import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as wire from '../../imports/gateway.networking.k8s.io';
import { checkApp } from '../core/app-check';
import type { HeaderRules } from '../istio/headers';
import { HttpAction } from '../istio/http-action';
import type { NonEmpty } from '../istio/non-empty';
import { objectMetadata } from '../istio/object-props';
import { RuleContext } from '../istio/rule-context';
import { backendsToWire, headerFilters } from './backends';
import { checkGrants, type NeededGrant } from './grants';
import { type GrpcMatch, orderedGrpc } from './grpc-match';
import { mirrorFilters, type RouteMirror } from './http-filters';
import { checkHostnames, grantsOf, type RouteProps } from './http-route';
import { checkHostname } from './listener';
import { checkAttachments, checkServicePorts, Parents } from './parents';
import { checkPrecedence, type OrderedMatch } from './precedence';

/** What a rule of a GRPCRoute does with calls: it sends them to Services. */
export type GRPCRouteAction = HttpAction<'forward', 'host'>;

/** What happens to calls, and what is done to them: an action alone, or with the rest. */
export interface GRPCRouteDefaultRule {
  readonly action: GRPCRouteAction;
  /** Changes of headers (metadata). */
  readonly headers?: HeaderRules;
  /** Services that get copies. */
  readonly mirrors?: NonEmpty<RouteMirror>;
  /** Shown in access logs and metrics. */
  readonly name?: string;
}

/** A rule for some calls. */
export interface GRPCRouteRule extends GRPCRouteDefaultRule {
  /** Alternatives: the rule is for calls that one of them matches. */
  readonly match: NonEmpty<GrpcMatch>;
}

/** @see https://gateway-api.sigs.k8s.io/reference/spec/#grpcroutespec */
export interface GRPCRouteProps extends RouteProps<'HTTP' | 'HTTPS'> {
  /** The hosts, at Gateways: DNS names, or wildcards such as `*.example.com`. @default - those of the listeners */
  readonly hostnames?: NonEmpty<string>;
  /** The rules in the order in which they are asked, of which the first that matches is followed. */
  readonly rules?: NonEmpty<GRPCRouteRule>;
  /** What happens to calls that no rule is for. @default - they are answered with 404 */
  readonly otherwise?: GRPCRouteDefaultRule;
}

/** The rule without a match: istiod asks it last. */
const LAST: OrderedMatch = { headers: new Map(), parameters: new Map() };

/**
 * Where calls of gRPC go, of the Gateway API. For one host there is either an HTTPRoute or a GRPCRoute.
 *
 * @throws MeshwrightError as `HTTPRoute` does
 * @see https://gateway-api.sigs.k8s.io/api-types/grpcroute/
 */
export class GRPCRoute extends Construct {
  /** @internal */
  readonly _parents: Parents;
  /** @internal */
  readonly _grantsNeeded: readonly NeededGrant[];

  constructor(scope: Construct, id: string, props: GRPCRouteProps) {
    super(scope, id);
    const context = new RuleContext(this, Chart.of(this).namespace);
    const hostnames = checkHostnames(props.hostnames, context);
    checkServicePorts(props.parents, context);
    this._parents = new Parents(props.parents, 'GRPCRoute', hostnames, context);
    const { rules = [] } = props;
    const otherwise = props.otherwise instanceof HttpAction ? { action: props.otherwise } : props.otherwise;
    const all = [...rules, ...(otherwise ? [otherwise] : [])];
    if (all.length === 0) throw context.error('there is neither a rule nor otherwise: give one of them');
    if (all.length > 16) throw context.error(`a route has at most 16 rules, not ${all.length}: make two of it`);
    const written = rules.map(({ match }) => match.map((each) => each._toWire(context)));
    const count = written.reduce((sum, matches) => sum + matches.length, 0);
    if (count > 128) throw context.error(`a route has at most 128 matches, not ${count}: make two of it`);
    checkPrecedence(
      [
        ...written.map((matches, index) => ({ label: `rule ${index + 1}`, matches: matches.map(orderedGrpc) })),
        ...(otherwise ? [{ label: 'otherwise', matches: [LAST] }] : []),
      ],
      context,
    );
    this._grantsNeeded = this._parents.hasGateway ? grantsOf(all, context, 'GRPCRoute') : [];
    checkApp(this, checkGrants);
    checkApp(this, checkAttachments);
    new wire.GRPCRoute(this, 'Resource', {
      metadata: objectMetadata(this, props),
      spec: {
        parentRefs: this._parents.refs(),
        hostnames: props.hostnames,
        rules: all.map((rule, index) => ruleToWire(rule, written[index], context)),
      },
    });
  }
}

function ruleToWire(
  { action, headers, mirrors, name }: GRPCRouteDefaultRule,
  matches: readonly wire.GRPCRouteMatch[] | undefined,
  context: RuleContext,
): wire.GRPCRouteRule {
  if (name !== undefined) checkHostname(context.construct, name);
  if (matches !== undefined && matches.length > 64) {
    throw context.error(`a rule has at most 64 matches, not ${matches.length}: make two rules of it`);
  }
  const filters = [...headerFilters(headers, context), ...mirrorFilters(mirrors ?? [], context)];
  return {
    name,
    matches,
    filters: filters.length > 0 ? filters : undefined,
    backendRefs: backendsToWire(action._parts.destinations ?? [], context),
  };
}
