import type { HeaderOperations, HTTPRoute } from '../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../world/kinds';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';
import { httpRulesWith } from '../../traffic/routes';

const SEE = 'https://istio.io/latest/docs/reference/config/networking/virtual-service';
const example = (rule: string) =>
  documents(shop('reviews'), istio('VirtualService', 'reviews', `hosts: [reviews]\nhttp:\n- ${rule}`));
const TO = 'route: [{destination: {host: reviews}}]';

/** Codes for which there is a redirect; with others the route has no action. */
const CODES = new Set([301, 302, 303, 307, 308]);

export const redirectCode: Rule = {
  id: 'MESH_REDIRECT_CODE',
  severity: 'error',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a redirect with a code that there is no redirect for',
    why: 'istiod accepts any code from 300 to 399 and makes a route without an action of those that Envoy does not know; the proxy refuses the whole table.',
    fix: 'Write 301, 302, 303, 307 or 308.',
    symptoms: ['404 NR', 'istiod: NACK', 'changes of routes do not arrive'],
    see: `${SEE}/#HTTPRedirect-redirect_code`,
    wrong: example('redirect: {uri: /new, redirectCode: 304}'),
    right: example('redirect: {uri: /new, redirectCode: 308}'),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'redirect')) {
      const code = rule.redirect?.redirectCode;
      // 0 is as if it was not there.
      if (code === undefined || code === 0 || CODES.has(code)) continue;
      report(entity, [...path, 'redirect', 'redirectCode'], {
        message: `there is no redirect with code ${code}: the route has no action, and proxies refuse the table`,
        fix: 'write 301, 302, 303, 307 or 308',
      });
    }
  },
};

export const headerSetTwice: Rule = {
  id: 'MESH_HEADER_SET_TWICE',
  severity: 'warning',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a header that a rule and one of its destinations set, each to its value',
    why: 'With one destination its value counts; with several, that of the rule. A second destination, as a canary adds it, changes the header of all requests.',
    fix: 'Set it in one place.',
    symptoms: ['a header has the wrong value'],
    see: `${SEE}/#Headers`,
    wrong: example(
      'headers: {request: {set: {x-tier: gold}}}\n  route: [{destination: {host: reviews}, headers: {request: {set: {x-tier: silver}}}}]',
    ),
    right: example('route: [{destination: {host: reviews}, headers: {request: {set: {x-tier: silver}}}}]'),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'headers')) {
      const { route = [], headers } = rule;
      for (const [index, each] of route.entries()) {
        for (const side of ['request', 'response'] as const) {
          for (const [name, value] of Object.entries(each.headers?.[side]?.set ?? {})) {
            const other = headerOf(headers?.[side], name);
            if (other === undefined || other.value === value) continue;
            report(entity, [...path, 'route', index, 'headers', side, 'set', name], {
              message: `the rule sets ${name}, too: ${route.length === 1 ? `${value} counts, and ${other.value} as soon as there are several destinations` : `${other.value} counts, as there are several destinations`}`,
              fix: 'set it in one place',
              related: [
                { entity, path: [...path, 'headers', side, 'set', other.name], message: `sets it to ${other.value}` },
              ],
            });
          }
        }
      }
    }
  },
};

function headerOf(
  operations: HeaderOperations | undefined,
  name: string,
): { readonly name: string; readonly value: string } | undefined {
  const found = Object.entries(operations?.set ?? {}).find(([own]) => own.toLowerCase() === name.toLowerCase());
  return found && { name: found[0], value: found[1] };
}

export const authorityRewritten: Rule = {
  id: 'MESH_AUTHORITY_REWRITTEN',
  severity: 'note',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a destination that sets the Host header, in a rule that rewrites the authority',
    why: '`rewrite.authority` of the rule counts; what the destination sets is lost.',
    fix: 'Write it in one place: in the destinations, where they differ.',
    symptoms: ['a header has the wrong value'],
    see: `${SEE}/#HTTPRewrite-authority`,
    wrong: example(
      'rewrite: {authority: a.example.com}\n  route: [{destination: {host: reviews}, headers: {request: {set: {Host: b.example.com}}}}]',
    ),
    right: example('route: [{destination: {host: reviews}, headers: {request: {set: {Host: b.example.com}}}}]'),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'rewrite')) {
      if (!rule.rewrite?.authority) continue;
      for (const [index, { headers }] of (rule.route ?? []).entries()) {
        const name = Object.keys(headers?.request?.set ?? {}).find((each) => /^(?:host|:authority)$/i.test(each));
        if (name === undefined) continue;
        report(entity, [...path, 'route', index, 'headers', 'request', 'set', name], {
          message: `rewrite.authority of the rule counts, ${rule.rewrite.authority}: what the destination sets is lost`,
          fix: 'write it in one place',
          related: [{ entity, path: [...path, 'rewrite', 'authority'], message: 'counts' }],
        });
      }
    }
  },
};

export const corsLetsThrough: Rule = {
  id: 'MESH_CORS_LETS_THROUGH',
  severity: 'note',
  kinds: [VIRTUAL_SERVICE],
  docs: {
    says: 'a CORS policy that lets requests of other origins through to the application',
    why: 'CORS is for browsers, and no access control: simple requests of any origin are routed, and what a browser asks before others is forwarded as well, unless `unmatchedPreflights` is IGNORE. An application that answers it itself undoes the policy.',
    fix: 'Set `unmatchedPreflights: IGNORE`; keep requests out with an AuthorizationPolicy.',
    see: `${SEE}/#CorsPolicy-UnmatchedPreflights`,
    wrong: example(`corsPolicy: {allowOrigins: [{exact: "https://shop.example.com"}]}\n  ${TO}`),
    right: example(
      `corsPolicy: {allowOrigins: [{exact: "https://shop.example.com"}], unmatchedPreflights: IGNORE}\n  ${TO}`,
    ),
  },

  check({ given }, report) {
    for (const { entity, rule, path } of httpRulesWith(given, 'corsPolicy')) {
      const { corsPolicy } = rule;
      if (
        corsPolicy === undefined ||
        (corsPolicy.unmatchedPreflights ?? 'UNSPECIFIED') !== 'UNSPECIFIED' ||
        takesAll(rule)
      )
        continue;
      report(entity, [...path, 'corsPolicy'], {
        message: 'preflight requests of other origins are forwarded to the application, which may allow them',
        fix: 'set unmatchedPreflights: IGNORE',
      });
    }
  },
};

function takesAll({ corsPolicy }: HTTPRoute): boolean {
  const { allowOrigin = [], allowOrigins = [] } = corsPolicy ?? {};
  return (
    (allowOrigin.length === 0 && allowOrigins.length === 0) ||
    allowOrigin.includes('*') ||
    allowOrigins.some(({ exact, regex, prefix }) => exact === '*' || regex === '.*' || prefix === '*' || prefix === '')
  );
}
