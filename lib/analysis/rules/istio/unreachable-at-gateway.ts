import { covers, type HttpConditions, readHttpConditions } from '../../../conditions/http-conditions';
import { beginningOf, folded } from '../../../conditions/pattern';
import { isOrderKnown } from '../../../mesh/creation-order';
import type { HttpRoute } from '../../../mesh/http-routes';
import type { Mesh } from '../../../mesh/mesh';
import type { VirtualHost } from '../../../mesh/virtual-hosts';
import { formatPath } from '../../../model/finding';
import { describeId } from '../../../world/entity';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { at } from '../../../world/workload';
import { documents, edgeGateway, istio, shop } from '../../examples';
import type { Report, Rule } from '../../rule';
import { gatewayProxies } from '../../traffic/gateways';

const TO = 'route: [{destination: {host: reviews}}]';
const example = (first: string, second: string) =>
  documents(
    shop('reviews'),
    edgeGateway(),
    ...[first, second].map((match, index) =>
      istio(
        'VirtualService',
        `reviews-${index + 1}`,
        `hosts: [shop.example.com]\ngateways: [edge]\nhttp:\n- match: [${match}]\n  ${TO}`,
      ),
    ),
  );

export const unreachableAtGateway: Rule = {
  id: 'IST0130',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a rule of a VirtualService that is never reached, because of one before it, there or in another VirtualService for the host',
    why: 'Rules are tried in their order, and an earlier one takes every request that this one would. At a gateway the rules of all VirtualServices with a host are joined, the oldest first, and those that take everything last. Only what is proved is reported: each condition of the earlier rule follows from one of the later.',
    fix: 'Put the narrower rule first, in one VirtualService; or remove the one that is never reached.',
    symptoms: ['requests go to the wrong version', 'rules are ignored'],
    see: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services',
    wrong: example('{uri: {prefix: /api}}', '{uri: {prefix: /api/v1}}'),
    right: example('{uri: {prefix: /api/v1}}', '{uri: {prefix: /api}}'),
  },

  check(mesh, report) {
    const told = new Set<VirtualHost>();
    for (const proxy of gatewayProxies(mesh)) {
      for (const { chains } of mesh.gatewayListeners(proxy)) {
        for (const { routes } of chains) {
          for (const host of routes?.virtualHosts ?? []) {
            if (told.has(host)) continue;
            told.add(host);
            checkHost(mesh, host, report);
          }
        }
      }
    }
  },
};

/** A route, with what it asks of a request. */
interface Entry {
  readonly route: HttpRoute;
  readonly conditions: HttpConditions;
  readonly beginning: string;
}

/** As many pairs are compared at most for a host. */
const PAIRS = 200_000;

function checkHost({ given }: Mesh, { routes, domains }: VirtualHost, report: Report): void {
  if (new Set(routes.map(({ virtualService }) => virtualService)).size < 2) return;
  const before: Entry[] = [];
  let pairs = 0;
  for (const route of routes) {
    const entry = entryOf(route);
    const { virtualService, place } = route;
    const by = before.find((earlier) => {
      pairs += 1;
      if (pairs > PAIRS || earlier.route.virtualService === virtualService) return false;
      if (!entry.beginning.startsWith(earlier.beginning) || !takesRequests(earlier.route)) return false;
      return covers(earlier.conditions, entry.conditions) === 'yes';
    });
    before.push(entry);
    const [owner, other] = [virtualService?.entity, by?.route.virtualService?.entity];
    const earlier = by?.route.place;
    if (owner === undefined || other === undefined || place === undefined || earlier === undefined) continue;
    if (place.entity.derived !== undefined || !given.together(owner, other)) continue;
    const order = isOrderKnown(other, owner) ? 'which is older' : 'which comes first by name, and counts as the older';
    report(place.entity, place.path, {
      message: `never reached at ${domains.join(', ')}: ${formatPath(earlier.path)} of ${describeId(other.id)}, ${order}, takes all of it`,
      fix: 'put the rules into one VirtualService, the narrower first',
      related: [{ ...earlier, message: 'takes it' }],
    });
  }
}

function entryOf(route: HttpRoute): Entry {
  // Port, gateways and source have been looked at when the table was made.
  const match = route.place === undefined ? undefined : at(route.place.entity.object, route.place.path);
  const { rule } = route;
  const index = rule?.matches.findIndex(([first]) => first === route.place) ?? -1;
  const { port, gateways, sourceLabels, sourceNamespace, ...asked } = (rule?.rule.match?.[index] ??
    (index === -1 ? {} : match) ??
    {}) as Readonly<Record<string, unknown>>;
  const conditions = readHttpConditions(asked);
  return { route, conditions, beginning: folded(beginningOf(conditions.path)) };
}

function takesRequests({ rule }: HttpRoute): boolean {
  if (rule === undefined) return false;
  const { route = [], redirect, directResponse } = rule.rule;
  return route.length > 0 || redirect !== undefined || directResponse !== undefined;
}
