import { goDurationSeconds, printGoDuration } from '../../kube/go-duration';
import type { Kind } from '../../world/kind';
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  GATEWAY,
  GATEWAY_API_GATEWAY,
  GRPC_ROUTE,
  HTTP_ROUTE,
  PEER_AUTHENTICATION,
  VIRTUAL_SERVICE,
} from '../../world/kinds';

/** In place of a value: the field is not there. */
export const REMOVED: unique symbol = Symbol('removed');

/** What a value is replaced with; undefined where there is nothing to replace it with. */
export type Change = (value: unknown) => unknown;

/** A field of a kind that traffic depends on, and what it is changed into. */
export interface Operator {
  readonly kind: Kind;
  /** From `spec` on: `[]` for each item of a list, `*` for each key of a map. */
  readonly fields: readonly string[];
  readonly change: Change;
}

const removed: Change = () => REMOVED;
/** A text that nothing else has. */
const other: Change = (value) => (typeof value === 'string' && value !== '' ? `${value}-mutant` : undefined);
/** The same, before the end of the host that makes it a name. */
const otherHost: Change = (value) => {
  if (typeof value !== 'string' || value === '*') return undefined;
  const [, start = '', label = '', rest = ''] = /^([^/]*\/|)((?:\*\.)?[^.]*)(.*)$/.exec(value) ?? [];
  return label.startsWith('*.') ? `${start}*.mutant-${label.slice(2)}${rest}` : `${start}${label}-mutant${rest}`;
};
/** The same, before the wildcard at its end. */
const otherPath: Change = (value) => (typeof value === 'string' ? value.replace(/(\/?\*)?$/, '-mutant$1') : undefined);
const plus =
  (more: number): Change =>
  (value) =>
    typeof value === 'number' ? value + more : undefined;
const half: Change = (value) => (typeof value === 'number' ? value / 2 : undefined);
/** The first that it is not. */
const oneOf =
  (...values: readonly unknown[]): Change =>
  (value) =>
    values.find((each) => each !== value);
const longer: Change = (value) => {
  const seconds = typeof value === 'string' ? goDurationSeconds(value) : undefined;
  return seconds === undefined ? undefined : printGoDuration(seconds * 1000 + 1000);
};
const not: Change = (value) => value !== true;

function operators(kind: Kind, table: readonly (readonly [fields: string, change: Change])[]): readonly Operator[] {
  return table.map(([fields, change]) => ({ kind, fields: fields.split('.'), change }));
}

/** As it is compared: a text of its own, and none. */
const condition = (fields: string): readonly (readonly [string, Change])[] => [
  ...['exact', 'prefix', 'regex'].map((how) => [`${fields}.${how}`, other] as const),
  [fields, removed],
];

/** A word of a name that takes no hyphens. */
const otherWord: Change = (value) => (typeof value === 'string' ? `${value}Mutant` : undefined);

/** What rules of routes of the Gateway API have in common. */
const OF_ROUTES: readonly (readonly [string, Change])[] = [
  ['hostnames.[]', otherHost],
  ['rules.[].matches.[].headers.[].value', other],
  ['rules.[].matches.[].headers', removed],
  ['rules.[].backendRefs.[].name', other],
  ['rules.[].backendRefs.[].weight', plus(10)],
  ['rules.[].filters.[].requestHeaderModifier.set.[].value', other],
  ['rules.[].filters.[].requestHeaderModifier.add.[].value', other],
  ['rules.[].filters.[].requestHeaderModifier.remove', removed],
  ['rules.[].filters.[].requestMirror.percent', half],
];

/** What is changed, a field at a time. What an operator makes of a subset depends on which there are, so it is not here. */
export const OPERATORS: readonly Operator[] = [
  ...operators(VIRTUAL_SERVICE, [
    ...condition('http.[].match.[].uri'),
    ...condition('http.[].match.[].method'),
    ...condition('http.[].match.[].authority'),
    ...condition('http.[].match.[].headers.*'),
    ...condition('http.[].match.[].withoutHeaders.*'),
    ...condition('http.[].match.[].queryParams.*'),
    ['http.[].match.[].ignoreUriCase', not],
    ['http.[].match.[].port', removed],
    ['http.[].match.[].sourceNamespace', removed],
    ['http.[].match.[].sourceLabels.*', removed],
    ['http.[].match.[].gateways', removed],
    ['http.[].route.[].weight', plus(10)],
    ['http.[].route.[].headers.request.set.*', removed],
    ['http.[].route.[].headers.request.add.*', removed],
    ['http.[].headers.request.set.*', removed],
    ['http.[].headers.request.add.*', removed],
    ['http.[].headers.request.remove', removed],
    ['http.[].rewrite.uri', other],
    ['http.[].rewrite.authority', other],
    ['http.[].rewrite', removed],
    ['http.[].redirect.uri', other],
    ['http.[].redirect.authority', otherHost],
    ['http.[].redirect.scheme', oneOf('https', 'http')],
    ['http.[].redirect.redirectCode', oneOf(307, 308)],
    ['http.[].directResponse.status', oneOf(503, 500)],
    ['http.[].fault.delay.fixedDelay', longer],
    ['http.[].fault.delay.percentage.value', half],
    ['http.[].fault.delay', removed],
    ['http.[].fault.abort.httpStatus', oneOf(503, 500)],
    ['http.[].fault.abort.percentage.value', half],
    ['http.[].fault.abort', removed],
    ['http.[].timeout', longer],
    ['http.[].timeout', removed],
    ['http.[].retries.attempts', plus(1)],
    ['http.[].mirror', removed],
    ['http.[].mirrors', removed],
    ['http.[].mirrorPercentage.value', half],
    ['tcp.[].match.[].port', removed],
    ['tcp.[].match.[].sourceNamespace', removed],
    ['tcp.[].match.[].sourceLabels.*', removed],
    ['tcp.[].route.[].weight', plus(10)],
    ['tls.[].match.[].sniHosts.[]', otherHost],
    ['tls.[].match.[].port', removed],
    ['tls.[].match.[].sourceNamespace', removed],
    ['tls.[].match.[].sourceLabels.*', removed],
    ['tls.[].route.[].weight', plus(10)],
  ]),
  ...operators(DESTINATION_RULE, [
    ['subsets.[].labels.*', other],
    ['subsets.[].trafficPolicy.tls.mode', oneOf('DISABLE', 'ISTIO_MUTUAL')],
    ['trafficPolicy.tls.mode', oneOf('DISABLE', 'ISTIO_MUTUAL')],
  ]),
  ...operators(GATEWAY, [
    ['servers.[].hosts.[]', otherHost],
    ['servers.[].tls.httpsRedirect', not],
  ]),
  ...operators(HTTP_ROUTE, [
    ...OF_ROUTES,
    ['rules.[].matches.[].path.value', other],
    ['rules.[].matches.[].path', removed],
    ['rules.[].matches.[].method', removed],
    ['rules.[].matches.[].queryParams.[].value', other],
    ['rules.[].matches.[].queryParams', removed],
    ['rules.[].filters.[].urlRewrite.hostname', otherHost],
    ['rules.[].filters.[].urlRewrite.path.replaceFullPath', other],
    ['rules.[].filters.[].urlRewrite.path.replacePrefixMatch', other],
    ['rules.[].filters.[].requestRedirect.hostname', otherHost],
    ['rules.[].filters.[].requestRedirect.scheme', oneOf('https', 'http')],
    ['rules.[].filters.[].requestRedirect.statusCode', oneOf(301, 302)],
    ['rules.[].timeouts.request', longer],
    ['rules.[].timeouts', removed],
  ]),
  ...operators(GRPC_ROUTE, [
    ...OF_ROUTES,
    ['rules.[].matches.[].method.service', otherWord],
    ['rules.[].matches.[].method.method', otherWord],
    ['rules.[].matches.[].method', removed],
  ]),
  ...operators(GATEWAY_API_GATEWAY, [['listeners.[].hostname', otherHost]]),
  ...operators(AUTHORIZATION_POLICY, [
    ['action', oneOf('DENY', 'ALLOW')],
    ['rules.[].from', removed],
    ...['principals', 'requestPrincipals', 'namespaces', 'ipBlocks', 'remoteIpBlocks', 'serviceAccounts'].flatMap(
      (field) => widened(`rules.[].from.[].source.${field}`),
    ),
    ['rules.[].from.[].source.principals.[]', other],
    ['rules.[].from.[].source.namespaces.[]', other],
    ['rules.[].to', removed],
    ...['hosts', 'methods', 'paths', 'ports'].flatMap((field) => widened(`rules.[].to.[].operation.${field}`)),
    ['rules.[].to.[].operation.hosts.[]', otherHost],
    ['rules.[].to.[].operation.methods.[]', oneOf('PATCH', 'OPTIONS')],
    ['rules.[].to.[].operation.paths.[]', otherPath],
    ['rules.[].when', removed],
    ['rules.[].when.[].values.[]', other],
    ['rules.[].when.[].notValues.[]', other],
  ]),
  ...operators(PEER_AUTHENTICATION, [
    ['mtls.mode', oneOf('STRICT', 'PERMISSIVE')],
    ['portLevelMtls.*.mode', oneOf('STRICT', 'PERMISSIVE')],
  ]),
];

/** A list of what is allowed, and its contrary. */
function widened(fields: string): readonly (readonly [string, Change])[] {
  const contrary = fields.replace(
    /\.(\w)(\w*)$/,
    (_, first: string, rest: string) => `.not${first.toUpperCase()}${rest}`,
  );
  return [
    [fields, removed],
    [contrary, removed],
  ];
}
