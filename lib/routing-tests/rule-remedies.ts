import type { Mesh } from '../mesh/mesh';
import type { Call } from '../simulation/call';
import type { Outcome } from '../simulation/outcome';
import { MAX_REQUESTS, type Remedy, routesOn, routeWords } from './remedies';
import { callForRoute } from './request-for-route';
import type { TestRequest } from './request-test';
import { compareRule, type RuleField } from './rule-comparison';
import { routesForAnyone, ruleForAnyone } from './rule-for-anyone';

/** What would have to change, in the request or in a manifest, so that a rule with such a field takes a request. */
export function remediesForRule(
  mesh: Mesh,
  { source, saysPort }: TestRequest,
  outcome: Outcome,
  { field, expected }: RuleField,
): readonly Remedy[] {
  const { call, steps } = outcome;
  const routes = source === undefined ? routesForAnyone(mesh, call, saysPort) : routesOn(outcome);
  const fitting = routes.filter(({ rule }) =>
    compareRule(mesh, rule, { [field]: expected }).some(({ equal }) => equal && rule !== undefined),
  );
  const requests = fitting.flatMap((route): readonly Remedy[] => {
    const other = callForRoute(call, route);
    if (other === undefined || other.changes.length === 0) return [];
    if (source === undefined && !isTaken(mesh, other.call, saysPort, route.place)) return [];
    return [{ text: `the request, for ${routeWords(route)}: ${other.changes.join(', ')}`, place: route.place }];
  });
  const taker = steps.find(({ kind, verdict }) => kind === 'route' && verdict === 'match')?.place;
  const own = taker === undefined ? [] : [{ text: `the ${field} of the rule that takes the request`, place: taker }];
  const absent =
    fitting.length > 0 ? [] : [{ text: `a rule with such a ${field}: there is none for this host`, place: undefined }];
  return [...requests.slice(0, MAX_REQUESTS), ...own, ...absent];
}

/** Whether no route before it takes a request. */
function isTaken(mesh: Mesh, call: Call, saysPort: boolean, place: Remedy['place']): boolean {
  return ruleForAnyone(mesh, call, saysPort).route?.place === place;
}
