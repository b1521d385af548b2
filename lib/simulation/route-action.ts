import type {
  HTTPFaultInjection,
  HTTPRetry,
  HTTPRoute,
  HTTPRouteDestination,
  Percent,
} from '../../imports/networking.istio.io';
import { compilePattern } from '../kube/regular-expression';
import type { HttpRule } from '../mesh/delegates';
import type { HttpRoute } from '../mesh/http-routes';
import { ALLOW_ANY, BLOCK_ALL } from '../mesh/outbound-routes';
import type { MeshProxy } from '../mesh/proxies';
import type { FieldPath } from '../model/finding';
import type { Place } from '../world/entity';
import { clusterOf, targetOf } from './clusters';
import { corsAnswer } from './cors';
import { hostOf, unknownValues, withOperations } from './header-operations';
import type { Delay, Mirror, Retries, RouteDecision } from './outcome';
import { splitQuery, withPrefix } from './paths';
import { redirectOf } from './redirects';
import type { Request } from './request';
import { type Departure, type DepartureTarget, type Stop, Trail, type Walk } from './walk';

/** What a route does with a request. */
export function act(walk: Walk, client: MeshProxy, route: HttpRoute, request: Request): readonly Departure[] {
  return new Action(walk, client, route, request).carryOut();
}

/** Istio's own, unless MeshConfig has others. */
const DEFAULT_RETRIES: HTTPRetry = { attempts: 2 };
const DEFAULT_RETRY_ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

class Action {
  private delay: Delay | undefined;

  constructor(
    private readonly walk: Walk,
    private readonly client: MeshProxy,
    private readonly route: HttpRoute,
    private readonly request: Request,
  ) {}

  carryOut(): readonly Departure[] {
    const { rule: merged } = this.route;
    if (merged === undefined) return [this.withoutRule()];
    const { rule } = merged;
    const aborted = this.fault(rule.fault, merged);
    const rest = 1 - (aborted?.probability ?? 0);
    if (aborted === undefined && this.delay === undefined) return this.behindFaults(merged);
    const departures =
      rest <= 0 ? [] : this.behindFaults(merged).map((each) => ({ ...each, probability: each.probability * rest }));
    return [...(aborted === undefined ? [] : [aborted]), ...departures].map((each) => ({ ...each, delay: this.delay }));
  }

  /** What istiod writes by itself. */
  private withoutRule(): Departure {
    const { name, place, madeFor } = this.route;
    if (name === BLOCK_ALL) {
      this.walk.trail.add(
        'answer',
        'what is not in the registry is refused: outboundTrafficPolicy is REGISTRY_ONLY',
        place,
      );
      return this.stop({ kind: 'answered', status: 502, why: 'outboundTrafficPolicy REGISTRY_ONLY' });
    }
    if (name === ALLOW_ANY) {
      const proxy = this.walk.mesh.scope(this.client).outboundTrafficPolicy.egressProxy;
      this.walk.trail.add(
        'destination',
        `not in the registry: passed on to where the client wants to go${proxy ? ', by way of the egress proxy' : ''}`,
        place,
      );
      if (proxy === undefined) return this.depart({ kind: 'original' });
      const { host, subset } = proxy;
      return this.depart({
        kind: 'cluster',
        cluster: clusterOf(this.walk.mesh, this.client, { host, subset, port: proxy.port ?? madeFor.port }),
      });
    }
    // `host:port` of the service whose default it is.
    const { host, port } = this.defaultTarget();
    return this.depart({
      kind: 'cluster',
      cluster: clusterOf(this.walk.mesh, this.client, { host, port, subset: undefined }),
    });
  }

  private defaultTarget(): { readonly host: string; readonly port: number } {
    return { host: this.route.service?.host ?? '', port: this.route.madeFor.port };
  }

  private behindFaults(merged: HttpRule): readonly Departure[] {
    const { rule, ofRoute, place } = merged;
    if (ofRoute?.unknown !== undefined) this.walk.doubt(`${ofRoute.unknown} is not modelled`, place);
    const preflight = rule.corsPolicy === undefined ? undefined : corsAnswer(rule.corsPolicy, this.request);
    if (preflight !== undefined) {
      this.walk.trail.add('answer', preflight.why, this.placeOf('corsPolicy'));
      return [this.stop({ kind: 'answered', status: 200, why: preflight.why })];
    }
    if (rule.redirect !== undefined) return [this.redirect(rule)];
    if (rule.directResponse !== undefined) {
      const { status, body } = rule.directResponse;
      this.walk.trail.add('answer', `answered with ${status}`, this.placeOf('directResponse'));
      return [
        this.stop({
          kind: 'answered',
          status,
          why: 'directResponse',
          ...(body?.string === undefined ? {} : { body: body.string }),
        }),
      ];
    }
    return this.destinations(merged);
  }

  private redirect(rule: HTTPRoute): Departure {
    const place = this.placeOf('redirect');
    const path = this.route.conditions.find(({ on }) => on === 'path')?.matcher;
    const prefix = path?.kind === 'segments' ? path.value : '';
    const redirect = rule.redirect && redirectOf(rule.redirect, this.request, this.route.madeFor, prefix);
    if (redirect === undefined) {
      const code = rule.redirect?.redirectCode;
      this.walk.doubt(
        `redirectCode ${code} makes no redirect: Envoy refuses the whole route table`,
        ...(place ? [place] : []),
      );
      return this.stop({ kind: 'answered', status: 503, why: `redirectCode ${code} makes no redirect` });
    }
    this.walk.trail.add('answer', `redirected with ${redirect.status} to ${redirect.location}`, place);
    return this.stop({ kind: 'answered', status: redirect.status, redirect, why: 'redirect' });
  }

  private destinations(merged: HttpRule): readonly Departure[] {
    const nothing = merged.ofRoute?.nothing;
    if (nothing !== undefined) {
      this.walk.trail.add('answer', `${nothing}: answered with 500`, merged.place);
      return [this.stop({ kind: 'answered', status: 500, why: nothing })];
    }
    const all = merged.rule.route ?? [];
    const several = all.length > 1;
    // One gets everything, whatever its weight.
    const weights = several ? all.map(({ weight }) => Math.max(0, weight ?? 0)) : all.map(() => 1);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (sum === 0) {
      const why = all.length === 0 ? 'the rule has no destination' : 'all weights are 0';
      const { place } = this.route;
      this.walk.doubt(`${why}: istiod’s webhook refuses it, and Envoy the route table`, ...(place ? [place] : []));
      return [this.stop({ kind: 'answered', status: 503, why })];
    }
    const mirrors = this.mirrors(merged);
    const departures: Departure[] = [];
    for (const [index, each] of all.entries()) {
      const weight = weights[index] ?? 0;
      if (weight > 0) departures.push(this.destination(merged, each, index, weight / sum, several, mirrors));
    }
    return departures;
  }

  private destination(
    { rule, namespace, ofRoute }: HttpRule,
    to: HTTPRouteDestination,
    index: number,
    probability: number,
    several: boolean,
    mirrors: readonly Mirror[],
  ): Departure {
    const { mesh } = this.walk;
    const { place } = this.route;
    const trail = new Trail();
    const refused = ofRoute?.refused.get(index);
    if (refused !== undefined) {
      trail.add('destination', `${refused}: answered with 500`, this.ruleField(['route', index]) ?? place);
      const end = { kind: 'answered', status: 500, flag: 'NC', why: refused } as const;
      return { ...this.stop(end), probability, trail };
    }
    const target = targetOf(mesh, this.client, to.destination, namespace, this.route.madeFor.port);
    const cluster = clusterOf(mesh, this.client, target);
    const subset = target.subset === undefined ? '' : ` subset ${target.subset}`;
    trail.add(
      'destination',
      `${target.host}:${target.port}${subset}`,
      this.ruleField(['route', index, 'destination']) ?? place,
    );
    return {
      probability,
      request: this.changed(rule, to, several),
      decision: this.decisionFor(to),
      delay: undefined,
      mirrors,
      trail,
      to: { kind: 'cluster', cluster },
    };
  }

  /** The request as the rule, and the destination, change it. */
  private changed(rule: HTTPRoute, to: HTTPRouteDestination, several: boolean): Request {
    const { request } = this;
    const own = rule.headers?.request;
    const theirs = to.headers?.request;
    const { place } = this.route;
    if (own === undefined && theirs === undefined) {
      const authority = rule.rewrite?.authority || request.authority;
      return rule.rewrite === undefined ? request : { ...request, authority, path: this.rewritten(rule) };
    }
    for (const variable of new Set(unknownValues([own, theirs])))
      this.walk.assume(`what ${variable} is, Envoy knows when the request is there`, ...(place ? [place] : []));
    const headers = several
      ? withOperations({ ...request, headers: withOperations(request, [theirs]) }, [own])
      : withOperations(request, [own, theirs]);
    const authority = rule.rewrite?.authority || hostOf(own) || hostOf(theirs) || request.authority;
    return { ...request, headers, authority, path: this.rewritten(rule) };
  }

  private rewritten({ rewrite }: HTTPRoute): string {
    const { path: target } = this.request;
    const { path, query } = splitQuery(target);
    if (rewrite?.uriRegexRewrite !== undefined) {
      const { match = '', rewrite: replacement = '' } = rewrite.uriRegexRewrite;
      const compiled = compilePattern(match);
      const rewritten = typeof compiled === 'string' ? '' : compiled.replaceAll(path, replacement);
      // Envoy leaves a path alone that nothing would be left of.
      return rewritten === '' ? target : `${rewritten}${query}`;
    }
    if (!rewrite?.uri) return target;
    const condition = this.route.conditions.find(({ on }) => on === 'path');
    // Without a condition the route is for the prefix `/`.
    const matcher = condition?.matcher ?? { kind: 'prefix' as const, value: '/' };
    if (matcher.kind === 'segments') return `${withPrefix(rewrite.uri, path.slice(matcher.value.length))}${query}`;
    if (matcher.kind === 'prefix' && this.route.rule?.ofRoute !== undefined) {
      this.walk.assume(
        `all of the path is taken for what stands behind the prefix /, with one slash behind ${rewrite.uri}`,
        this.route.rule.place,
      );
      return `${withPrefix(rewrite.uri, path)}${query}`;
    }
    return matcher.kind === 'prefix'
      ? `${rewrite.uri}${path.slice(matcher.value.length)}${query}`
      : `${rewrite.uri}${query}`;
  }

  private mirrors({ rule, namespace }: HttpRule): readonly Mirror[] {
    const { mirror, mirrors = [] } = rule;
    if (mirror === undefined && mirrors.length === 0) return NONE;
    const all = [
      ...(mirror === undefined ? [] : [{ destination: mirror, probability: mirrorProbability(rule) }]),
      ...mirrors.map(({ destination, percentage }) => ({
        destination,
        probability: percentage === undefined ? 1 : fractionOf(percentage),
      })),
    ];
    return all
      .filter(({ probability }) => probability > 0)
      .map(({ destination, probability }) => {
        const target = targetOf(this.walk.mesh, this.client, destination, namespace, this.route.madeFor.port);
        const { missing } = clusterOf(this.walk.mesh, this.client, target);
        return { ...target, probability, missing: missing?.text };
      });
  }

  /** Waits, and the answer of a proxy that sends nothing on. */
  private fault(fault: HTTPFaultInjection | undefined, { place }: HttpRule): Departure | undefined {
    if (fault === undefined) return undefined;
    const { delay, abort } = fault;
    if (delay?.fixedDelay !== undefined) {
      const probability = delay.percentage === undefined ? (delay.percent ?? 0) / 100 : fractionOf(delay.percentage);
      if (probability > 0) {
        this.delay = { duration: delay.fixedDelay, probability };
        this.walk.trail.add(
          'fault',
          `${percent(probability)} of requests wait ${delay.fixedDelay}`,
          this.placeOf('fault'),
        );
      }
    }
    // Without a percentage there is none.
    const probability = abort?.percentage === undefined ? 0 : fractionOf(abort.percentage);
    const status = abort?.httpStatus;
    const grpcStatus = abort?.grpcStatus;
    if (probability <= 0 || (status === undefined && grpcStatus === undefined)) return undefined;
    const text = `${percent(probability)} of requests are answered with ${status ?? `gRPC status ${grpcStatus}`}`;
    this.walk.trail.add('fault', text, this.placeOf('fault') ?? place);
    return {
      ...this.stop({ kind: 'answered', status: status ?? 200, grpcStatus, flag: 'FI', why: 'fault.abort' }),
      probability,
    };
  }

  private decisionFor(to: HTTPRouteDestination | undefined): RouteDecision {
    const { route } = this;
    const rule = route.rule?.rule;
    const responses = [to?.headers?.response, rule?.headers?.response];
    return {
      route,
      virtualService: route.virtualService,
      place: route.place,
      name: route.name,
      timeout: rule?.timeout,
      retries: this.retries(rule),
      cors: rule?.corsPolicy,
      responseHeaders: responses.filter((each) => each !== undefined),
    };
  }

  private retries(rule: HTTPRoute | undefined): Retries | undefined {
    if (this.route.name === ALLOW_ANY && rule === undefined) return undefined;
    const said = rule?.retries ?? this.walk.mesh.config.defaultHttpRetryPolicy;
    const { attempts = 0, retryOn, perTryTimeout } = said ?? DEFAULT_RETRIES;
    if (attempts <= 0) return undefined;
    return { attempts, on: retryOn || DEFAULT_RETRY_ON, perTryTimeout, byDefault: rule?.retries === undefined };
  }

  private stop(end: Stop): Departure {
    return this.depart({ kind: 'end', end });
  }

  private depart(to: DepartureTarget): Departure {
    const { request } = this;
    const decision = this.decisionFor(undefined);
    return { probability: 1, request, decision, delay: undefined, mirrors: [], trail: new Trail(), to };
  }

  /** The place of a field of the rule: in the delegate, or in the rule that names it. */
  private placeOf(field: keyof HTTPRoute): Place | undefined {
    return this.ruleField([field]);
  }

  private ruleField(path: FieldPath): Place | undefined {
    const { rule } = this.route;
    if (rule === undefined) return this.route.place;
    if (rule.ofRoute !== undefined) {
      const own = rule.ofRoute.fields.get(path.slice(0, 2).join('.')) ?? rule.ofRoute.fields.get(String(path[0])) ?? [];
      return { entity: rule.place.entity, path: [...rule.place.path, ...own] };
    }
    const holder = rule.root !== undefined && !has(rule.place, path) && has(rule.root, path) ? rule.root : rule.place;
    return { entity: holder.entity, path: [...holder.path, ...path] };
  }
}

const NONE: readonly Mirror[] = [];

function has({ entity, path }: Place, more: FieldPath): boolean {
  let found: unknown = entity.object;
  for (const part of [...path, ...more]) {
    if (typeof found !== 'object' || found === null) return false;
    found = (found as Readonly<Record<string | number, unknown>>)[part];
  }
  return found !== undefined;
}

function mirrorProbability({ mirrorPercentage, mirrorPercent, mirror_percent }: HTTPRoute): number {
  if (mirrorPercentage !== undefined) return fractionOf(mirrorPercentage);
  const said = mirrorPercent ?? mirror_percent;
  return said === undefined || said === null ? 1 : Math.min(1, said / 100);
}

/** A percentage as Envoy has it: in millionths. */
function fractionOf({ value = 0 }: Percent): number {
  return Math.min(1, Math.max(0, Math.trunc(value * 10_000) / 1_000_000));
}

function percent(probability: number): string {
  return `${Number((probability * 100).toFixed(4))} %`;
}
