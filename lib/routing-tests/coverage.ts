import type { Mesh } from '../mesh/mesh';
import { formatPath } from '../model/finding';
import type { Outcome } from '../simulation/outcome';
import { describeId, type Entity, idKey, type Place } from '../world/entity';
import type { Kind } from '../world/kind';
import { GRPC_ROUTE, HTTP_ROUTE, TLS_ROUTE, VIRTUAL_SERVICE } from '../world/kinds';

interface Rules {
  readonly rules?: readonly object[];
}

const ROUTE_KINDS: readonly Kind<Rules>[] = [HTTP_ROUTE, GRPC_ROUTE, TLS_ROUTE];

/** A route of a VirtualService: an item of `match`, or a rule without any; the same of a route of the Gateway API. */
export interface CoveredRoute {
  /** `VirtualService web/reviews http[0].match[1]` */
  readonly name: string;
  readonly place: Place;
  readonly reached: boolean;
}

/** Which routes tests have reached. */
export interface CoverageReport {
  readonly routes: readonly CoveredRoute[];
  readonly reached: number;
}

/** What requests have reached of a mesh. */
export class Coverage {
  private readonly reached = new Set<string>();

  /**
   * Notes what a request has come by, be it with a small probability.
   *
   * @param counts whether what it has reached of an object is noted
   */
  add(outcome: Outcome, counts: (entity: Entity) => boolean = () => true): void {
    for (const place of placesOf(outcome)) if (counts(place.entity)) this.reached.add(keyOf(place.entity, place.path));
  }

  /**
   * Every route of the VirtualServices of a mesh, in the order of the manifests, then those of the Gateway API.
   *
   * @param isWanted whether the routes of an object count
   */
  report(mesh: Mesh, isWanted: (entity: Entity) => boolean = () => true): CoverageReport {
    const ofGatewayApi = ROUTE_KINDS.flatMap((kind) => mesh.given.current(kind));
    const routes = [
      ...mesh.given
        .current(VIRTUAL_SERVICE)
        .filter(isWanted)
        .flatMap((entity) => routesIn(entity, entity.spec)),
      ...ofGatewayApi.filter(isWanted).flatMap((entity) => rulesIn(entity, entity.spec)),
    ].map((place) => ({
      name: `${describeId(place.entity.id)} ${formatPath(place.path.slice(1))}`,
      place,
      reached: this.hasReached(place),
    }));
    return { routes, reached: routes.filter((route) => route.reached).length };
  }

  private hasReached({ entity, path }: Place): boolean {
    return this.reached.has(keyOf(entity, path));
  }
}

/** The routes that a request has come by. */
function* placesOf({ steps, ends }: Outcome): Generator<Place> {
  for (const { verdict, place } of [...steps, ...ends.flatMap((end) => end.steps)]) {
    if (verdict === 'match' && place !== undefined) yield place;
  }
  for (const { decision } of ends) {
    if (decision?.place === undefined) continue;
    const { place, route } = decision;
    yield place;
    if (route?.rule === undefined) continue;
    // A delegate’s rule stands for the one that names it, too.
    if (route.rule.root !== undefined) yield route.rule.root;
    yield* route.rule.matches.filter(([first]) => first !== undefined && isSame(first, place)).flat();
  }
}

interface Matching {
  readonly match?: readonly unknown[];
}

function routesIn(
  entity: Entity,
  spec: { readonly http?: readonly Matching[]; readonly tcp?: readonly Matching[]; readonly tls?: readonly Matching[] },
): readonly Place[] {
  return (['http', 'tls', 'tcp'] as const).flatMap((protocol) =>
    (spec[protocol] ?? []).flatMap(({ match = [] }, index): readonly Place[] => {
      const path = ['spec', protocol, index];
      if (match.length === 0) return [{ entity, path }];
      return match.map((_, position) => ({ entity, path: [...path, 'match', position] }));
    }),
  );
}

/** Rules of a route of the Gateway API: one for each of their matches. */
function rulesIn(entity: Entity, { rules = [] }: Rules): readonly Place[] {
  return rules.flatMap((rule, index): readonly Place[] => {
    const { matches = [] } = rule as { readonly matches?: readonly unknown[] };
    const path = ['spec', 'rules', index];
    if (matches.length === 0) return [{ entity, path }];
    return matches.map((_, position) => ({ entity, path: [...path, 'matches', position] }));
  });
}

/** Entities of one object are not the same in a mesh with something on top. */
function keyOf(entity: Entity, path: Place['path']): string {
  return `${idKey(entity.id)} ${formatPath(path)}`;
}

function isSame(a: Place, b: Place): boolean {
  return keyOf(a.entity, a.path) === keyOf(b.entity, b.path);
}
