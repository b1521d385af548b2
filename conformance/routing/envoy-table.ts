import type { CorsPolicy, HeaderOperations, HTTPFaultInjection, HTTPRoute } from '../../imports/networking.istio.io';
import { MATCHED_PREFIX } from '../../lib/mesh/api-route-rules';
import type { HttpRoute, Matcher, RouteCondition } from '../../lib/mesh/http-routes';
import { ALLOW_ANY, BLOCK_ALL } from '../../lib/mesh/outbound-routes';
import type { RouteTable, VirtualHost } from '../../lib/mesh/virtual-hosts';
import type { EnvoyJson, RouteTable as EnvoyTable } from '../envoy/configuration';

/** How a destination of a rule is called as a cluster; a proxy knows that, a rule does not. */
export type ClusterName = (
  route: HttpRoute,
  destination: { readonly host: string; readonly subset?: string },
) => string;

/** A table of routes as Istio writes it for Envoy, without timeouts and retries. */
export function envoyTable(table: RouteTable, clusterName: ClusterName): EnvoyTable {
  return {
    ignore_port_in_host_matching: true,
    virtual_hosts: table.virtualHosts.map((host) => virtualHost(host, clusterName)),
  };
}

function virtualHost({ name, domains, routes, requiresTls }: VirtualHost, clusterName: ClusterName) {
  return {
    name,
    domains,
    ...(requiresTls === undefined ? {} : { require_tls: 'ALL' }),
    routes: routes.map((route) => ({ name: route.name, match: match(route.conditions), ...does(route, clusterName) })),
  };
}

function match(conditions: readonly RouteCondition[]): EnvoyJson {
  const path = conditions.find(({ on }) => on === 'path');
  const headers = conditions.flatMap((condition) => headerMatcher(condition) ?? []);
  const query = conditions
    .filter(({ on }) => on === 'query')
    .map(({ name, matcher }) =>
      matcher.kind === 'present' ? { name, present_match: true } : { name, string_match: stringMatch(matcher) },
    );
  return {
    ...pathMatch(path),
    ...(headers.length === 0 ? {} : { headers }),
    ...(query.length === 0 ? {} : { query_parameters: query }),
  };
}

function pathMatch(condition: RouteCondition | undefined): EnvoyJson {
  const matcher = condition?.matcher ?? { kind: 'prefix', value: '/' };
  const caseSensitive = condition?.ignoreCase === true ? { case_sensitive: false } : {};
  switch (matcher.kind) {
    case 'exact':
      return { path: matcher.value, ...caseSensitive };
    case 'regex':
      return { safe_regex: { regex: matcher.value } };
    case 'prefix':
      return { prefix: matcher.value, ...caseSensitive };
    case 'segments':
      return { path_separated_prefix: matcher.value, ...caseSensitive };
    case 'present':
      return { prefix: '/' };
  }
}

const PSEUDO: Readonly<Record<string, string>> = { method: ':method', authority: ':authority', scheme: ':scheme' };

function headerMatcher({ on, name, matcher, inverted }: RouteCondition): EnvoyJson | undefined {
  if (on !== 'header' && PSEUDO[on] === undefined) return undefined;
  const invert = inverted ? { invert_match: true } : {};
  const own = PSEUDO[on] ?? name;
  if (matcher.kind === 'present') return { name: own, present_match: true, ...invert };
  return {
    name: own,
    string_match: stringMatch(matcher),
    ...invert,
    ...(inverted ? { treat_missing_header_as_empty: true } : {}),
  };
}

function stringMatch(matcher: Exclude<Matcher, { kind: 'present' }>): EnvoyJson {
  return matcher.kind === 'regex' ? { safe_regex: { regex: matcher.value } } : { [matcher.kind]: matcher.value };
}

function does(route: HttpRoute, clusterName: ClusterName): EnvoyJson {
  const rule = route.rule?.rule;
  if (rule === undefined) return withoutRule(route, clusterName);
  const filters = { ...faultOf(rule.fault), ...corsOf(rule.corsPolicy) };
  const typed = Object.keys(filters).length === 0 ? {} : { typed_per_filter_config: filters };
  if (route.rule?.ofRoute?.nothing !== undefined) return { direct_response: { status: 500 }, ...typed };
  if (rule.redirect !== undefined) return { redirect: redirectAction(rule, route), ...typed };
  if (rule.directResponse !== undefined) return { direct_response: { status: rule.directResponse.status }, ...typed };
  const several = (rule.route ?? []).length > 1;
  const [first] = rule.route ?? [];
  const own = headerFields([rule.headers?.request, ...(several ? [] : [first?.headers?.request])]);
  return { route: routeAction(route, rule, clusterName), ...own, ...typed };
}

function withoutRule(route: HttpRoute, clusterName: ClusterName): EnvoyJson {
  if (route.name === BLOCK_ALL) return { direct_response: { status: 502 } };
  if (route.name === ALLOW_ANY) return { route: { cluster: 'PassthroughCluster' } };
  return { route: { cluster: clusterName(route, { host: route.service?.host ?? '' }) } };
}

function routeAction(route: HttpRoute, rule: HTTPRoute, clusterName: ClusterName): EnvoyJson {
  const all = rule.route ?? [];
  const [first] = all;
  const rewrite = rule.rewrite ?? {};
  const authority = rewrite.authority ?? hostOf(rule.headers?.request);
  const single = all.length === 1 && first !== undefined;
  const host = authority ?? (single ? hostOf(first.headers?.request) : undefined);
  const mirrors =
    rule.mirror === undefined
      ? []
      : [{ cluster: clusterName(route, rule.mirror), disable_shadow_host_suffix_append: true }];
  return {
    timeout: '0s',
    ...(route.rule?.ofRoute === undefined ? {} : { cluster_not_found_response_code: 'INTERNAL_SERVER_ERROR' }),
    ...(single
      ? { cluster: clusterName(route, target(route, first.destination, 0)) }
      : {
          weighted_clusters: {
            clusters: all.flatMap(({ destination, weight = 0, headers }, index) =>
              weight > 0
                ? {
                    name: clusterName(route, target(route, destination, index)),
                    weight,
                    ...headerFields([headers?.request]),
                  }
                : [],
            ),
          },
        }),
    ...(rewrite.uriRegexRewrite === undefined
      ? rewrite.uri === undefined
        ? {}
        : rewritten(route, rewrite.uri)
      : {
          regex_rewrite: {
            pattern: { regex: rewrite.uriRegexRewrite.match },
            substitution: rewrite.uriRegexRewrite.rewrite,
          },
        }),
    ...(host === undefined ? {} : { host_rewrite_literal: host }),
    ...(mirrors.length === 0 ? {} : { request_mirror_policies: mirrors }),
  };
}

type Target = NonNullable<NonNullable<HTTPRoute['route']>[number]['destination']>;

/** What is refused to a route leads nowhere. */
function target({ rule }: HttpRoute, destination: Target, index: number): Target {
  return rule?.ofRoute?.refused.has(index) === true ? { host: 'refused.invalid' } : destination;
}

/** Segments that are taken away leave one slash. */
function rewritten({ conditions }: HttpRoute, uri: string): EnvoyJson {
  const matcher = conditions.find(({ on }) => on === 'path')?.matcher;
  if (matcher?.kind !== 'segments' || uri !== '/') return { prefix_rewrite: uri };
  const regex = `^${matcher.value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/?(.*)$`;
  return { regex_rewrite: { pattern: { regex }, substitution: '/\\1' } };
}

const CODES: Readonly<Record<number, string>> = {
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

function redirectAction({ redirect = {} }: HTTPRoute, { madeFor }: HttpRoute): EnvoyJson {
  const { uri, authority, scheme, derivePort, redirectCode = 301 } = redirect;
  const port = redirect.port ?? (derivePort === 'FROM_REQUEST_PORT' ? madeFor.port : undefined);
  const prefix = uri?.startsWith(MATCHED_PREFIX) ? uri.slice(MATCHED_PREFIX.length) : undefined;
  const usual = (scheme ?? (madeFor.tls ? 'https' : 'http')) === 'https' ? 443 : 80;
  return {
    ...(authority === undefined ? {} : { host_redirect: authority }),
    ...(prefix !== undefined ? { prefix_rewrite: prefix } : uri === undefined ? {} : { path_redirect: uri }),
    ...(scheme === undefined ? {} : { scheme_redirect: scheme }),
    ...(port === undefined || port === usual ? {} : { port_redirect: port }),
    ...(CODES[redirectCode] === undefined ? {} : { response_code: CODES[redirectCode] }),
  };
}

function headerFields(operations: readonly (HeaderOperations | undefined)[]): EnvoyJson {
  const present = operations.filter((each) => each !== undefined);
  const added = present.flatMap(({ set = {}, add = {} }) => [
    ...option(set, 'OVERWRITE_IF_EXISTS_OR_ADD'),
    ...option(add, 'APPEND_IF_EXISTS_OR_ADD'),
  ]);
  const removed = present.flatMap(({ remove = [] }) => remove);
  return {
    ...(added.length === 0 ? {} : { request_headers_to_add: added }),
    ...(removed.length === 0 ? {} : { request_headers_to_remove: removed }),
  };
}

function option(values: Readonly<Record<string, string>>, how: string): readonly EnvoyJson[] {
  return Object.keys(values)
    .sort()
    .map((key) => ({ header: { key, value: values[key] }, append_action: how }));
}

function hostOf(operations: HeaderOperations | undefined): string | undefined {
  return Object.entries(operations?.set ?? {}).find(([name]) => name.toLowerCase() === 'host')?.[1];
}

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http';

function faultOf(fault: HTTPFaultInjection | undefined): EnvoyJson {
  if (fault === undefined) return {};
  const { delay, abort } = fault;
  const fraction = (value = 0) => ({ numerator: Math.trunc(value * 10_000), denominator: 'MILLION' });
  return {
    'envoy.filters.http.fault': {
      '@type': `${TYPE}.fault.v3.HTTPFault`,
      ...(delay?.fixedDelay === undefined
        ? {}
        : { delay: { fixed_delay: '0.001s', percentage: fraction(delay.percentage?.value) } }),
      ...(abort?.httpStatus === undefined
        ? {}
        : { abort: { http_status: abort.httpStatus, percentage: fraction(abort.percentage?.value) } }),
    },
  };
}

function corsOf(cors: CorsPolicy | undefined): EnvoyJson {
  if (cors === undefined) return {};
  return {
    'envoy.filters.http.cors': {
      '@type': `${TYPE}.cors.v3.CorsPolicy`,
      allow_origin_string_match: (cors.allowOrigins ?? []).map(({ exact, prefix, regex }) =>
        exact !== undefined ? { exact } : prefix !== undefined ? { prefix } : { safe_regex: { regex } },
      ),
      ...(cors.unmatchedPreflights === 'IGNORE' ? { forward_not_matching_preflights: false } : {}),
    },
  };
}
