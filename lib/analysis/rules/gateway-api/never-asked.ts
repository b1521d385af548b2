import type { HttpRule } from '../../../mesh/delegates';
import { formatPath } from '../../../model/finding';
import { describeId } from '../../../world/entity';
import { HTTP_ROUTE } from '../../../world/kinds';
import { deployment, documents, meshNamespace, service } from '../../examples';
import type { Rule } from '../../rule';
import { api } from './example';

const example = (match: string) =>
  documents(
    meshNamespace(),
    service('reviews'),
    deployment('reviews'),
    service('ratings'),
    deployment('ratings'),
    api(
      'HTTPRoute',
      'reviews',
      `parentRefs: [{group: "", kind: Service, name: reviews}]
rules:
- {matches: [{path: {${match}}}], backendRefs: [{name: ratings, port: 80}]}
- {backendRefs: [{name: reviews, port: 80}]}`,
    ),
  );

export const neverAsked: Rule = {
  id: 'GATEWAY_API_NEVER_ASKED',
  severity: 'warning',
  kinds: [HTTP_ROUTE],
  docs: {
    says: 'a rule of an HTTPRoute that is never asked, since another one takes all that it matches',
    why: 'Rules are not asked in the order in which they stand. Istio asks for exact paths, then for prefixes, the longer ones first, then for expressions. A rule without a match is one for the prefix `/`, so that behind it no expression is reached. Of rules with the same match the first counts, of several routes that of the oldest.',
    fix: 'Write the path as `Exact` or `PathPrefix`; join rules with the same match.',
    symptoms: ['a rule has no effect', 'requests go to the default backend'],
    see: 'https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule',
    wrong: example('type: RegularExpression, value: /ratings/.*'),
    right: example('type: PathPrefix, value: /ratings'),
  },

  check(mesh, report) {
    const told = new Set<string>();
    for (const { entity, http } of mesh.virtualServicesOfRoutes) {
      if (entity.id.kind !== HTTP_ROUTE.kind) continue;
      const seen = new Map<string, HttpRule>();
      let end: HttpRule | undefined;
      for (const rule of http) {
        const key = keyOf(rule);
        const before = end ?? seen.get(key);
        const place = rule.matches[0]?.[0] ?? rule.place;
        if (before === undefined) {
          seen.set(key, rule);
          if (takesAll(rule)) end = rule;
          continue;
        }
        const id = `${describeId(place.entity.id)} ${formatPath(place.path)}`;
        const isGiven =
          before.place.entity === rule.place.entity || mesh.given.together(before.place.entity, rule.place.entity);
        if (told.has(id) || !isGiven || place.entity.derived !== undefined) continue;
        told.add(id);
        const isOwn = before.place.entity === rule.place.entity;
        report(place.entity, place.path, {
          message: `the rule is never asked: ${takesAll(before) && key !== keyOf(before) ? 'a rule for every path is asked before an expression' : 'a rule with the same match is asked before it'}`,
          fix: key === keyOf(before) ? 'join the two' : 'write the path as Exact or PathPrefix',
          related: [
            {
              ...(before.matches[0]?.[0] ?? before.place),
              message: isOwn ? 'takes what it matches' : `${describeId(before.place.entity.id)} takes what it matches`,
            },
          ],
        });
      }
    }
  },
};

/** The same for the same conditions at the same port. */
function keyOf({ rule, ofRoute }: HttpRule): string {
  const conditions = (ofRoute?.conditions ?? []).map(({ on, name, matcher }) => JSON.stringify([on, name, matcher]));
  return JSON.stringify([rule.match, conditions.sort()]);
}

function takesAll({ ofRoute }: HttpRule): boolean {
  const { conditions = [] } = ofRoute ?? {};
  return conditions.every(({ on, matcher }) => on === 'path' && matcher.kind === 'prefix');
}
