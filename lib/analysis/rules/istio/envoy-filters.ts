import type { EnvoyConfigObjectPatch, EnvoyFilterSpec } from '../../../../imports/networking.istio.io';
import type { FieldPath } from '../../../model/finding';
import type { Sound } from '../../../world/entity';
import { ENVOY_FILTER } from '../../../world/kinds';
import type { World } from '../../../world/world';
import { documents, istio, shop } from '../../examples';
import type { Rule } from '../../rule';

const filter = (patch: string, more = '') =>
  documents(
    shop('reviews'),
    istio('EnvoyFilter', 'lua', `workloadSelector: {labels: {app: reviews}}\n${more}configPatches:\n${patch}`),
  );
const VALUE = `value:
      name: lua
      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}`;
const http = (operation: string, anchor: string, more = '') => `- applyTo: HTTP_FILTER
  match:
    context: SIDECAR_INBOUND${more}
    listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager, subFilter: {name: ${anchor}}}}}
  patch:
    operation: ${operation}
    ${VALUE}`;
const routes = (applyTo: string, operation: string, value = '') =>
  `- applyTo: ${applyTo}\n  match: {context: SIDECAR_INBOUND}\n  patch: {operation: ${operation}${value}}`;
const SEE = 'https://istio.io/latest/docs/reference/config/analysis';

/** A patch, and where it stands. */
interface Patch {
  readonly entity: Sound<EnvoyFilterSpec>;
  readonly path: FieldPath;
  readonly patch: EnvoyConfigObjectPatch;
  readonly index: number;
}

function patchesIn(world: World): readonly Patch[] {
  return world.all(ENVOY_FILTER).flatMap((entity) =>
    (entity.spec.configPatches ?? []).map((patch, index) => ({
      entity,
      patch,
      index,
      path: ['spec', 'configPatches', index],
    })),
  );
}

const RELATIVE = new Set(['INSERT_BEFORE', 'INSERT_AFTER', 'REMOVE', 'REPLACE']);
const REPLACEABLE = new Set(['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST']);
const OF_ROUTES = new Set(['ROUTE_CONFIGURATION', 'HTTP_ROUTE']);

/** Whether a patch is relative to what others may have put there before, or not yet. */
function isRelative({ entity, patch: { applyTo = 'INVALID', patch } }: Patch): boolean {
  const { operation = '' } = patch ?? {};
  if (!RELATIVE.has(operation) || (entity.spec.priority ?? 0) !== 0) return false;
  if (operation === 'REMOVE') return !OF_ROUTES.has(applyTo);
  return operation !== 'REPLACE' || REPLACEABLE.has(applyTo);
}

/** The filter that a patch is relative to. */
function anchorOf({ patch: { match } }: Patch): string | undefined {
  const filter = match?.listener?.filterChain?.filter;
  return filter?.subFilter?.name ?? filter?.name;
}

/** The filter that a patch adds. */
function addedBy({ patch: { patch } }: Patch): string | undefined {
  const name = patch?.value?.name;
  return typeof name === 'string' ? name : undefined;
}

/** Filters that istiod itself writes: they are there before any patch. */
const OWN =
  /^(?:envoy\.filters\.(?:http\.(?:router|cors|fault|jwt_authn|rbac|grpc_stats|grpc_web|ext_authz|lua)|network\.(?:http_connection_manager|tcp_proxy|rbac))|istio\.|istio_authn)/;

/** Whether the filter that a patch is relative to is one that another EnvoyFilter adds. */
function isOfAnother(patch: Patch, all: readonly Patch[]): boolean {
  const anchor = anchorOf(patch);
  if (anchor === undefined) return false;
  return (
    !OWN.test(anchor) ||
    all.some((other) => other.entity !== patch.entity && addedBy(other) === anchor && !isRemoval(other))
  );
}

function isRemoval({ patch: { patch } }: Patch): boolean {
  return patch?.operation === 'REMOVE';
}

function hasVersion({ patch: { match } }: Patch): boolean {
  return (match?.proxy?.proxyVersion ?? '') !== '';
}

/** Whether an earlier patch of the same filter is for some versions of the proxy only. */
function followsVersioned(patch: Patch, all: readonly Patch[]): boolean {
  const name = addedBy(patch) ?? anchorOf(patch);
  return all.some(
    (other) =>
      other.entity === patch.entity &&
      other.index < patch.index &&
      hasVersion(other) &&
      (addedBy(other) ?? anchorOf(other)) === name,
  );
}

export const relativePatch: Rule = {
  id: 'IST0151',
  severity: 'warning',
  kinds: [ENVOY_FILTER],
  docs: {
    says: 'a patch of an EnvoyFilter that is relative to a filter of another one, without a priority',
    why: 'EnvoyFilters of equal priority are applied in the order in which they were created. Created the other way round, as in a new cluster, the filter is not there yet, and the patch does nothing. Relative to a filter that istiod itself writes it is a note.',
    fix: 'Set `priority`: what is below 0 is applied before what has none, what is above after it.',
    symptoms: ['a filter is missing', 'filters in another order'],
    see: `${SEE}/ist0151/`,
    wrong: filter(http('INSERT_BEFORE', 'example.filters.first')),
    right: filter(http('INSERT_BEFORE', 'example.filters.first'), 'priority: 10\n'),
  },

  check({ given }, report) {
    const all = patchesIn(given);
    for (const each of all) {
      if (!isRelative(each) || followsVersioned(each, all)) continue;
      const anchor = anchorOf(each);
      const isAnothers = isOfAnother(each, all);
      report(each.entity, [...each.path, 'patch', 'operation'], {
        severity: isAnothers ? 'warning' : 'note',
        message: `${each.patch.patch?.operation} is relative to ${anchor ?? 'what is there'}, and the EnvoyFilter has no priority: ${isAnothers ? 'if it is created before what adds that, it does nothing' : 'its place among other patches depends on when it was created'}`,
        fix: 'set spec.priority',
      });
    }
  },
};

export const replacePatch: Rule = {
  id: 'IST0152',
  severity: 'error',
  kinds: [ENVOY_FILTER],
  docs: {
    says: 'a patch of an EnvoyFilter that replaces what cannot be replaced',
    why: 'REPLACE works on filters and virtual hosts only; on anything else it is ignored.',
    fix: 'Use MERGE, or REMOVE with ADD.',
    symptoms: ['an EnvoyFilter has no effect'],
    see: `${SEE}/ist0152/`,
    wrong: filter(
      `- applyTo: CLUSTER\n  match: {context: SIDECAR_OUTBOUND}\n  patch: {operation: REPLACE, value: {connect_timeout: 1s}}`,
    ),
    right: filter(
      `- applyTo: CLUSTER\n  match: {context: SIDECAR_OUTBOUND}\n  patch: {operation: MERGE, value: {connect_timeout: 1s}}`,
    ),
  },

  check({ given }, report) {
    for (const { entity, path, patch } of patchesIn(given)) {
      if (patch.patch?.operation !== 'REPLACE' || REPLACEABLE.has(patch.applyTo ?? '')) continue;
      report(entity, [...path, 'patch', 'operation'], {
        message: `REPLACE works on HTTP_FILTER, NETWORK_FILTER and VIRTUAL_HOST: of ${patch.applyTo} nothing is replaced`,
        fix: 'write MERGE',
      });
    }
  },
};

export const addPatch: Rule = {
  id: 'IST0153',
  severity: 'error',
  kinds: [ENVOY_FILTER],
  docs: {
    says: 'a patch of an EnvoyFilter that adds what cannot be added',
    why: 'ADD does not work on route configurations and routes; it is ignored.',
    fix: 'Use MERGE on a route configuration, INSERT_BEFORE, INSERT_AFTER or INSERT_FIRST on a route.',
    symptoms: ['an EnvoyFilter has no effect'],
    see: `${SEE}/ist0153/`,
    wrong: filter(routes('ROUTE_CONFIGURATION', 'ADD', ', value: {response_headers_to_remove: [server]}')),
    right: filter(routes('ROUTE_CONFIGURATION', 'MERGE', ', value: {response_headers_to_remove: [server]}')),
  },

  check({ given }, report) {
    for (const { entity, path, patch } of patchesIn(given)) {
      if (patch.patch?.operation !== 'ADD' || !OF_ROUTES.has(patch.applyTo ?? '')) continue;
      report(entity, [...path, 'patch', 'operation'], {
        message: `ADD does not work on ${patch.applyTo}: nothing is added`,
        fix: patch.applyTo === 'HTTP_ROUTE' ? 'write INSERT_FIRST, INSERT_BEFORE or INSERT_AFTER' : 'write MERGE',
      });
    }
  },
};

export const removePatch: Rule = {
  id: 'IST0154',
  severity: 'error',
  kinds: [ENVOY_FILTER],
  docs: {
    says: 'a patch of an EnvoyFilter that removes what cannot be removed',
    why: 'REMOVE does not work on route configurations and routes; it is ignored.',
    fix: 'Change it with MERGE, or change what istiod makes the route of.',
    symptoms: ['an EnvoyFilter has no effect'],
    see: `${SEE}/ist0154/`,
    wrong: filter(routes('HTTP_ROUTE', 'REMOVE')),
    right: filter(routes('HTTP_ROUTE', 'MERGE', ', value: {response_headers_to_remove: [server]}')),
  },

  check({ given }, report) {
    for (const { entity, path, patch } of patchesIn(given)) {
      if (patch.patch?.operation !== 'REMOVE' || !OF_ROUTES.has(patch.applyTo ?? '')) continue;
      report(entity, [...path, 'patch', 'operation'], {
        message: `REMOVE does not work on ${patch.applyTo}: nothing is removed`,
        fix: 'write MERGE with what is to be instead',
      });
    }
  },
};

export const versionedPatch: Rule = {
  id: 'IST0155',
  severity: 'warning',
  kinds: [ENVOY_FILTER],
  docs: {
    says: 'a patch of an EnvoyFilter that is relative to one which is for some versions of the proxy only',
    why: 'On proxies of other versions the earlier patch is left out, and this one finds nothing that it is relative to.',
    fix: 'Set `priority`, and match the same versions.',
    symptoms: ['a filter is missing after an upgrade'],
    see: `${SEE}/ist0155/`,
    wrong: filter(
      `${http('INSERT_FIRST', 'envoy.filters.http.router', '\n    proxy: {proxyVersion: ^1\\.30.*}')}\n${http('INSERT_BEFORE', 'envoy.filters.http.router')}`,
    ),
    right: filter(
      `${http('INSERT_FIRST', 'envoy.filters.http.router', '\n    proxy: {proxyVersion: ^1\\.30.*}')}\n${http('INSERT_BEFORE', 'envoy.filters.http.router')}`,
      'priority: 10\n',
    ),
  },

  check({ given }, report) {
    const all = patchesIn(given);
    for (const each of all) {
      if (!isRelative(each) || !followsVersioned(each, all)) continue;
      report(each.entity, [...each.path, 'patch', 'operation'], {
        message: `an earlier patch of ${addedBy(each) ?? anchorOf(each)} is for some versions of the proxy only: on others ${each.patch.patch?.operation} finds nothing`,
        fix: 'set spec.priority, and match the same proxyVersion',
      });
    }
  },
};
