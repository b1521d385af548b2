import type { JsonMap } from '../../../kube/json';
import { type Expression, list, literal, method, record } from '../../code/expression';
import { cannot } from '../inexpressible';
import type { Scope } from '../scope';
import { istio, mapOf, mapsOf, maybe, numberOf, textOf } from '../values';

interface Target {
  readonly expression: Expression;
  readonly hostName: string;
  readonly isSubset: boolean;
}

/** Where a route leads: `reviews.version('v1')`. */
export function target(destination: JsonMap, scope: Scope): Target {
  const host = textOf(destination.host) ?? cannot('a destination has no host');
  const subset = textOf(destination.subset);
  return {
    expression: subset === undefined ? scope.host(host) : scope.subset(host, subset),
    hostName: scope.hostName(host),
    isSubset: subset !== undefined,
  };
}

/** Port and headers of a destination; nothing for none. */
function options(route: JsonMap): readonly Expression[] {
  const { number } = mapOf(mapOf(route.destination)?.port) ?? {};
  const port = numberOf(number);
  const written = record({ port: port === undefined ? undefined : literal(port), headers: maybe(route.headers) });
  return written.entries.length === 0 ? [] : [written];
}

/** `HttpAction.to(…)`, `HttpAction.split([…])`; of connections, `ConnectionRoute`. */
export function routeTo(value: unknown, scope: Scope, of: 'HttpAction' | 'ConnectionRoute'): Expression {
  const routes = mapsOf(value) ?? [];
  const targets = routes.map((route) => target(mapOf(route.destination) ?? {}, scope));
  const [first] = targets;
  if (first === undefined) return cannot('a route has no destination');
  if (routes.length === 1) return method(istio(of), 'to', first.expression, ...options(routes[0] as JsonMap));
  const weighted = targets.map(({ expression }, index) => {
    const route = routes[index] as JsonMap;
    const weight = numberOf(route.weight) ?? cannot('a destination of several has no weight');
    return method(expression, 'weighted', literal(weight), ...options(route));
  });
  const alike =
    targets.every(({ isSubset, hostName }) => isSubset && hostName === first.hostName) ||
    targets.every(({ isSubset }) => !isSubset);
  return method(istio(of), alike ? 'split' : 'splitAcrossHosts', list(weighted));
}
