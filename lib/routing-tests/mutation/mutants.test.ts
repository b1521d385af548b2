import { describe, expect, test } from '@jest/globals';
import { isMap } from '../../kube/json';
import { destinationRule, istio, meshOf, virtualService, yaml } from '../../mesh/fixtures';
import { formatPath } from '../../model/finding';
import { mutantsOf } from './mutants';

/** `field: from → to` of each mutant of the first object. */
function changes(...documents: readonly string[]): readonly string[] {
  const mesh = meshOf(yaml(...documents));
  const kind = /kind: (\w+)/.exec(documents[0] ?? '')?.[1];
  const entity = mesh.given.entities.find(({ id }) => id.kind === kind);
  if (entity === undefined) throw new Error('no object');
  return mutantsOf(mesh, entity).map(({ path, from, to, object }) => {
    expect(differences(entity.object, object)).toEqual([formatPath(path)]);
    const text = (value: unknown) => (value === undefined ? 'none' : JSON.stringify(value));
    return `${formatPath(path.slice(1))}: ${text(from)} → ${text(to)}`;
  });
}

/** Where two values are not the same. */
function differences(a: unknown, b: unknown, path: readonly (string | number)[] = []): readonly string[] {
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    return a.flatMap((each, index) => differences(each, b[index], [...path, index]));
  }
  if (isMap(a) && isMap(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => differences(a[key], b[key], [...path, key]));
  }
  return Object.is(a, b) ? [] : [formatPath(path)];
}

describe('what becomes of an object when one field is another', () => {
  test('GIVEN a VirtualService THEN conditions, destinations and what is done on the way change', () => {
    expect(
      changes(
        virtualService(
          'shop/v',
          `
  hosts: [a]
  http:
  - match:
    - uri: {prefix: /x}
      headers: {end-user: {exact: jason}}
      port: 80
    timeout: 3s
    rewrite: {uri: /y}
    retries: {attempts: 2}
    route: [{destination: {host: a, subset: v1}}]
  - fault: {delay: {fixedDelay: 2s, percentage: {value: 50}}}
    route:
    - {destination: {host: a, subset: v2}, weight: 80}
    - {destination: {host: b}, weight: 20}`,
        ),
        destinationRule('shop/a', '{host: a, subsets: [{name: v1}, {name: v2}, {name: v3}]}'),
      ),
    ).toEqual([
      'http[0].match[0].uri: {"prefix":"/x"} → none',
      'http[0].match[0].uri.prefix: "/x" → "/x-mutant"',
      'http[0].match[0].headers.end-user: {"exact":"jason"} → none',
      'http[0].match[0].headers.end-user.exact: "jason" → "jason-mutant"',
      'http[0].match[0].port: 80 → none',
      'http[0].timeout: "3s" → "4s"',
      'http[0].timeout: "3s" → none',
      'http[0].rewrite: {"uri":"/y"} → none',
      'http[0].rewrite.uri: "/y" → "/y-mutant"',
      'http[0].retries.attempts: 2 → 3',
      'http[0].route[0].destination.subset: "v1" → "v2"',
      'http[1].fault.delay: {"fixedDelay":"2s","percentage":{"value":50}} → none',
      'http[1].fault.delay.fixedDelay: "2s" → "3s"',
      'http[1].fault.delay.percentage.value: 50 → 25',
      'http[1].route[0].destination.subset: "v2" → "v3"',
      'http[1].route[0].weight: 80 → 90',
      'http[1].route[1].weight: 20 → 30',
    ]);
  });

  test('GIVEN rules of TCP and TLS THEN names, weights and subsets change', () => {
    expect(
      changes(
        virtualService(
          'shop/v',
          `
  hosts: ["*.a.com"]
  tls:
  - match: [{sniHosts: ["*.a.com", b.a.com], port: 443}]
    route: [{destination: {host: a, subset: only}}]`,
        ),
        destinationRule('shop/a', '{host: a, subsets: [{name: only}]}'),
      ),
    ).toEqual([
      'tls[0].match[0].sniHosts[0]: "*.a.com" → "*.mutant-a.com"',
      'tls[0].match[0].sniHosts[1]: "b.a.com" → "b-mutant.a.com"',
      'tls[0].match[0].port: 443 → none',
      'tls[0].route[0].destination.subset: "only" → none',
    ]);
  });

  test('GIVEN policies, Gateways and DestinationRules THEN what they allow changes', () => {
    expect(
      changes(
        istio(
          'AuthorizationPolicy',
          'shop/p',
          '{action: ALLOW, rules: [{from: [{source: {principals: [p]}}], to: [{operation: {notPaths: [/x]}}], when: [{key: "request.headers[x]", values: [a]}]}]}',
        ),
      ),
    ).toEqual([
      'action: "ALLOW" → "DENY"',
      'rules[0].from: [{"source":{"principals":["p"]}}] → none',
      'rules[0].from[0].source.principals: ["p"] → none',
      'rules[0].from[0].source.principals[0]: "p" → "p-mutant"',
      'rules[0].to: [{"operation":{"notPaths":["/x"]}}] → none',
      'rules[0].to[0].operation.notPaths: ["/x"] → none',
      'rules[0].when: [{"key":"request.headers[x]","values":["a"]}] → none',
      'rules[0].when[0].values[0]: "a" → "a-mutant"',
    ]);
    expect(changes(istio('PeerAuthentication', 'shop/p', '{mtls: {mode: STRICT}}'))).toEqual([
      'mtls.mode: "STRICT" → "PERMISSIVE"',
    ]);
    expect(
      changes(
        istio(
          'Gateway',
          'shop/g',
          '{selector: {a: b}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop/a.com, "*"], tls: {httpsRedirect: true}}]}',
        ),
      ),
    ).toEqual([
      'servers[0].hosts[0]: "shop/a.com" → "shop/a-mutant.com"',
      'servers[0].tls.httpsRedirect: true → false',
    ]);
    expect(
      changes(
        destinationRule(
          'shop/a',
          '{host: a, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}, subsets: [{name: v1, labels: {version: v1}}]}',
        ),
      ),
    ).toEqual(['trafficPolicy.tls.mode: "ISTIO_MUTUAL" → "DISABLE"', 'subsets[0].labels.version: "v1" → "v1-mutant"']);
  });

  const api = (kind: string, spec: string) =>
    `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: a, namespace: shop}\nspec: ${spec}`;

  test('GIVEN objects of the Gateway API THEN hosts, conditions, backends and filters change', () => {
    expect(
      changes(
        api(
          'HTTPRoute',
          `{parentRefs: [{name: g}], hostnames: [a.com], rules: [
            {matches: [{path: {type: Exact, value: /x}, queryParams: [{name: q, value: w}]}], timeouts: {request: 3s},
             filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /z}}}],
             backendRefs: [{name: b, port: 80, weight: 1}, {name: c, port: 80, weight: 2}]},
            {filters: [{type: RequestRedirect, requestRedirect: {hostname: b.com, statusCode: 301}}]}]}`,
        ),
      ),
    ).toEqual([
      'hostnames[0]: "a.com" → "a-mutant.com"',
      'rules[0].matches[0].path: {"type":"Exact","value":"/x"} → none',
      'rules[0].matches[0].path.value: "/x" → "/x-mutant"',
      'rules[0].matches[0].queryParams: [{"name":"q","value":"w"}] → none',
      'rules[0].matches[0].queryParams[0].value: "w" → "w-mutant"',
      'rules[0].timeouts: {"request":"3s"} → none',
      'rules[0].timeouts.request: "3s" → "4s"',
      'rules[0].filters[0].urlRewrite.path.replaceFullPath: "/z" → "/z-mutant"',
      'rules[0].backendRefs[0].name: "b" → "b-mutant"',
      'rules[0].backendRefs[0].weight: 1 → 11',
      'rules[0].backendRefs[1].name: "c" → "c-mutant"',
      'rules[0].backendRefs[1].weight: 2 → 12',
      'rules[1].filters[0].requestRedirect.hostname: "b.com" → "b-mutant.com"',
      'rules[1].filters[0].requestRedirect.statusCode: 301 → 302',
    ]);
    expect(
      changes(
        api(
          'GRPCRoute',
          '{parentRefs: [{name: g}], rules: [{matches: [{method: {service: a.B, method: C}}], backendRefs: [{name: b, port: 80}]}]}',
        ),
      ),
    ).toEqual([
      'rules[0].matches[0].method: {"service":"a.B","method":"C"} → none',
      'rules[0].matches[0].method.service: "a.B" → "a.BMutant"',
      'rules[0].matches[0].method.method: "C" → "CMutant"',
      'rules[0].backendRefs[0].name: "b" → "b-mutant"',
    ]);
    expect(
      changes(
        api(
          'Gateway',
          '{gatewayClassName: istio, listeners: [{name: h, port: 80, protocol: HTTP, hostname: "*.a.com"}, {name: i, port: 81, protocol: HTTP}]}',
        ),
      ),
    ).toEqual(['listeners[0].hostname: "*.a.com" → "*.mutant-a.com"']);
  });
});
