import type { JsonMap } from '../../../kube/json';
import type { FieldPath } from '../../../model/finding';
import { create, type Entry, type Expression, list, literal, method, THIS } from '../../code/expression';
import { cannot } from '../inexpressible';
import { objectProps, specOf } from '../metadata';
import type { Scope } from '../scope';
import {
  duration,
  field,
  fields,
  istio,
  json,
  listed,
  listOf,
  mapOf,
  mapsOf,
  maybe,
  numberOf,
  only,
  textOf,
} from '../values';
import { gatewayApi } from './gateway';

/** `new gatewayApi.HTTPRoute(this, 'reviews', { parents: [reviews], rules: [ … ] })` */
export function httpRoute(object: JsonMap, id: string, scope: Scope): Expression {
  return routeOfRequests('HTTPRoute', object, id, scope, match);
}

/** A route with rules for requests, by what its matches are. */
export function routeOfRequests(
  construct: 'HTTPRoute' | 'GRPCRoute',
  object: JsonMap,
  id: string,
  scope: Scope,
  match: (written: JsonMap) => Expression,
): Expression {
  const { parentRefs, hostnames, rules } = only(specOf(object), ['parentRefs', 'hostnames', 'rules'], 'the construct');
  const all = mapsOf(rules) ?? [];
  const last = all.at(-1);
  const hasOtherwise = last !== undefined && (listOf(last.matches) ?? []).length === 0;
  const matching = hasOtherwise ? all.slice(0, -1) : all;
  const at: FieldPath = ['spec', 'rules'];
  return create(
    gatewayApi(construct),
    THIS,
    literal(id),
    fields([
      ...objectProps(object, id),
      field(
        'parents',
        listed(mapsOf(parentRefs), ['spec', 'parentRefs'], (each) => parent(each, scope)),
      ),
      field('hostnames', maybe(listOf(hostnames), ['spec', 'hostnames'])),
      matching.length === 0
        ? undefined
        : field(
            'rules',
            listed(matching, at, (each, place) =>
              fields([
                field('match', listed(mapsOf(each.matches), [...place, 'matches'], match), [...place, 'matches']),
                ...ruleEntries(each, place, scope),
              ]),
            ),
            at,
          ),
      hasOtherwise ? field('otherwise', fields(ruleEntries(last, [...at, all.length - 1], scope)), at) : undefined,
    ]),
  );
}

/** What a route is attached to: a Gateway, one of its listeners, a Service. */
export function parent(reference: JsonMap, scope: Scope, protocol: 'HTTP' | 'TLS' = 'HTTP'): Expression {
  const {
    group,
    kind = 'Gateway',
    name,
    namespace,
    sectionName,
    port,
  } = only(reference, ['group', 'kind', 'name', 'namespace', 'sectionName', 'port'], 'a parent');
  const text = textOf(name) ?? cannot('a parent has no name');
  if (kind === 'Service' && group === '') {
    if (sectionName !== undefined) cannot('a parent is a section of a Service');
    const service = scope.host(hostOf(text, textOf(namespace)));
    return port === undefined ? service : fields([field('service', service), field('port', maybe(numberOf(port)))]);
  }
  if (
    kind !== 'Gateway' ||
    (group ?? 'gateway.networking.k8s.io') !== 'gateway.networking.k8s.io' ||
    port !== undefined
  ) {
    return cannot('a parent is neither a Gateway, nor one of its listeners, nor a Service');
  }
  return scope.parentGateway(text, textOf(namespace), textOf(sectionName), protocol);
}

function hostOf(name: string, namespace: string | undefined): string {
  return namespace === undefined ? name : `${name}.${namespace}.svc.cluster.local`;
}

function match(written: JsonMap): Expression {
  const {
    path,
    method: verb,
    headers,
    queryParams,
  } = only(written, ['path', 'method', 'headers', 'queryParams'], 'a match');
  const of = (kind: string, ...parts: readonly Expression[]) => method(istio('HttpMatch'), kind, ...parts);
  const parts = [
    ...(path === undefined ? [] : [pathMatch(mapOf(path) ?? {})]),
    ...(verb === undefined ? [] : [of('method', json(verb))]),
    ...(mapsOf(headers) ?? []).map((each) => of('header', json(each.name), compared(each))),
    ...(mapsOf(queryParams) ?? []).map((each) => of('queryParameter', json(each.name), compared(each))),
  ];
  const [first, second] = parts;
  if (first === undefined) return cannot('a match has no condition');
  return second === undefined ? first : of('all', list(parts));
}

function pathMatch({ type = 'PathPrefix', value = '/' }: JsonMap): Expression {
  if (type === 'PathPrefix') return method(istio('HttpMatch'), 'pathPrefix', json(value));
  const how =
    type === 'Exact' ? 'exact' : type === 'RegularExpression' ? 'regex' : cannot('a path is compared otherwise');
  return method(istio('HttpMatch'), 'uri', method(istio('StringMatch'), how, json(value)));
}

/** How a value of a header or a parameter is compared. */
export function compared({ type = 'Exact', value }: JsonMap): Expression {
  return method(
    istio('StringMatch'),
    type === 'Exact' ? 'exact' : 'regex',
    json(textOf(value) ?? cannot('a value is missing')),
  );
}

function ruleEntries(rule: JsonMap, at: FieldPath, scope: Scope): readonly (Entry | undefined)[] {
  const { name, filters, backendRefs, timeouts } = only(
    rule,
    ['name', 'matches', 'filters', 'backendRefs', 'timeouts'],
    'a rule',
  );
  const all = mapsOf(filters) ?? [];
  const one = (type: string, key: string) => {
    const [first, second] = all.filter((each) => each.type === type);
    if (second !== undefined) cannot(`a rule has two filters ${type}`);
    return mapOf(first?.[key]);
  };
  const known = ['RequestHeaderModifier', 'ResponseHeaderModifier', 'URLRewrite', 'RequestMirror', 'RequestRedirect'];
  const other = all.find(({ type }) => !known.includes(String(type)));
  if (other !== undefined) cannot(`a rule has a filter ${String(other.type)}`);
  const redirect = one('RequestRedirect', 'requestRedirect');
  const headers = fields([
    field('request', operations(one('RequestHeaderModifier', 'requestHeaderModifier'))),
    field('response', operations(one('ResponseHeaderModifier', 'responseHeaderModifier'))),
  ]);
  const mirrors = all
    .filter(({ type }) => type === 'RequestMirror')
    .map(({ requestMirror }) => mirror(mapOf(requestMirror) ?? {}, scope));
  const { request, backendRequest } = mapOf(timeouts) ?? {};
  return [
    field('action', redirect === undefined ? forward(mapsOf(backendRefs) ?? [], scope) : redirectTo(redirect), [
      ...at,
      'backendRefs',
    ]),
    headers.entries.length === 0 ? undefined : field('headers', headers),
    field('rewrite', rewrite(one('URLRewrite', 'urlRewrite'))),
    mirrors.length === 0 ? undefined : field('mirrors', list(mirrors)),
    field('timeout', duration(request), [...at, 'timeouts']),
    field('backendTimeout', duration(backendRequest)),
    field('name', maybe(textOf(name))),
  ];
}

interface Backend {
  readonly host: Expression;
  readonly options: readonly Expression[];
  readonly weight: number | undefined;
}

function backend(reference: JsonMap, scope: Scope): Backend {
  const {
    group = '',
    kind = 'Service',
    name,
    namespace,
    port,
    weight,
  } = only(reference, ['group', 'kind', 'name', 'namespace', 'port', 'weight'], 'a backend');
  if (group !== '' || kind !== 'Service') cannot('a backend is no Service');
  const number = numberOf(port) ?? cannot('a backend has no port');
  return {
    host: scope.host(hostOf(textOf(name) ?? cannot('a backend has no name'), textOf(namespace))),
    options: [fields([field('port', literal(number))])],
    weight: numberOf(weight),
  };
}

/** Where requests or connections go: to one Service, or shared out. */
export function forward(
  references: readonly JsonMap[],
  scope: Scope,
  of: 'HttpAction' | 'ConnectionRoute' = 'HttpAction',
): Expression {
  const backends = references.map((each) => backend(each, scope));
  const [first, second] = backends;
  if (first === undefined) return cannot('a rule sends requests nowhere');
  if (second === undefined) return method(istio(of), 'to', first.host, ...first.options);
  const shares = backends.map(({ host, options, weight = 1 }) => method(host, 'weighted', literal(weight), ...options));
  return method(istio(of), 'split', list(shares));
}

function redirectTo(redirect: JsonMap): Expression {
  const {
    scheme,
    hostname,
    port,
    path,
    statusCode = 302,
  } = only(redirect, ['scheme', 'hostname', 'port', 'path', 'statusCode'], 'a redirect');
  const { type, replaceFullPath, replacePrefixMatch } = mapOf(path) ?? {};
  const isPrefix = type === 'ReplacePrefixMatch';
  const to = fields([
    isPrefix ? field('prefix', maybe(replacePrefixMatch)) : field('uri', maybe(replaceFullPath)),
    field('authority', maybe(hostname)),
    field('scheme', maybe(scheme)),
    field('port', maybe(port)),
    statusCode === 301 ? undefined : field('redirectCode', json(statusCode)),
  ]);
  return method(istio('HttpAction'), isPrefix ? 'redirectPathPrefix' : 'redirect', to);
}

function operations(modifier: JsonMap | undefined): Expression | undefined {
  if (modifier === undefined) return undefined;
  const { set, add, remove } = only(modifier, ['set', 'add', 'remove'], 'a change of headers');
  const byName = (headers: unknown) => {
    const pairs = mapsOf(headers);
    return pairs && fields(pairs.map(({ name, value }) => field(String(name), json(textOf(value) ?? ''))));
  };
  return fields([field('set', byName(set)), field('add', byName(add)), field('remove', maybe(listOf(remove)))]);
}

function rewrite(written: JsonMap | undefined): Expression | undefined {
  if (written === undefined) return undefined;
  const { hostname, path } = only(written, ['hostname', 'path'], 'a rewrite');
  const { replaceFullPath, replacePrefixMatch } = mapOf(path) ?? {};
  return fields([
    field('hostname', maybe(hostname)),
    field('replacePrefixMatch', maybe(replacePrefixMatch)),
    field('replaceFullPath', maybe(replaceFullPath)),
  ]);
}

function mirror(written: JsonMap, scope: Scope): Expression {
  const { backendRef, percent } = only(written, ['backendRef', 'percent'], 'a mirror');
  const { host } = backend(mapOf(backendRef) ?? {}, scope);
  return fields([
    field('destination', host),
    field('port', maybe(mapOf(backendRef)?.port)),
    percent === 100 ? undefined : field('percent', maybe(percent)),
  ]);
}
