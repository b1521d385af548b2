import { isMap, type JsonMap } from '../kube/json';
import { kindKey } from './kind';
import { ENVOY_FILTER, PROXY_CONFIG, REQUEST_AUTHENTICATION, TRAFFIC_EXTENSION, WASM_PLUGIN } from './kinds';
import { type Kept, kept } from './read-of-installations';

/** Whom and when, not what with: plugins have settings and addresses of their own. */
const PLUGIN: Kept = {
  ...{ selector: true, targetRef: true, targetRefs: true },
  ...{ match: true, phase: true, priority: true, failStrategy: true, type: true },
};

const PARTS: ReadonlyMap<string, (spec: JsonMap) => JsonMap> = new Map([
  [kindKey(WASM_PLUGIN), (spec: JsonMap) => kept(spec, PLUGIN) as JsonMap],
  [kindKey(TRAFFIC_EXTENSION), (spec: JsonMap) => kept(spec, PLUGIN) as JsonMap],
  [kindKey(PROXY_CONFIG), (spec: JsonMap) => kept(spec, { selector: true }) as JsonMap],
  [kindKey(ENVOY_FILTER), partOfFilter],
  [kindKey(REQUEST_AUTHENTICATION), partOfAuthentication],
]);

/** The spec of an object of Istio without what only proxies need, such as scripts, settings of plugins and private keys. */
export function publicPart(kind: string, spec: JsonMap): JsonMap {
  return PARTS.get(kind)?.(spec) ?? spec;
}

/** Of what a patch writes, the names of the fields: they say what it touches. */
function partOfFilter(spec: JsonMap): JsonMap {
  const named = (value: unknown) =>
    isMap(value)
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, READ.has(key) ? each : '']))
      : value;
  return {
    ...spec,
    ...listIn(spec, 'configPatches', (patch) => {
      if (!isMap(patch.patch) || !isMap(patch.patch.value)) return patch;
      const { value } = patch.patch;
      const typed = isMap(value.typed_config) ? { typed_config: named(value.typed_config) } : {};
      return { ...patch, patch: { ...patch.patch, value: { ...(named(value) as JsonMap), ...typed } } };
    }),
  };
}

const READ: ReadonlySet<string> = new Set(['name', '@type']);

/** What is known of a key to who only verifies with it. */
const PUBLIC: Kept = {
  keys: [{ ...{ kty: true, kid: true, alg: true, use: true }, ...{ n: true, e: true, crv: true, x: true, y: true } }],
};

function partOfAuthentication(spec: JsonMap): JsonMap {
  return {
    ...spec,
    ...listIn(spec, 'jwtRules', (rule) =>
      typeof rule.jwks === 'string' ? { ...rule, jwks: publicKeys(rule.jwks) } : rule,
    ),
  };
}

function publicKeys(jwks: string): string {
  try {
    const value: unknown = JSON.parse(jwks);
    return isMap(value) ? JSON.stringify(kept(value, PUBLIC)) : '';
  } catch {
    // Nothing is signed with what is no JSON.
    return '';
  }
}

function listIn(spec: JsonMap, field: string, change: (item: JsonMap) => JsonMap): JsonMap {
  const list = spec[field];
  return Array.isArray(list) ? { [field]: list.map((each) => (isMap(each) ? change(each) : each)) } : {};
}
