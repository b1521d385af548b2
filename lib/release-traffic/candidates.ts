import { covers, readHttpConditions } from '../conditions/http-conditions';
import { type Pattern, takes } from '../conditions/pattern';
import { excludes, includes } from '../conditions/pattern-implication';
import type { HttpRoute, RouteCondition } from '../mesh/http-routes';
import type { Mesh } from '../mesh/mesh';
import type { MeshProxy } from '../mesh/proxies';
import type { VirtualHost } from '../mesh/virtual-hosts';
import { callForRoute } from '../routing-tests/request-for-route';
import { type Call, parseCall } from '../simulation/call';
import type { Outcome } from '../simulation/outcome';
import { splitQuery } from '../simulation/paths';
import { valuesOf } from '../simulation/request';
import { compare } from '../simulation/route-matching';
import { simulate } from '../simulation/simulate';
import type { Claim } from './claim';
import type { Way } from './ways';

/** What was tried for a claim on one way. */
export interface Tried {
  /** Requests of the kind that the claim is about, with what becomes of each: for every route at least one, if it can. */
  readonly outcomes: readonly Outcome[];
  /** Routes of which nobody knows whether they take such requests. */
  readonly open: readonly OpenRoute[];
}

export interface OpenRoute {
  readonly route: HttpRoute;
  readonly why: string;
}

/**
 * Requests of a kind, such that every route that can take one of them does: an answer about all of them is one about the
 * kind.
 */
export function tryAll(mesh: Mesh, { from, origin }: Way, claim: Claim): Tried {
  const search = new Search(mesh, from, origin, claim);
  return search.run();
}

class Search {
  private readonly tried = new Map<string, Outcome>();
  private readonly open: OpenRoute[] = [];

  constructor(
    private readonly mesh: Mesh,
    private readonly from: MeshProxy,
    private readonly origin: string,
    private readonly claim: Claim,
  ) {}

  run(): Tried {
    const hosts = new Set<VirtualHost>();
    for (const path of this.claim.examples) {
      const outcome = this.ask(this.base(path));
      for (const host of hostsOf(outcome)) hosts.add(host);
    }
    for (const host of hosts) for (const [index, route] of host.routes.entries()) this.tryRoute(host, index, route);
    return { outcomes: [...this.tried.values()], open: this.open };
  }

  private base(path: string): Call {
    const { method = 'GET', with: headers } = this.claim;
    return parseCall(this.from, `${method} ${this.origin}${path}`, { headers });
  }

  private ask(call: Call): Outcome {
    const key = JSON.stringify([call.method, call.path, call.authority, call.headers, call.claims]);
    let outcome = this.tried.get(key);
    if (outcome === undefined) {
      outcome = simulate(this.mesh, call);
      this.tried.set(key, outcome);
    }
    return outcome;
  }

  private tryRoute(host: VirtualHost, index: number, route: HttpRoute): void {
    const own = pathOf(route);
    if (excludes(own, this.claim.path) === 'yes' || this.isRuledOut(route)) return;
    const calls = this.callsFor(route);
    if (calls.some((call) => this.isTaken(call, route))) return;
    const earlier = host.routes.slice(0, index);
    // What stands before takes all that this one would.
    if (earlier.some((each) => this.takesAll(each) || covers(conditionsOf(each), conditionsOf(route)) === 'yes'))
      return;
    for (const call of calls) {
      if (this.evade(call, route, earlier)) return;
    }
    this.open.push({ route, why: calls.length === 0 ? 'its conditions' : 'what routes before it leave' });
  }

  /** Whether a condition is about something that the claim says, and is never met then. */
  private isRuledOut({ conditions }: HttpRoute): boolean {
    return conditions.some((each) => this.isSaid(each) && !this.isMet(each));
  }

  /** Whether a route takes every request that is meant. */
  private takesAll(route: HttpRoute): boolean {
    return route.conditions.every((each) =>
      each.on === 'path' ? includes(pathOf(route), this.claim.path) === 'yes' : this.isSaid(each) && this.isMet(each),
    );
  }

  private isSaid({ on, name }: RouteCondition): boolean {
    const { method, with: headers, without } = this.claim;
    if (on === 'method') return method !== undefined;
    return on === 'header' && (without.includes(name) || headers.some(([own]) => own === name));
  }

  private isMet(condition: RouteCondition): boolean {
    return compare({ conditions: [condition] }, this.base('/'), 'none').kind === 'match';
  }

  /** Calls of the kind that meet the conditions of a route. */
  private callsFor(route: HttpRoute): readonly Call[] {
    const own = route.conditions.find(({ on, inverted }) => on === 'path' && !inverted)?.matcher;
    const paths = [
      ...this.claim.examples,
      ...(own !== undefined && 'value' in own && own.kind !== 'regex' ? [own.value] : []),
    ];
    return paths
      .filter((path) => path.startsWith('/') && takes(this.claim.path, path) === true)
      .flatMap((path) => callForRoute(this.base(path), route)?.call ?? [])
      .filter((call) => this.isMeant(call));
  }

  private isMeant(call: Call): boolean {
    const { method, path, with: headers, without } = this.claim;
    return (
      (method === undefined || call.method === method) &&
      takes(path, splitQuery(call.path).path) === true &&
      headers.every(([name, value]) => valuesOf(call, name).includes(value)) &&
      without.every((name) => valuesOf(call, name).length === 0)
    );
  }

  private isTaken(call: Call, route: HttpRoute): boolean {
    return this.ask(call).ends.some(({ decision }) => decision?.route === route);
  }

  /** Changes a call so that routes before the one that is meant do not take it: by headers that they do not want. */
  private evade(call: Call, route: HttpRoute, earlier: readonly HttpRoute[]): boolean {
    let current = call;
    for (const before of earlier) {
      if (callForRoute(current, before)?.changes.length !== 0) continue;
      const unwanted = before.conditions.find(({ on, inverted }) => on === 'header' && inverted);
      if (unwanted === undefined || current.headers.some(([name]) => name === unwanted.name)) return false;
      const { matcher } = unwanted;
      const value = matcher.kind !== 'regex' && matcher.kind !== 'present' ? matcher.value : 'x';
      current = { ...current, headers: [...current.headers, [unwanted.name, value]] };
    }
    return this.isMeant(current) && this.isTaken(current, route);
  }
}

function hostsOf({ steps, ends }: Outcome): readonly VirtualHost[] {
  return [...steps, ...ends.flatMap((end) => end.steps)].flatMap(({ host }) => host ?? []);
}

function conditionsOf({ place, rule }: HttpRoute) {
  const last = place?.path.at(-1);
  return readHttpConditions(typeof last === 'number' && place?.path.at(-2) === 'match' ? rule?.rule.match?.[last] : {});
}

function pathOf(route: HttpRoute): Pattern {
  return conditionsOf(route).path;
}
