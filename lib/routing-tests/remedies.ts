import type { HttpRoute } from '../mesh/http-routes';
import type { Mesh } from '../mesh/mesh';
import type { VirtualHost } from '../mesh/virtual-hosts';
import { formatPath } from '../model/finding';
import { labelOf } from '../simulation/http-routing';
import type { End, Outcome, Step } from '../simulation/outcome';
import { simulate } from '../simulation/simulate';
import { describeId, type Place } from '../world/entity';
import { type Expectation, expectationWords, judge } from './expectation';
import { callForRoute } from './request-for-route';

/** Something that would have to be otherwise for an expectation to be met. */
export interface Remedy {
  readonly text: string;
  readonly place: Place | undefined;
}

/** How many requests are proposed. */
export const MAX_REQUESTS = 3;

/** What would have to change, in the request or in a manifest, so that a request ends as expected. */
export function remediesFor(mesh: Mesh, outcome: Outcome, expectation: Expectation): readonly Remedy[] {
  switch (expectation.kind) {
    case 'reach':
    case 'answer':
    case 'redirect':
    case 'split':
    case 'copy':
    case 'delay':
      return [...requests(mesh, outcome, expectation), ...deciders(outcome), ...absences(mesh, outcome, expectation)];
    case 'no answer':
    case 'arrival':
    case 'timeout':
    case 'retries':
    case 'tls':
      return deciders(outcome);
  }
}

/** Requests for other routes of the same host that end as expected. */
function requests(mesh: Mesh, outcome: Outcome, expectation: Expectation): readonly Remedy[] {
  const found: Remedy[] = [];
  for (const route of otherRoutes(outcome)) {
    const other = callForRoute(outcome.call, route);
    if (other === undefined || other.changes.length === 0) continue;
    if (judge(mesh, simulate(mesh, other.call), expectation) !== 'always') continue;
    found.push({ text: `the request, for ${routeWords(route)}: ${other.changes.join(', ')}`, place: route.place });
    if (found.length === MAX_REQUESTS) break;
  }
  return found;
}

function otherRoutes(outcome: Outcome): readonly HttpRoute[] {
  const taken = new Set(outcome.ends.map(({ decision }) => decision?.route));
  return routesOn(outcome).filter((route) => !taken.has(route));
}

/** The routes that could have taken a request, at each proxy on its way. */
export function routesOn(outcome: Outcome): readonly HttpRoute[] {
  return hostsOf(outcome).flatMap(({ routes }) => routes);
}

/** The hosts that the request has come to, at each proxy on its way. */
function hostsOf({ steps, ends }: Outcome): readonly VirtualHost[] {
  const all = [...steps, ...ends.flatMap((end) => end.steps)];
  return [...new Set(all.flatMap(({ host }) => host ?? []))];
}

/** What made the request end where it does. */
function deciders({ ends }: Outcome): readonly Remedy[] {
  const found = new Map<string, Remedy>();
  for (const end of ends) {
    const remedy = deciderOf(end, ends.length > 1);
    if (remedy !== undefined) found.set(remedy.text, remedy);
  }
  return [...found.values()];
}

function deciderOf(end: End, several: boolean): Remedy | undefined {
  const { decision, kind, steps } = end;
  if (kind === 'answered' || kind === 'failed') {
    const last = steps.findLast((step): step is Step & { place: Place } => step.place !== undefined);
    if (last !== undefined) return { text: `${subjectOf(last.place)}, where it ends: ${end.why}`, place: last.place };
  }
  const { place, virtualService } = decision ?? {};
  if (place === undefined || virtualService === undefined) return undefined;
  // Of a match, the rule around it is what acts.
  const rule: Place = { entity: place.entity, path: place.path.slice(0, 3) };
  const weights = several && kind === 'reached' ? 'the destinations and their weights in ' : '';
  return {
    text: `${weights}${formatPath(rule.path)} of ${describeId(rule.entity.id)}, which takes the request`,
    place: rule,
  };
}

function subjectOf({ entity, path }: Place): string {
  const field = formatPath(path);
  return field === '' ? describeId(entity.id) : `${field} of ${describeId(entity.id)}`;
}

/** That nothing at the host would end as expected. */
function absences(mesh: Mesh, outcome: Outcome, expectation: Expectation): readonly Remedy[] {
  const hosts = hostsOf(outcome);
  const leads = otherRoutes(outcome).some((route) => {
    const other = callForRoute(outcome.call, route);
    return other !== undefined && judge(mesh, simulate(mesh, other.call), expectation) !== 'never';
  });
  const [host] = hosts;
  // What a server denies was routed all right.
  const isDenied = outcome.ends.some(({ kind, destination }) => kind !== 'reached' && destination !== undefined);
  if (leads || isDenied || host === undefined) return [];
  const [domain] = host.domains;
  const isDefault = host.routes.every(({ virtualService }) => virtualService === undefined);
  if (isDefault) return [{ text: `a VirtualService for ${domain}: there is none for this client`, place: undefined }];
  if (
    outcome.ends.some(
      (end) =>
        end.kind === 'reached' &&
        judge(mesh, { ...outcome, ends: [{ ...end, probability: 1 }] }, expectation) === 'always',
    )
  )
    return [];
  return [
    { text: `a route of ${domain} for requests ${expectationWords(expectation)}: there is none`, place: undefined },
  ];
}

export function routeWords(route: HttpRoute): string {
  const { virtualService } = route;
  return virtualService === undefined
    ? `route ${route.name}`
    : `${labelOf(route)} of ${describeId(virtualService.entity.id)}`;
}
